//! `kill -9` at every step of an answer in the chat of a branch: no step is done twice, no commit is half, and Continue
//! brings it to its end.

use std::{path::Path, time::Duration};

use reqwest::Method;
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};
use stackhouse::{
    account,
    db::Pool,
    livechat::{
        self, TurnId,
        step::{Made, Step},
    },
};

use crate::{
    agents::Asker,
    crew::UNLIMITED,
    house::House,
    scale::Scale,
    support::{git::check_whole, process::Process},
};

/// What the model does: it says something, appends to a file, edits, moves, and rests a little so that a kill comes in
/// between.
const SCRIPT: &str = r#"
{"delay_ms": 20}
{"text": "I write."}
{"tool": {"name": "write", "input": {"path": "log.txt", "content": "one\n", "how": "append"}}}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Hello", "new": "Hello again"}}}
{"next": true}
{"delay_ms": 20}
{"tool": {"name": "move", "input": {"from": "log.txt", "to": "moved.txt"}}}
{"next": true}
{"delay_ms": 20}
{"text": "All is done."}
"#;

/// Rows that an answer of this script begins and ends: three questions, three tools, one commit.
const MARKS: usize = 14;

/// How long anything may take.
const LONG: Duration = Duration::from_secs(30);

const SITE: &str = "/api/local/keeper-0/site";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_any_step_of_an_answer_does_each_step_once() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let script = scratch.path().join("script.jsonl");
    std::fs::write(&script, SCRIPT).expect("a script");
    let script = script.to_str().expect("a path in UTF-8").to_owned();
    let house = House::new(scratch.path());
    let token = house.move_in("keeper", 1, 0).remove(0).token;
    let scripted = [("STACKHOUSE_ASSISTANT__PROVIDER", "scripted"), ("STACKHOUSE_ASSISTANT__SCRIPT", script.as_str())];
    let environment = [&UNLIMITED[..], &scripted[..]].concat();
    let serve = || {
        let process = Process::serve(house.path(), &environment);
        let asker = Asker { client: process.client(), token: token.clone() };
        (process, asker)
    };

    let (process, asker) = serve();
    asker.send(Method::POST, "/api/repositories", &json!({ "name": "site" })).await;
    let body = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    let main = asker.send(Method::PUT, &format!("{SITE}/contents/index.html"), &body).await;
    process.end(Signal::KILL);
    let rows = account::open(house.path()).expect("the server's own file");

    // Beyond the last row the turn may be over already.
    for kill_at in (0..=MARKS + 1).step_by(Scale::chosen().of(3, 1)) {
        let (process, asker) = serve();
        let branch = format!("try-{kill_at}");
        asker.send(Method::POST, &format!("{SITE}/branches"), &json!({ "name": branch })).await;
        let chat = format!("/api/live-chat/keeper-0/site/{branch}");
        let said = asker.send(Method::POST, &format!("{chat}/messages"), &json!({ "text": "log it" })).await;
        let turn: TurnId = said["turn"].as_str().expect("a turn").parse().expect("an id");
        let far = async {
            while mark(&rows, turn) < kill_at.min(MARKS) {
                tokio::task::yield_now().await;
            }
            while kill_at > MARKS && status(&asker, &chat).await != "completed" {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(LONG, far).await.expect("it comes so far");
        kill_process(process.pid(), Signal::KILL).expect("the process is there");
        process.end(Signal::KILL);

        let (process, asker) = serve();
        tokio::time::timeout(LONG, go_on(&asker, &chat, turn)).await.expect("it comes to its end");
        audit(&asker, &chat, (&branch, &main["commit"]), kill_at).await;
        audit_rows(&rows, turn, kill_at);
        process.end(Signal::TERM);
    }
    check_whole(Path::new(house.path()));
}

/// How far a turn is: each of its rows counts when it is begun, and once more when it has ended.
fn mark(rows: &Pool, turn: TurnId) -> usize {
    let ended = |step: &Step| !matches!(step, Step::Model(None) | Step::Commit(None));
    steps(rows, turn).iter().map(|step| 1 + usize::from(ended(step))).sum()
}

fn steps(rows: &Pool, turn: TurnId) -> Vec<Step> {
    let steps = rows.read_now(|tx| livechat::steps_of(tx, turn)).expect("steps");
    assert!(steps.iter().map(|(number, _)| *number).eq(1..=steps.len() as u64), "numbered without gaps");
    steps.into_iter().map(|(_, step)| step).collect()
}

async fn answer(asker: &Asker, chat: &str) -> Value {
    let said = asker.get(&format!("{chat}/messages")).await.expect("a chat");
    said["messages"].as_array().and_then(|said| said.last()).cloned().expect("an answer")
}

async fn status(asker: &Asker, chat: &str) -> String {
    answer(asker, chat).await["status"].as_str().expect("a status").to_owned()
}

/// Has an interrupted turn go on, as its user would, and waits for its end.
async fn go_on(asker: &Asker, chat: &str, turn: TurnId) {
    loop {
        match status(asker, chat).await.as_str() {
            "completed" => return,
            "interrupted" => {
                let order = json!({ "turn": turn, "order": "continue" });
                let request = asker.client.bare(Method::POST, &format!("{chat}/execute")).bearer_auth(&asker.token);
                let heard = request.json(&order).send().await.expect("an answer").text().await.expect("its end");
                assert!(heard.contains("event: done"), "{heard}");
            }
            "queued" | "running" => tokio::time::sleep(Duration::from_millis(5)).await,
            other => panic!("{other}"),
        }
    }
}

async fn audit(asker: &Asker, chat: &str, (branch, main): (&str, &Value), kill_at: usize) {
    let answer = answer(asker, chat).await;
    assert_eq!(answer["text"], "I write.\n\nAll is done.", "killed at {kill_at}: {answer}");
    let tools: Vec<&str> =
        answer["steps"].as_array().expect("steps").iter().filter_map(|step| step["tool"].as_str()).collect();
    assert_eq!(tools, ["write", "edit", "move"], "killed at {kill_at}: {answer}");
    let at = |file: &str| format!("{SITE}/contents/{file}?at={branch}");
    assert_eq!(asker.get(&at("moved.txt")).await.expect("a file")["content"], "one\n", "killed at {kill_at}");
    assert_eq!(asker.get(&at("index.html")).await.expect("a file")["content"], "<h1>Hello again</h1>\n");
    assert!(asker.get(&at("log.txt")).await.expect("an answer")["error"].is_object());
    let history = asker.get(&format!("{SITE}/history?at={branch}")).await.expect("a history");
    let commits = history["commits"].as_array().expect("commits");
    assert_eq!(commits.len(), 2, "killed at {kill_at}: {history}");
    assert_eq!((&commits[0]["commit"], &commits[1]["commit"]), (&answer["commit"], main), "killed at {kill_at}");
}

fn audit_rows(rows: &Pool, turn: TurnId, kill_at: usize) {
    let steps = steps(rows, turn);
    assert!(!steps.iter().any(|step| matches!(step, Step::Commit(None))), "killed at {kill_at}: {steps:#?}");
    let made = |step: &&Step| matches!(step, Step::Commit(Some(Made::Commit(_))));
    assert_eq!(steps.iter().filter(made).count(), 1, "killed at {kill_at}: {steps:#?}");
}
