//! Frames that are wrong in one way each: one typed error, and the socket stays up.

use serde_json::{Value, json};

use super::{Desk, NOBODY};
use crate::support::{TestServer, tab::Tab};

/// Sends `frame` and expects the error `code` about `field`; then that the socket still answers.
async fn check(desk: &mut Desk, frame: &str, code: &str, field: Option<&str>) {
    desk.tab.send_text(frame).await;
    let answer = desk.tab.next().await;
    assert_eq!(answer["type"], "system", "{frame}: {answer}");
    assert_eq!(answer["payload"]["event"], "error", "{frame}");
    assert_eq!(answer["payload"]["code"], code, "{frame}: {answer}");
    assert_eq!(answer["payload"]["field"].as_str(), field, "{frame}: {answer}");
    let id = desk.tab.send("ping", json!({})).await;
    assert_eq!(desk.tab.next().await["type"], "pong", "after {frame} and {id}");
}

fn interaction(payload: &Value) -> String {
    json!({ "type": "canvas_interaction", "id": "x", "timestamp": 1, "payload": payload }).to_string()
}

#[tokio::test]
async fn envelopes_are_read_strictly() {
    let mut desk = Desk::open().await;
    check(&mut desk, "", "invalid_json", None).await;
    check(&mut desk, "[1,2]", "invalid_frame", None).await;
    check(&mut desk, "{\"id\":\"x\"}", "invalid_frame", Some("type")).await;
    check(&mut desk, "{\"type\":7,\"id\":\"x\"}", "invalid_frame", Some("type")).await;
    check(&mut desk, "{\"type\":\"ping\"}", "invalid_frame", Some("id")).await;
    check(&mut desk, "{\"type\":\"ping\",\"id\":\"x\",\"timestamp\":\"now\"}", "invalid_frame", Some("timestamp"))
        .await;
    check(&mut desk, "{\"type\":\"dance\",\"id\":\"x\"}", "unknown_type", Some("type")).await;
    check(&mut desk, &format!("{}1{}", "[".repeat(1000), "]".repeat(1000)), "invalid_json", None).await;
    check(&mut desk, "{\"type\":\"mission\",\"id\":\"x\",\"payload\":[]}", "invalid_payload", Some("payload")).await;
    check(&mut desk, "{\"type\":\"mission\",\"id\":\"x\"}", "invalid_payload", Some("payload.text")).await;
}

#[tokio::test]
async fn actions_are_read_strictly_and_name_the_field() {
    let mut desk = Desk::open().await;
    let (stack, card) = (desk.stack.clone(), NOBODY);
    let cases = [
        (json!({ "card_id": card, "action": "fly" }), "unknown_action", "payload.action"),
        (
            json!({ "action": "move", "data": { "position_x": 1, "position_y": 2 } }),
            "invalid_payload",
            "payload.card_id",
        ),
        (json!({ "card_id": "12", "action": "archive_card" }), "invalid_payload", "payload.card_id"),
        (
            json!({ "card_id": card, "action": "move", "data": { "position_x": "1", "position_y": 2 } }),
            "invalid_payload",
            "payload.data.position_x",
        ),
        (
            json!({ "card_id": card, "action": "move", "data": { "position_x": 1 } }),
            "invalid_payload",
            "payload.data.position_y",
        ),
        (
            json!({ "action": "rename_stack", "data": { "stack_id": stack, "name": "  " } }),
            "invalid_payload",
            "payload.data.name",
        ),
        (
            json!({ "action": "rename_stack", "data": { "stack_id": stack, "name": "x".repeat(81) } }),
            "invalid_payload",
            "payload.data.name",
        ),
        (
            json!({ "action": "recolor_stack", "data": { "stack_id": stack, "color": "mauve" } }),
            "invalid_payload",
            "payload.data.color",
        ),
        (json!({ "action": "create_card", "data": { "stack_id": stack } }), "invalid_payload", "payload.data.title"),
        (
            json!({ "action": "create_card", "data": { "stack_id": stack, "title": "t", "blocks": [{ "type": "magic" }] } }),
            "invalid_payload",
            "payload.data.blocks[0].type",
        ),
        (
            json!({ "card_id": card, "action": "update_card", "data": { "blocks": [], "patch": {} } }),
            "invalid_payload",
            "payload.data.patch",
        ),
        (
            json!({ "card_id": card, "action": "resize", "data": { "width": 3 } }),
            "invalid_payload",
            "payload.data.size",
        ),
        (
            json!({ "card_id": card, "action": "edit_cell", "data": { "row": 0, "column": "a", "value": 1 } }),
            "invalid_payload",
            "payload.data.block_id",
        ),
        (
            json!({ "card_id": card, "action": "restore_version", "data": { "version": -1 } }),
            "invalid_payload",
            "payload.data.version",
        ),
        (json!({ "action": "undo", "data": { "much": true } }), "invalid_payload", "payload.data.much"),
        (json!({ "action": "undo", "op_id": "" }), "invalid_payload", "payload.op_id"),
    ];
    for (payload, code, field) in cases {
        check(&mut desk, &interaction(&payload), code, Some(field)).await;
    }
    let nan = interaction(&json!({ "card_id": card, "action": "move" }))
        .replace("\"move\"", "\"move\",\"data\":{\"position_x\":NaN}");
    check(&mut desk, &nan, "invalid_json", None).await;
}

#[tokio::test]
async fn an_answer_echoes_the_request_id_or_else_the_id() {
    let mut desk = Desk::open().await;
    desk.tab.send_text("{\"type\":\"ping\",\"id\":\"a\"}").await;
    assert_eq!(desk.tab.next().await["request_id"], "a");
    desk.tab.send_text("{\"type\":\"ping\",\"id\":\"a\",\"request_id\":\"b\"}").await;
    assert_eq!(desk.tab.next().await["request_id"], "b");
    desk.tab.send_text("{\"type\":\"nothing\",\"id\":\"c\"}").await;
    assert_eq!(desk.tab.next().await["request_id"], "c");
}

#[tokio::test]
async fn a_second_auth_changes_nothing() {
    let mut desk = Desk::open().await;
    let frame = json!({ "type": "auth", "id": "x", "payload": { "token": desk.token } }).to_string();
    check(&mut desk, &frame, "already_signed_in", Some("type")).await;
}

#[tokio::test]
async fn a_heartbeat_is_acknowledged_with_the_latest_seq() {
    let mut desk = Desk::open().await;
    let id = desk.tab.send("heartbeat", json!({})).await;
    let ack = desk.tab.answer_to(&id).await;
    assert_eq!(ack["type"], "ack");
    assert_eq!(ack["payload"]["seq"], 1, "the first change was the first stack");
}

#[tokio::test]
async fn who_comes_too_fast_is_told_when_to_come_back_and_nothing_is_lost_silently() {
    let server = TestServer::start_with(|config| config.socket.operations_per_second = 5);
    let ada = server.set_up("Ada").await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    let (mut pongs, mut busy) = (0, 0);
    for _ in 0..100 {
        tab.send("ping", json!({})).await;
    }
    for _ in 0..100 {
        let answer = tab.next().await;
        if answer["type"] == "pong" {
            pongs += 1;
        } else {
            assert_eq!(answer["payload"]["code"], "busy");
            assert!(answer["payload"]["retry_after_ms"].as_u64().expect("a time") > 0);
            busy += 1;
        }
    }
    assert!(pongs >= 4 && busy > 0, "{pongs} pongs, {busy} times busy");
}
