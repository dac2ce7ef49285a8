//! Users with a full desk each, on a server that can be stopped, and files that can be damaged and mended.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use reqwest::{Method, StatusCode};
use rusqlite::Connection;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::{
    crew::UNLIMITED,
    support::{
        PASSWORD, TestClient, password_file,
        process::{Process, new_data, run},
        tab::Tab,
    },
};

/// Text on a card. With 150 of them a desk is more than a connection keeps in memory, so that what is damaged on the
/// disk is met.
const CARD_BYTES: usize = 2_000;

/// A second without visitors, and a Sprite sleeps.
const SETTINGS: [(&str, &str); 3] = [UNLIMITED[0], UNLIMITED[1], ("STACKHOUSE_SPRITE__SLEEP_AFTER_S", "1")];

/// Damage is noticed within so many visits.
const TRIES_MAX: usize = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// By then everybody sleeps.
const ASLEEP: Duration = Duration::from_secs(15);

pub struct Household {
    process: Option<Process>,
    pub data: PathBuf,
    pub users: Vec<User>,
    /// How many names stacks have been given.
    names: AtomicUsize,
    /// A copy of every file as it was when it was last whole.
    good: tempfile::TempDir,
    _folder: tempfile::TempDir,
}

#[derive(Clone)]
pub struct User {
    pub id: String,
    pub token: String,
    /// What they see while nothing is wrong.
    pub desk: Visit,
}

/// What a visit came to.
#[derive(Clone, PartialEq, Debug)]
pub enum Visit {
    /// The epoch of the desk, its stack, how many cards are on it, and a digest of all that is in them.
    Desk { epoch: String, stack: String, cards: usize, digest: u64 },
    /// A 503 that says that the file can't be used.
    Unavailable,
}

impl Visit {
    /// Whether this is the desk that it was, whatever has become of its cards, or none at all. One flipped bit can
    /// change the name of a desk or of its stack, but not both.
    pub fn is_the_same_life_as(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Desk { epoch, stack, .. }, Self::Desk { epoch: later_epoch, stack: later_stack, .. }) => {
                epoch == later_epoch || stack == later_stack
            }
            _ => true,
        }
    }
}

impl Household {
    /// Makes a server with this many users, whose desks are alike. Everybody is asleep, and every file whole.
    pub async fn make(users: usize, cards: usize) -> Self {
        let (folder, data) = new_data();
        let good = tempfile::tempdir().expect("a temporary folder");
        let process = Some(Process::serve(&data, &SETTINGS));
        let mut house = Self { process, data, users: Vec::new(), names: AtomicUsize::new(0), good, _folder: folder };
        for number in 0..users {
            house.add(&format!("u{number}")).await;
        }
        house.fill_the_first(cards).await;
        house.stop();
        house.copy_the_first_to_all();
        house.start();
        for number in 0..users {
            house.users[number].desk = house.visit(number).await;
            assert_ne!(house.users[number].desk, Visit::Unavailable);
        }
        house.stop();
        for number in 0..users {
            fs::copy(house.file(number), house.good(number)).expect("a copy");
        }
        house.start();
        house
    }

    pub fn stop(&mut self) {
        let process = self.process.take().expect("a server");
        assert!(process.end(Signal::TERM).success());
    }

    pub fn start(&mut self) {
        self.process = Some(Process::serve(&self.data, &SETTINGS));
    }

    /// A tab of the user, which has been given the desk.
    pub async fn tab(&self, user: usize) -> Tab {
        let mut tab = Tab::open_at(self.process().address(), "/ws", &[]).await.expect("a handshake");
        tab.show(&self.users[user].token).await;
        tab
    }

    pub fn process(&self) -> &Process {
        self.process.as_ref().expect("a server")
    }

