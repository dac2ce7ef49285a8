//! `kill -9` under load, then an audit of every acknowledged operation.

use std::{collections::BTreeMap, time::Duration};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::{
    scale::Scale,
    support::{
        PASSWORD, TestClient, password_file,
        process::{Process, new_data, run},
        tab::{Heard, Tab},
    },
};

const USERS: usize = 4;

/// Operations that a tab sends before it waits for the oldest one's ack.
const IN_FLIGHT: usize = 8;

/// How long the load runs before the kill.
const LOAD: Duration = Duration::from_millis(700);

/// What one tab did: the cards that it asked for, by their operation, and which of them were acknowledged.
#[derive(Default)]
struct Log {
    sent: BTreeMap<String, String>,
    acknowledged: Vec<String>,
}

/// Makes cards until the server is gone.
async fn load(address: String, token: String, name: String) -> Log {
    let mut log = Log::default();
    let Ok(mut tab) = Tab::open_at(&address, "/ws", &[]).await else { return log };
    let stack = Tab::first_stack(&tab.show(&token).await);
    let mut waiting = 0;
    for number in 0.. {
        let (op_id, title) = (format!("{name}-{number}"), format!("{name} {number}"));
        let data = json!({ "stack_id": stack, "title": title, "position": { "x": number, "y": 0 } });
        log.sent.insert(op_id.clone(), title);
        let frame = json!({ "action": "create_card", "op_id": op_id, "data": data });
        if tab.try_send("canvas_interaction", frame).await.is_none() {
            return log;
        }
        waiting += 1;
        while waiting >= IN_FLIGHT {
            match tab.heard().await {
                Heard::Frame(frame) if frame["type"] == "ack" => {
                    waiting -= 1;
                    log.acknowledged.push(frame["payload"]["op_id"].as_str().expect("an operation").to_owned());
                }
                Heard::Frame(frame) => assert_ne!(frame["payload"]["event"], "error", "{frame}"),
                Heard::Closed(_) => return log,
            }
        }
    }
    log
}

/// The titles of a user's cards, and whether the numbers of what happened have no gap.
async fn audit(client: &TestClient, token: &str) -> Vec<String> {
    let get = async |path: String| -> Value {
        let request = client.bare(reqwest::Method::GET, &path).bearer_auth(token);
        request.send().await.expect("an answer").json().await.expect("JSON")
    };
    let stack = get("/api/stacks".to_owned()).await["stacks"][0]["id"].as_str().expect("a stack").to_owned();
    let cards = get(format!("/api/cards?stack_id={stack}")).await;

    let mut seq = 0;
    loop {
        let feed = get(format!("/api/activity?after={seq}")).await;
        let entries = feed["activity"].as_array().expect("entries").clone();
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            seq += 1;
            assert_eq!(entry["seq"], seq, "what happened has no gap");
        }
    }
    let title = |card: &Value| card["title"].as_str().expect("a title").to_owned();
    let titles: Vec<String> = cards["cards"].as_array().expect("cards").iter().map(title).collect();
    assert_eq!(titles.len() as u64, seq - 1, "a stack, and a change for every card");
    titles
}

/// Sends every operation again, as a client does that never heard back.
async fn retry(address: &str, token: &str, log: &Log) {
    let mut tab = Tab::open_at(address, "/ws", &[]).await.expect("a handshake");
    let stack = Tab::first_stack(&tab.show(token).await);
    for (op_id, title) in &log.sent {
        let data = json!({ "stack_id": stack, "title": title, "position": { "x": 0, "y": 0 } });
        let answer = tab.interact(json!({ "action": "create_card", "op_id": op_id, "data": data })).await;
        assert_eq!(answer["type"], "ack", "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice_when_the_server_is_killed() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), PASSWORD);
    let path = |path: &std::path::Path| path.to_str().expect("a path").to_owned();
    for user in 0..USERS {
        let added = run(&["user", "add", &format!("u{user}"), "--password-file", &path(&file), "--data", &path(&data)]);
        assert!(added.status.success());
    }
    let environment =
        [("STACKHOUSE_SOCKET__OPERATIONS_PER_SECOND", "100000"), ("STACKHOUSE_SIGN_IN__ATTEMPTS_PER_MINUTE", "1000")];
    let mut expected: Vec<BTreeMap<String, String>> = vec![BTreeMap::new(); USERS];
    let mut acknowledged = 0;

    for cycle in 0..Scale::chosen().of(3, 1_000) {
        let process = Process::serve(&data, &environment);
        let address = process.base.trim_start_matches("http://").to_owned();
        let client = process.client();
        let mut tasks = Vec::new();
        for user in 0..USERS {
            let token = client.token(&format!("u{user}")).await;
            for tab in 0..2 {
                let name = format!("c{cycle}u{user}t{tab}");
                tasks.push((user, tokio::spawn(load(address.clone(), token.clone(), name))));
            }
        }
        tokio::time::sleep(LOAD).await;
        process.end(Signal::KILL);
        let mut logs: Vec<(usize, Log)> = Vec::new();
        for (user, task) in tasks {
            logs.push((user, task.await.expect("the load survives")));
        }

        let process = Process::serve(&data, &environment);
        let address = process.base.trim_start_matches("http://").to_owned();
        let client = process.client();
        for (user, expected) in expected.iter_mut().enumerate() {
            let token = client.token(&format!("u{user}")).await;
            let found = audit(&client, &token).await;
            for (_, log) in logs.iter().filter(|(of, _)| *of == user) {
                for op_id in &log.acknowledged {
                    assert!(found.contains(&log.sent[op_id]), "{op_id} was acknowledged and is lost");
                }
                acknowledged += log.acknowledged.len();
                retry(&address, &token, log).await;
                expected.extend(log.sent.clone());
            }
            let mut titles = audit(&client, &token).await;
            titles.sort_unstable();
            let mut wanted: Vec<String> = expected.values().cloned().collect();
            wanted.sort_unstable();
            assert_eq!(titles, wanted, "every operation was done exactly once");
        }
        process.end(Signal::TERM);
    }
    assert!(acknowledged > 100, "only {acknowledged} operations in all were acknowledged: no load");
}
