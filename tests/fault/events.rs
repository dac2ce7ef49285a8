//! `kill -9` while people save: what has happened is told without gaps, once, and as it is in git.

use std::{collections::BTreeMap, time::Duration};

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    crew::UNLIMITED,
    dice::Dice,
    house::House,
    scale::Scale,
    support::{TestClient, process::Process},
};

/// People who save at once.
const SAVERS: usize = 4;

/// The longest that a server works before it is killed.
const WORK_MS: u64 = 400;

const SITE: &str = "/api/local/saver-0/site";

/// Everything that is known of the repository's events so far.
#[derive(Default)]
struct Told {
    /// As they were first told. Nothing may be told otherwise later.
    events: Vec<Value>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_killed_server_has_moved_is_told_once_and_without_gaps() {
    let dice = Dice::cast("events");
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let house = House::new(scratch.path());
    let tokens: Vec<String> = house.move_in("saver", SAVERS, 0).into_iter().map(|user| user.token).collect();
    let mut told = Told::default();
    for kill in 0..Scale::chosen().of(8, 200) {
        let process = Process::serve(house.path(), &UNLIMITED);
        if kill == 0 {
            let made = json!({ "name": "site", "visibility": "private" });
            post(&process.client(), &tokens[0], "/api/repositories", &made).await.expect("a repository");
            for number in 1..SAVERS {
                let path = format!("{SITE}/members/saver-{number}");
                let request = process.client().bare(reqwest::Method::PUT, &path).bearer_auth(&tokens[0]);
                request.json(&json!({ "role": "write" })).send().await.expect("an answer");
            }
        }
        told.audit(&process.client(), &tokens[0]).await;
        let savers = tokens.iter().enumerate().map(|(number, token)| {
            let (client, token, dice) = (process.client(), token.clone(), dice.hand_on());
            tokio::spawn(async move { while save(&client, &token, number, &dice).await.is_some() {} })
        });
        let savers: Vec<_> = savers.collect();
        tokio::time::sleep(Duration::from_millis(20 + dice.below(WORK_MS))).await;
        kill_process(process.pid(), Signal::KILL).expect("the process is there");
        for saver in savers {
            saver.await.expect("a saver that gives up");
        }
        process.end(Signal::KILL);
    }
    let process = Process::serve(house.path(), &UNLIMITED);
    told.audit(&process.client(), &tokens[0]).await;
    assert!(told.events.len() > 20, "the savers saved: {}", told.events.len());
}

/// Saves a file of one's own on one of two branches; `None` when nobody answers any more.
async fn save(client: &TestClient, token: &str, number: usize, dice: &Dice) -> Option<()> {
    let branch = dice.pick(&["main", "side"]);
    let change = json!({ "path": format!("{number}.txt"), "content": dice.below(1 << 30).to_string() });
    let commit = json!({ "branch": branch, "message": "Save", "changes": [change] });
    post(client, token, &format!("{SITE}/commit"), &commit).await.map(drop)
}

/// What a `POST` is answered, whatever it is; `None` when nobody answers.
async fn post(client: &TestClient, token: &str, path: &str, body: &Value) -> Option<Value> {
    let request = client.bare(reqwest::Method::POST, path).bearer_auth(token).json(body);
    request.send().await.ok()?.json().await.ok()
}

impl Told {
    /// Reads all that is told, and holds it to what was told before, to itself, and to where the branches stand.
    async fn audit(&mut self, client: &TestClient, token: &str) {
        let get = async |path: String| -> Value {
            let request = client.bare(reqwest::Method::GET, &path).bearer_auth(token);
            request.send().await.expect("an answer").json().await.expect("JSON")
        };
        let known = self.events.len();
        let place = "owner=saver-0&repository=site";
        // A page of events is bounded, so that they are read on from the last one that is known.
        for branch in ["main", "side"] {
            let path = format!("/api/workspace/events?{place}&branch={branch}&since={known}");
            let news = get(path).await;
            assert_eq!(news["is_cut"], false, "after {known}");
            self.events.extend(news["events"].as_array().expect("a list").iter().cloned());
        }
        self.events.sort_by_key(|event| event["seq"].as_u64());
        self.events.dedup();
        let mut heads: BTreeMap<String, Value> = BTreeMap::new();
        for (event, seq) in self.events.iter().zip(1_u64..) {
            assert_eq!(event["seq"], seq, "without gaps, and none of them twice: {event}");
            if event["kind"].as_str().is_some_and(|kind| kind.starts_with("branch.")) {
                let branch = event["branch"].as_str().expect("a name").to_owned();
                let before = heads.insert(branch, event["head"].clone()).unwrap_or_default();
                assert_eq!(event["old_head"], before, "it goes on where it was: {event}");
            }
        }
        let branches = get(format!("{SITE}/branches")).await;
        for branch in branches["branches"].as_array().expect("a list") {
            let name = branch["name"].as_str().expect("a name");
            assert_eq!(heads.get(name), Some(&branch["commit"]), "{name} stands where it was told");
        }
    }
}
