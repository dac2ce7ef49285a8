//! A user whose file fails: what they asked for, and what each answer said.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    people::card,
    support::{
        process::Process,
        tab::{Heard, Tab},
    },
};

/// A user who works in one tab and watches in another.
pub struct Hit {
    pub token: String,
    pub stack: String,
    tab: Option<Tab>,
    watcher: Option<Watcher>,
    /// What was asked for by its name, and whether it was acknowledged. Its name is the card's title, too.
    pub asked: BTreeMap<String, bool>,
    /// The codes of refusals and of closed connections.
    pub told: BTreeSet<String>,
}

/// A tab that shows what it is told and nothing else.
#[derive(Default)]
struct Watcher {
    tab: Option<Tab>,
    shown: BTreeMap<String, String>,
}

/// How long a user who is refused keeps trying, once nothing fails any more.
const RECOVERY: Duration = Duration::from_secs(8);

impl Hit {
    pub fn new(token: String) -> Self {
        Self { token, stack: String::new(), tab: None, watcher: None, asked: BTreeMap::new(), told: BTreeSet::new() }
    }

    /// Forgets the connections, which are gone with the server.
    pub fn leave(&mut self) {
        (self.tab, self.watcher) = (None, None);
    }

    /// Opens both tabs, once.
    pub async fn try_to_come(&mut self, process: &Process) -> bool {
        if !self.enter(process).await {
            return false;
        }
        let mut watcher = Watcher::default();
        let is_there = watcher.come(process, &self.token, &mut self.told).await;
        self.watcher = Some(watcher);
        is_there
    }

    /// Makes a card and waits for the answer. A connection that was closed is opened again.
    pub async fn make(&mut self, process: &Process, name: &str) -> bool {
        self.asked.entry(name.to_owned()).or_default();
        if self.tab.is_none() && !self.enter(process).await {
            return false;
        }
        let frame = card(&self.stack, name, 0);
        let Some(tab) = &mut self.tab else { return false };
        if tab.try_send("canvas_interaction", frame).await.is_none() {
            self.tab = None;
            return false;
        }
        self.hear(1).await
    }

    /// Makes cards all at once.
    pub async fn make_all(&mut self, names: &[String]) {
        let Some(tab) = &mut self.tab else { return };
        for name in names {
            self.asked.entry(name.clone()).or_default();
            if tab.try_send("canvas_interaction", card(&self.stack, name, 0)).await.is_none() {
                break;
            }
        }
        self.hear(names.len()).await;
    }

    /// The same with a request.
    pub async fn post(&mut self, process: &Process, name: &str) {
        self.asked.entry(name.to_owned()).or_default();
        let request = process.client().bare(Method::POST, "/api/cards").bearer_auth(&self.token);
        let body = card(&self.stack, name, 0)["data"].clone();
        let answer = request.header("Idempotency-Key", name).json(&body).send().await.expect("an answer");
        if answer.status().is_success() {
            self.asked.insert(name.to_owned(), true);
        } else {
            check_refusal(answer, &mut self.told).await;
        }
    }

    /// Asks for the stacks, which is answered or refused in words.
    pub async fn read(&mut self, process: &Process) {
        let answer = get(process, &self.token).await;
        if !answer.status().is_success() {
            check_refusal(answer, &mut self.told).await;
        }
    }

    /// Nothing fails any more: a change is taken soon, and both tabs show the desk.
    pub async fn recover(&mut self, process: &Process, name: &str) {
        let recovering = async {
            while !self.make(process, name).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let mut watcher = self.watcher.take().unwrap_or_default();
            while !watcher.shown.values().any(|title| title == name) {
                watcher.watch(process, &self.token, &mut self.told).await;
            }
            self.watcher = Some(watcher);
        };
        let done = tokio::time::timeout(RECOVERY, recovering).await;
        assert!(
            done.is_ok(),
            "the user recovers: told {:?}, tab {}, asked {:?}",
            self.told,
            self.tab.is_some(),
            self.asked.get(name)
        );
    }

    /// What the watching tab shows.
    pub fn shown(&self) -> Vec<String> {
        let mut shown: Vec<String> = self.watcher.iter().flat_map(|watcher| watcher.shown.values().cloned()).collect();
        shown.sort_unstable();
        shown
    }