    /// Waits until all files are closed.
    pub async fn fall_asleep(&self) {
        let wals: Vec<PathBuf> = (0..self.users.len()).map(|user| self.file(user).with_extension("db-wal")).collect();
        let sleeping = async {
            while wals.iter().any(|wal| wal.exists()) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(ASLEEP, sleeping).await.expect("everybody falls asleep");
    }

    pub fn folder(&self, user: usize) -> PathBuf {
        self.data.join("users").join(&self.users[user].id)
    }

    pub fn file(&self, user: usize) -> PathBuf {
        self.folder(user).join("sprite.db")
    }

    fn good(&self, user: usize) -> PathBuf {
        self.good.path().join(format!("{user}.db"))
    }

    /// Puts the good file back in the way that the manual says.
    pub fn mend(&self, user: usize) {
        let file = self.file(user);
        fs::create_dir_all(self.folder(user)).expect("a folder");
        for beside in ["db-wal", "db-shm"] {
            let _ = fs::remove_file(file.with_extension(beside));
        }
        let fresh = file.with_extension("back");
        fs::copy(self.good(user), &fresh).expect("a copy");
        // What a test may have put in its place.
        let _ = fs::remove_dir_all(&file);
        fs::rename(fresh, file).expect("the good file is back");
    }

    /// Visits and writes until the file is refused, and expects that before long.
    pub async fn meets_the_damage(&self, user: usize) {
        for _ in 0..TRIES_MAX {
            let is_saved = self.write(user).await;
            if !is_saved && self.visit(user).await == Visit::Unavailable {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("nobody notices");
    }

    /// Visits until there is a desk, and expects that before long.
    pub async fn finds_a_desk(&self, user: usize) -> Visit {
        for _ in 0..TRIES_MAX {
            match self.visit(user).await {
                Visit::Unavailable => tokio::time::sleep(PAUSE).await,
                desk @ Visit::Desk { .. } => return desk,
            }
        }
        panic!("the desk does not come back");
    }

    /// Asks for everything on the user's desk. Whatever is neither a desk nor a clear refusal is a fault.
    pub async fn visit(&self, user: usize) -> Visit {
        let Some(feed) = self.get(user, "/api/activity?after=0").await else { return Visit::Unavailable };
        let Some(stacks) = self.get(user, "/api/stacks").await else { return Visit::Unavailable };
        let stack = text(&stacks["stacks"][0]["id"]);
        let cards = self.get(user, &format!("/api/cards?stack_id={stack}")).await;
        let Some(cards) = cards else { return Visit::Unavailable };
        let mut digest = DefaultHasher::new();
        cards.to_string().hash(&mut digest);
        let count = cards["cards"].as_array().map_or(0, Vec::len);
        Visit::Desk { epoch: text(&feed["epoch"]), stack, cards: count, digest: digest.finish() }
    }

    /// Renames the user's stack. Answers whether that was saved; if not, it was said clearly.
    pub async fn write(&self, user: usize) -> bool {
        let Visit::Desk { stack, .. } = &self.users[user].desk else { return false };
        let name = json!({ "name": format!("stack {}", self.names.fetch_add(1, Ordering::Relaxed)) });
        let client = self.process().client();
        let request = client.bare(Method::PATCH, &format!("/api/stacks/{stack}"));
        clear(request.bearer_auth(&self.users[user].token).json(&name)).await.is_some()
    }

    async fn get(&self, user: usize, path: &str) -> Option<Value> {
        let client = self.process().client();
        clear(client.bare(Method::GET, path).bearer_auth(&self.users[user].token)).await
    }

    async fn add(&mut self, name: &str) {
        let secret = tempfile::tempdir().expect("a temporary folder");
        let file = password_file(secret.path(), PASSWORD);
        let (file, data) = (file.to_str().expect("a path"), self.data.to_str().expect("a path"));
        assert!(run(&["user", "add", name, "--password-file", file, "--data", data]).status.success());
        let client = self.process().client();
        let token = client.token(name).await;
        let request = client.bare(Method::GET, "/api/me").bearer_auth(&token);
        let id = text(&clear(request).await.expect("an answer")["user"]["id"]);
        self.users.push(User { id, token, desk: Visit::Unavailable });
    }

    async fn fill_the_first(&self, cards: usize) {
        let client: TestClient = self.process().client();
        let token = &self.users[0].token;
        let stacks = self.get(0, "/api/stacks").await.expect("a new desk");
        for number in 0..cards {
            let blocks = json!([{ "type": "text", "content": "w".repeat(CARD_BYTES) }]);
            let card =
                json!({ "stack_id": stacks["stacks"][0]["id"], "title": format!("card {number}"), "blocks": blocks });
            let request = client.bare(Method::POST, "/api/cards").bearer_auth(token).json(&card);
            clear(request).await.expect("a card");
        }
    }

    /// Gives everybody a copy of the first one's file, which is theirs by its own word.
    fn copy_the_first_to_all(&self) {
        for user in 1..self.users.len() {
            fs::create_dir_all(self.folder(user)).expect("a folder");
            fs::copy(self.file(0), self.file(user)).expect("a copy");
            let connection = Connection::open(self.file(user)).expect("a database");
            connection.execute("UPDATE sprite SET user_id = ?1", [&self.users[user].id]).expect("an owner");
            connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").expect("a checkpoint");
        }
    }
}

/// The answer; `None` for a clear refusal. Anything else ends the test.
async fn clear(request: reqwest::RequestBuilder) -> Option<Value> {
    let answer = request.send().await.expect("an answer");
    let (status, url) = (answer.status(), answer.url().path().to_owned());
    let body: Value = answer.json().await.expect("JSON");
    match (status, body["error"]["code"].as_str()) {
        (status, _) if status.is_success() => Some(body),
        (StatusCode::SERVICE_UNAVAILABLE, Some("sprite_unavailable")) => None,
        // What was under way when the damage was met.
        (StatusCode::SERVICE_UNAVAILABLE, Some("busy")) | (StatusCode::INTERNAL_SERVER_ERROR, Some("not_saved")) => {
            None
        }
        _ => panic!("{url}: {status} {body}"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}
