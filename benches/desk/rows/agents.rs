//! Tasks of agents with a model that answers at once: how soon one begins, what its steps cost beside the model, how soon
//! it stops, and the pages of others while many wait.

use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::Plan;
use crate::{
    figures::{Pairs, ms},
    house::House,
    process::{Part, Process},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// Steps in which the model is asked for one task.
const ASKED: u32 = 20;

/// Tasks that wait while somebody else looks at a page.
const QUEUED: usize = 50;

/// The lowest that a task can be looked at in.
const LOOK: Duration = Duration::from_millis(1);

/// Somebody who asks the server.
struct Asker {
    client: Client,
    address: String,
    token: String,
}

impl Asker {
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Vec<u8> {
        let url = format!("http://{}{path}", self.address);
        let mut asked = self.client.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            asked = asked.json(&body);
        }
        let answer = asked.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
        answer.bytes().await.expect("the whole answer").to_vec()
    }

    async fn json(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        serde_json::from_slice(&self.ask(method, path, body).await).expect("JSON")
    }

    /// Gives a task, and answers where it is.
    async fn give(&self, owner: &str, task: &str) -> String {
        let wish = json!({ "task": task, "owner": owner, "repository": "site" });
        let given = self.json(Method::POST, "/api/agents", Some(wish)).await;
        format!("/api/agents/{}", given["agent_id"].as_str().expect("an id"))
    }

    /// Looks until the task is as it should be.
    async fn until(&self, path: &str, is_there: impl Fn(&Value) -> bool) {
        while !is_there(&self.json(Method::GET, path, None).await) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let tokens: Vec<String> = house.move_in("people", 2, 0).into_iter().map(|user| user.token).collect();
    let script = house.path().join("script.jsonl");
    std::fs::write(&script, script_of_steps()).expect("a script");
    let script = format!("STACKHOUSE_ASSISTANT__SCRIPT={}", script.display());
    let settings = ["STACKHOUSE_ASSISTANT__PROVIDER=scripted", script.as_str()];
    let server = Process::start_with(Part::Server, house.path(), &settings);
    let client = Client::builder().no_proxy().build().expect("a client");
    let asker = |number: usize| Asker {
        client: client.clone(),
        address: server.address.clone(),
        token: tokens[number].clone(),
    };
    let (ada, bob) = (asker(0), asker(1));
    ada.json(Method::POST, "/api/repositories", Some(json!({ "name": "site", "visibility": "server" }))).await;
    let body = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    ada.json(Method::PUT, "/api/local/people-0/site/contents/index.html", Some(body)).await;

    let (mut begins, mut steps, mut stops) = (Pairs::default(), Pairs::default(), Pairs::default());
    for _ in 0..plan.rounds {
        let began = Instant::now();
        let task = ada.give("people-0", "read").await;
        ada.until(&format!("{task}/steps"), |log| log["steps"].as_array().is_some_and(|steps| steps.len() > 3)).await;
        begins.ours(ms(began.elapsed()));
        ada.until(&task, |task| task["state"] == "done").await;
        let done = ada.json(Method::GET, &task, None).await;
        let took = done["ended_at"].as_f64().zip(done["started_at"].as_f64()).map_or(0.0, |(end, start)| end - start);
        steps.ours(took / f64::from(ASKED));

        let task = ada.give("people-0", "hang").await;
        ada.until(&task, |task| task["asked"] == 1).await;
        let began = Instant::now();
        ada.json(Method::POST, &format!("{task}/cancel"), Some(json!({}))).await;
        stops.ours(ms(began.elapsed()));
    }
    let mut pages = Pairs::default();
    for _ in 0..QUEUED {
        ada.give("people-0", "hang").await;
    }
    for _ in 0..plan.rounds * 4 {
        let began = Instant::now();
        bob.ask(Method::GET, "/local/people-0/site/main/code", None).await;
        pages.ours(ms(began.elapsed()));
    }
    vec![
        begins.row("task of an agent, from the queue to its first step", Milliseconds, AtMost(1_000.0)),
        steps.row("step of an agent beside the model: asked, run, stored", Milliseconds, Nothing),
        stops.row("cancel of a task that waits for its model, its work committed", Milliseconds, AtMost(2_000.0)),
        pages.tail_row(
            format!("page of somebody else while {QUEUED} tasks wait, the slowest"),
            Milliseconds,
            AtMost(100.0),
        ),
    ]
}

/// A model that reads a file again and again, and one that writes and hangs.
fn script_of_steps() -> String {
    let mut lines = vec![json!({ "on": "read" })];
    for number in 1..ASKED {
        let input = json!({ "path": "index.html", "lines": 1 + number % 2 });
        lines.extend([json!({ "tool": { "name": "read", "input": input } }), json!({ "next": true })]);
    }
    lines.push(json!({ "text": "Read." }));
    lines.extend([
        json!({ "on": "hang" }),
        json!({ "tool": { "name": "write", "input": { "path": "half.txt", "content": "half" } } }),
        json!({ "next": true }),
        json!({ "wait": "cancel" }),
    ]);
    lines.iter().map(|line| format!("{line}\n")).collect()
}
