//! The assistant's turns over the socket: told to all tabs, queued, cancelled, interrupted and continued.

use std::path::PathBuf;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, TestServer, password_file,
    process::{Process, new_data},
    tab::Tab,
};

/// A server whose assistant plays `script`, and a tab of Ada's.
struct Played {
    server: TestServer,
    token: String,
    tab: Tab,
    stack: String,
    _folder: tempfile::TempDir,
}

impl Played {
    async fn start(script: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = write_script(folder.path(), script);
        let server = TestServer::start_with(|config| {
            config.assistant.provider = stackhouse::config::Provider::Scripted;
            config.assistant.script = Some(path);
            config.assistant.queue_max = 2;
        });
        let ada = server.set_up("Ada").await;
        let token = ada.token("Ada").await;
        let (tab, sync) = Tab::follow(&server, &token).await;
        let stack = Tab::first_stack(&sync);
        Self { server, token, tab, stack, _folder: folder }
    }
}

fn write_script(folder: &std::path::Path, script: &str) -> PathBuf {
    let path = folder.join("script.jsonl");
    std::fs::write(&path, script).expect("a script");
    path
}

/// Says something and answers the turn's id, once it is stored.
async fn say(tab: &mut Tab, text: &str) -> String {
    let id = tab.send("mission", json!({ "text": text })).await;
    let ack = tab.answer_to(&id).await;
    assert_eq!(ack["type"], "ack", "{ack}");
    ack["payload"]["result"]["mission_id"].as_str().expect("a mission").to_owned()
}

/// The next event of a turn of the kind `kind`.
async fn event(tab: &mut Tab, turn: &str, kind: &str) -> Value {
    loop {
        let frame = tab.until("agent_event").await;
        let payload = &frame["payload"];
        if payload["mission_id"] == turn && payload["event_type"] == kind {
            return payload.clone();
        }
        assert_ne!(payload["event_type"], "error", "{payload}");
    }
}

#[tokio::test]
async fn both_messages_of_a_turn_reach_all_tabs_and_whoever_comes_later() {
    let script = "{\"on\":\"\"}\n{\"text\":\"Hello, \"}\n{\"text\":\"Ada.\"}\n";
    let mut played = Played::start(script).await;
    let (mut other, _) = Tab::follow(&played.server, &played.token).await;
    let turn = say(&mut played.tab, "hello").await;

    let mine = other.until("chat_message").await;
    assert_eq!(
        (&mine["payload"]["message"]["role"], &mine["payload"]["message"]["content"]),
        (&json!("user"), &json!("hello"))
    );
    let mut said = String::new();
    loop {
        let frame = other.next().await;
        match (frame["type"].as_str(), frame["payload"]["event_type"].as_str()) {
            (Some("agent_event"), Some("text")) => said += frame["payload"]["content"].as_str().expect("a text"),
            (Some("chat_message"), _) => {
                assert_eq!(frame["payload"]["message"]["content"], "Hello, Ada.");
                assert_eq!(frame["payload"]["message"]["mission_id"], turn.as_str());
                break;
            }
            _ => {}
        }
    }
    assert_eq!(said, "Hello, Ada.");
    event(&mut other, &turn, "complete").await;
    let (_, sync) = Tab::follow(&played.server, &played.token).await;
    let history = sync["payload"]["chat_history"].as_array().expect("messages");
    let contents: Vec<&str> = history.iter().filter_map(|message| message["content"].as_str()).collect();
    assert_eq!(contents, ["hello", "Hello, Ada."]);
    assert_eq!(sync["payload"]["turns"], json!([]));
}

#[tokio::test]
async fn turns_wait_in_order_can_be_cancelled_and_a_late_tab_sees_the_text_so_far() {
    let script =
        "{\"on\":\"wait\"}\n{\"text\":\"So far\"}\n{\"wait\":\"cancel\"}\n{\"on\":\"\"}\n{\"text\":\"Done.\"}\n";
    let mut played = Played::start(script).await;
    let running = say(&mut played.tab, "wait").await;
    event(&mut played.tab, &running, "text").await;
    let second = say(&mut played.tab, "second").await;
    let third = say(&mut played.tab, "third").await;
    assert_eq!(event(&mut played.tab, &third, "queued").await["meta"]["position"], 2);

    let full = played.tab.send("mission", json!({ "text": "fourth" })).await;
    assert_eq!(played.tab.answer_to(&full).await["payload"]["code"], "queue_full");

    let (mut late, sync) = Tab::follow(&played.server, &played.token).await;
    let turns = sync["payload"]["turns"].as_array().expect("turns");
    let seen: Vec<(&str, &str)> = turns
        .iter()
        .map(|turn| (turn["status"].as_str().expect("a status"), turn["content"].as_str().expect("a text")))
        .collect();
    assert_eq!(seen, [("running", "So far"), ("queued", ""), ("queued", "")]);

    played.tab.send("mission_cancel", json!({ "mission_id": second })).await;
    event(&mut late, &second, "cancelled").await;
    played.tab.send("mission_cancel", json!({ "mission_id": running })).await;
    event(&mut late, &running, "cancelled").await;
    event(&mut late, &third, "complete").await;

    let again = played.tab.send("mission_cancel", json!({ "mission_id": running })).await;
    assert_eq!(played.tab.answer_to(&again).await["payload"]["code"], "turn_ended");
    let (_, sync) = Tab::follow(&played.server, &played.token).await;
    let history = sync["payload"]["chat_history"].as_array().expect("messages");
    let answers: Vec<&str> =
        history.iter().filter(|m| m["role"] == "agent").filter_map(|m| m["content"].as_str()).collect();
    assert_eq!(answers, ["So far", "Done."]);
}