    async fn enter(&mut self, process: &Process) -> bool {
        let Some((tab, sync)) = enter(process, &self.token, &mut self.told).await else { return false };
        self.stack = sync["stacks"][0]["id"].as_str().expect("a stack").to_owned();
        self.tab = Some(tab);
        true
    }

    /// Hears so many answers. False when the last was no ack.
    async fn hear(&mut self, mut answers: usize) -> bool {
        let mut is_saved = false;
        while answers > 0 {
            let Some(tab) = &mut self.tab else { return false };
            match tab.heard().await {
                Heard::Frame(frame) if frame["type"] == "ack" => {
                    self.asked.insert(frame["payload"]["op_id"].as_str().expect("a name").to_owned(), true);
                    is_saved = true;
                    answers -= 1;
                }
                Heard::Frame(frame) if frame["payload"]["event"] == "error" => {
                    self.told.insert(frame["payload"]["code"].as_str().expect("a code").to_owned());
                    is_saved = false;
                    answers -= 1;
                }
                Heard::Frame(_) => {}
                Heard::Closed(code) => {
                    self.told.insert(code.to_string());
                    self.tab = None;
                    return false;
                }
            }
        }
        is_saved
    }
}

impl Watcher {
    async fn come(&mut self, process: &Process, token: &str, told: &mut BTreeSet<String>) -> bool {
        self.shown.clear();
        let Some((tab, sync)) = enter(process, token, told).await else { return false };
        self.tab = Some(tab);
        self.take(&json!({ "type": "state_sync", "payload": sync }));
        true
    }

    /// Hears one thing; comes back when the connection was closed.
    async fn watch(&mut self, process: &Process, token: &str, told: &mut BTreeSet<String>) {
        let Some(tab) = &mut self.tab else {
            if !self.come(process, token, told).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            return;
        };
        match tab.heard().await {
            Heard::Frame(frame) => self.take(&frame),
            Heard::Closed(code) => {
                told.insert(code.to_string());
                self.tab = None;
            }
        }
    }

    fn take(&mut self, frame: &Value) {
        let payload = &frame["payload"];
        match frame["type"].as_str() {
            Some("state_sync") => {
                if payload["part"] == 1 {
                    self.shown.clear();
                }
                payload["cards"].as_array().into_iter().flatten().for_each(|card| self.show(card));
            }
            Some("canvas_update") => self.show(payload),
            _ => {}
        }
    }

    fn show(&mut self, card: &Value) {
        let text = |key: &str| card[key].as_str().map(str::to_owned);
        self.shown.insert(text("card_id").expect("a card"), text("title").expect("a title"));
    }
}

/// Opens a tab and waits for the first part of the desk. `None` when it is refused, which is noted in `told`.
async fn enter(process: &Process, token: &str, told: &mut BTreeSet<String>) -> Option<(Tab, Value)> {
    let mut tab = Tab::try_open_at(process.address(), "/ws").await.expect("a handshake");
    tab.try_send("auth", json!({ "token": token })).await?;
    loop {
        match tab.heard().await {
            Heard::Frame(mut frame) if frame["type"] == "state_sync" => return Some((tab, frame["payload"].take())),
            Heard::Frame(frame) if frame["payload"]["event"] == "error" => {
                told.insert(frame["payload"]["code"].as_str().expect("a code").to_owned());
            }
            Heard::Frame(_) => {}
            Heard::Closed(code) => {
                told.insert(code.to_string());
                return None;
            }
        }
    }
}

pub async fn get(process: &Process, token: &str) -> reqwest::Response {
    process.client().bare(Method::GET, "/api/stacks").bearer_auth(token).send().await.expect("an answer")
}

/// A refusal says in a word and in a sentence what is wrong, and names the request.
pub async fn check_refusal(answer: reqwest::Response, told: &mut BTreeSet<String>) {
    let status = answer.status();
    let body: Value = answer.json().await.expect("JSON");
    let text = |key: &str| body["error"][key].as_str().unwrap_or_default().to_owned();
    assert!(!text("message").is_empty() && !text("request_id").is_empty(), "{status}: {body}");
    let expected = match text("code").as_str() {
        "disk_full" => StatusCode::INSUFFICIENT_STORAGE,
        "not_saved" | "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        "busy" | "sprite_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        other => panic!("{other} is no refusal of a disk: {body}"),
    };
    assert_eq!(status, expected, "{body}");
    told.insert(text("code"));
}
