//! Users with several tabs each, who work together through one fault after the other.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use tokio::sync::watch;

use crate::{
    audit::{self, Findings},
    dice::Dice,
    model::Desk,
    people,
    support::process::Process,
    worker::{Closed, Worker},
};

/// What lets many tabs of few users work without being slowed down.
pub const UNLIMITED: [(&str, &str); 2] =
    [("STACKHOUSE_SOCKET__OPERATIONS_PER_SECOND", "1000000"), ("STACKHOUSE_SIGN_IN__ATTEMPTS_PER_MINUTE", "1000")];

/// All tabs, and the files that they work on.
pub struct Crew {
    pub workers: Vec<Worker>,
    /// By the user's number: the folder below `users`.
    ids: Vec<String>,
}

impl Crew {
    /// Makes `users` accounts, and `tabs` tabs for each, on a server that runs.
    pub async fn hire(process: &Process, data: &Path, users: usize, tabs: usize, dice: &Dice) -> Self {
        let names: Vec<String> = (0..users).map(|user| format!("u{user}")).collect();
        people::add(data, &names);
        let client = process.client();
        let mut crew = Self { workers: Vec::new(), ids: Vec::new() };
        for (user, name) in names.iter().enumerate() {
            let token = client.token(name).await;
            let me = client.bare(reqwest::Method::GET, "/api/me").bearer_auth(&token).send().await.expect("an answer");
            let me: serde_json::Value = me.json().await.expect("JSON");
            crew.ids.push(me["user"]["id"].as_str().expect("an id").to_owned());
            for tab in 0..tabs {
                crew.workers.push(Worker::new(user, format!("{name}t{tab}"), token.clone(), dice.hand_on()));
            }
        }
        crew
    }

    /// All tabs connect and send again what was never answered. Answers how each of them fared.
    pub async fn come_back(&mut self, address: &str) -> Vec<Result<(), Closed>> {
        join_all(self.workers.iter_mut().map(|worker| worker.come_back(address))).await
    }

    /// All tabs work until the server is gone. Answers how each of them was ended.
    pub async fn work(&mut self) -> Vec<Closed> {
        join_all(self.workers.iter_mut().map(Worker::work)).await
    }

    /// The same on a server that stays: everybody is answered, and finds the desk as it must be.
    pub async fn come_back_all(&mut self, address: &str) {
        let back = self.come_back(address).await;
        assert!(back.iter().all(Result::is_ok), "everybody comes back: {back:?}");
        self.look_at_the_desks(address).await;
    }

    /// All tabs come back, until `is_over`.
    pub async fn come_back_until(&mut self, address: &str, is_over: &watch::Receiver<bool>) {
        join_all(self.workers.iter_mut().map(|worker| worker.come_back_until(address, said(is_over)))).await;
    }

    /// All tabs work until `is_over`.
    pub async fn work_until(&mut self, is_over: &watch::Receiver<bool>) {
        join_all(self.workers.iter_mut().map(|worker| worker.work_until(said(is_over)))).await;
    }

    /// Whether every user is given exactly the desk that all operations lead to.
    async fn look_at_the_desks(&self, address: &str) {
        for user in 0..self.ids.len() {
            let workers = self.of(user);
            let wanted = Desk::of(&workers).active();
            let given = Desk::given_to_a_tab(address, &workers[0].token).await.in_the_names_of(&wanted);
            assert_eq!(given, wanted, "the desk of user {user}");
        }
    }

    /// Audits every file in `data`.
    pub fn audit(&self, data: &Path) -> Findings {
        let mut findings = audit::of_file(&data.join("platform.db"));
        for user in 0..self.ids.len() {
            findings.add(audit::of_user(&self.file(data, user), &self.of(user)));
        }
        findings
    }

    /// How many of the files still have their WAL beside them, as they do until they are closed.
    pub fn open_files(&self, data: &Path) -> usize {
        let files = (0..self.ids.len()).map(|user| self.file(data, user).with_extension("db-wal"));
        files.filter(|wal| wal.exists()).count()
    }

    fn file(&self, data: &Path, user: usize) -> PathBuf {
        data.join("users").join(&self.ids[user]).join("sprite.db")
    }

    fn of(&self, user: usize) -> Vec<&Worker> {
        self.workers.iter().filter(|worker| worker.user == user).collect()
    }
}

/// Waits until it is said that it is over.
async fn said(is_over: &watch::Receiver<bool>) {
    let mut is_over = is_over.clone();
    is_over.wait_for(|is_over| *is_over).await.expect("somebody says so");
}