#[tokio::test]
async fn the_desk_answers_while_a_turn_runs_and_empty_or_endless_messages_are_refused() {
    let script = "{\"on\":\"\"}\n{\"text\":\"x\"}\n{\"wait\":\"cancel\"}\n";
    let mut played = Played::start(script).await;
    let turn = say(&mut played.tab, "go").await;
    event(&mut played.tab, &turn, "text").await;
    let stack = played.stack.clone();
    played.tab.card(&stack, "made meanwhile", json!([])).await;
    for (text, code) in [(" ".to_owned(), "empty"), ("x".repeat(20_001), "too_long")] {
        let id = played.tab.send("mission", json!({ "text": text })).await;
        assert_eq!(played.tab.answer_to(&id).await["payload"]["code"], code);
    }
    let foreign = json!({ "text": "hi", "context": { "stack_id": "0197b7a0-8c5e-7cc3-9d4f-0123456789ab" } });
    let id = played.tab.send("mission", foreign).await;
    assert_eq!(played.tab.answer_to(&id).await["payload"]["code"], "stack_not_found");
}

#[tokio::test]
async fn a_turn_that_kill_9_cut_off_is_interrupted_and_goes_on_without_doing_anything_twice() {
    let script = "{\"on\":\"card\"}\n{\"text\":\"Making it. \"}\n{\"tool\":{\"name\":\"create_card\",\"input\":{\"title\":\"Only one\",\"blocks\":[]}}}\n{\"next\":true}\n{\"delay_ms\":1500}\n{\"text\":\"Made.\"}\n";
    let (folder, data) = new_data();
    let password = password_file(folder.path(), PASSWORD);
    let path = write_script(folder.path(), script);
    let environment = [
        ("STACKHOUSE_ADMIN_NAME", "Ada"),
        ("STACKHOUSE_ADMIN_PASSWORD_FILE", password.to_str().expect("a path")),
        ("STACKHOUSE_ASSISTANT__PROVIDER", "scripted"),
        ("STACKHOUSE_ASSISTANT__SCRIPT", path.to_str().expect("a path")),
    ];
    let process = Process::serve(&data, &environment);
    let token = process.client().token("Ada").await;
    let mut tab = Tab::open_at(process.base.trim_start_matches("http://"), "/ws", &[]).await.expect("a handshake");
    tab.show(&token).await;
    let turn = say(&mut tab, "a card, please").await;
    let made = tab.until("canvas_update").await;
    assert_eq!((&made["payload"]["by"], &made["payload"]["mission_id"]), (&json!("agent"), &json!(turn)));
    process.end(Signal::KILL);

    let process = Process::serve(&data, &environment);
    let mut tab = Tab::open_at(process.base.trim_start_matches("http://"), "/ws", &[]).await.expect("a handshake");
    let sync = tab.show(&token).await;
    let interrupted = &sync["payload"]["turns"][0];
    assert_eq!((&interrupted["mission_id"], &interrupted["status"]), (&json!(turn), &json!("interrupted")));
    tab.send("mission_resume", json!({ "mission_id": turn })).await;
    let answer = tab.until("chat_message").await;
    assert!(answer["payload"]["message"]["content"].as_str().expect("a text").ends_with("Made."));
    assert_eq!(answer["payload"]["message"]["card_ids"].as_array().map(Vec::len), Some(1));
    event(&mut tab, &turn, "complete").await;

    let mut later = Tab::open_at(process.base.trim_start_matches("http://"), "/ws", &[]).await.expect("a handshake");
    let sync = later.show(&token).await;
    assert_eq!(sync["payload"]["cards"].as_array().map(Vec::len), Some(1), "the card was made once");
}
