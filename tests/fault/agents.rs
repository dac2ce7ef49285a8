//! `kill -9` at every step of a task: no step is done twice, no commit is half, and the work is whole in the end.

use std::{path::Path, time::Duration};

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    crew::UNLIMITED,
    house::House,
    scale::Scale,
    support::{TestClient, git::check_whole, process::Process},
};

/// What the model does: it writes, edits, moves and finishes, and rests a little so that a kill comes in between.
const SCRIPT: &str = r#"
{"delay_ms": 30}
{"tool": {"name": "write", "input": {"path": "one.txt", "content": "one\n"}}}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Hello", "new": "Hello again"}}}
{"next": true}
{"delay_ms": 30}
{"tool": {"name": "move", "input": {"from": "one.txt", "to": "two.txt"}}}
{"next": true}
{"delay_ms": 30}
{"tool": {"name": "finish", "input": {"summary": "moved"}}}
"#;

const SITE: &str = "/api/local/keeper-0/site";

/// Asks a server that may be gone.
pub struct Asker {
    pub client: TestClient,
    pub token: String,
}

impl Asker {
    pub async fn get(&self, path: &str) -> Option<Value> {
        let request = self.client.bare(reqwest::Method::GET, path).bearer_auth(&self.token);
        request.send().await.ok()?.json().await.ok()
    }

    pub async fn send(&self, method: reqwest::Method, path: &str, body: &Value) -> Value {
        let request = self.client.bare(method, path).bearer_auth(&self.token).json(body);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_any_step_of_a_task_does_each_step_once() {
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
    asker.send(reqwest::Method::POST, "/api/repositories", &json!({ "name": "site" })).await;
    let body = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    let main = asker.send(reqwest::Method::PUT, &format!("{SITE}/contents/index.html"), &body).await;
    process.end(Signal::KILL);

    // A task of this script has about twenty steps.
    for kill_at in (1..=20).step_by(Scale::chosen().of(3, 1)) {
        let (process, asker) = serve();
        let wish = json!({ "task": "move it", "owner": "keeper-0", "repository": "site" });
        let given = asker.send(reqwest::Method::POST, "/api/agents", &wish).await;
        let path = format!("/api/agents/{}", given["agent_id"].as_str().expect("an id"));
        while count(&asker, &path).await.is_some_and(|steps| steps < kill_at) && !is_over(&asker, &path).await {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        kill_process(process.pid(), Signal::KILL).expect("the process is there");
        process.end(Signal::KILL);

        let (process, asker) = serve();
        while !is_over(&asker, &path).await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        audit(&asker, &path, &main["commit"], kill_at).await;
        process.end(Signal::TERM);
    }
    check_whole(Path::new(house.path()));
}

async fn count(asker: &Asker, path: &str) -> Option<u64> {
    let log = asker.get(&format!("{path}/steps")).await?;
    Some(log["steps"].as_array()?.len() as u64)
}

async fn is_over(asker: &Asker, path: &str) -> bool {
    let agent = asker.get(path).await;
    agent.is_some_and(|agent| ["done", "failed", "cancelled"].contains(&agent["state"].as_str().unwrap_or_default()))
}

async fn audit(asker: &Asker, path: &str, main: &Value, kill_at: u64) {
    let agent = asker.get(path).await.expect("a task");
    assert_eq!(agent["state"], "done", "killed at {kill_at}: {agent}");
    let log = asker.get(&format!("{path}/steps")).await.expect("a log");
    let steps = log["steps"].as_array().expect("steps");
    let numbers = steps.iter().filter_map(|step| step["number"].as_u64());
    assert!(numbers.eq(1..=steps.len() as u64), "numbered without gaps");
    assert!(steps.iter().all(|step| step["ended_at"].is_number()), "killed at {kill_at}: {log}");
    let whole = |tool: &str| {
        let is_whole = |step: &&Value| step["tool"] == tool && step["is_error"] == false;
        steps.iter().filter(is_whole).count()
    };
    assert_eq!(["write", "edit", "move", "finish"].map(whole), [1; 4], "killed at {kill_at}: {log}");

    let branch = agent["branch"].as_str().expect("a branch").replace('/', "%2F");
    let at = |file: &str| format!("{SITE}/contents/{file}?at={branch}");
    assert_eq!(asker.get(&at("two.txt")).await.expect("a file")["content"], "one\n");
    assert_eq!(asker.get(&at("index.html")).await.expect("a file")["content"], "<h1>Hello again</h1>\n");
    assert!(asker.get(&at("one.txt")).await.expect("an answer")["error"].is_object());
    let history = asker.get(&format!("{SITE}/history?at={branch}")).await.expect("a history");
    let commits = steps.iter().filter(|step| step["kind"] == "commit" && step["commit"].is_string()).count();
    assert_eq!(history["commits"].as_array().expect("commits").len(), 1 + commits, "killed at {kill_at}: {log}");
    let branches = asker.get(&format!("{SITE}/branches")).await.expect("branches");
    let here =
        branches["branches"].as_array().and_then(|all| all.iter().find(|branch| branch["name"] == "main")).cloned();
    assert_eq!(here.expect("main")["commit"], *main, "main has not moved");
}
