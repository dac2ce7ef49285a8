use super::{action, client, schema, server};

const DOCUMENT: &str = include_str!("../../docs/protocol.md");

/// The first cells of the table whose head begins with `head`, after the line `after`.
fn column(after: &str, head: &str) -> Vec<String> {
    let start = DOCUMENT.find(after).unwrap_or_else(|| panic!("docs/protocol.md has no {after:?}"));
    let rows = DOCUMENT[start..].lines().skip_while(|line| !line.starts_with(head)).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.split('|').nth(1))
        .map(|cell| cell.trim().trim_matches('`').to_owned())
        .collect()
}

#[track_caller]
fn check(documented: &[String], known: &[&str]) {
    let mut documented: Vec<&str> = documented.iter().map(String::as_str).collect();
    let mut known = known.to_vec();
    documented.sort_unstable();
    known.sort_unstable();
    assert_eq!(documented, known);
}

#[test]
fn the_document_lists_exactly_the_frames_and_actions_that_there_are() {
    let types = "| type | payload |";
    check(&column(types, types), &client::TYPES);
    let actions = "| action | data |";
    check(&column(actions, actions), &action::NAMES);
    let second = DOCUMENT.find(actions).and_then(|at| DOCUMENT[at..].find(types).map(|more| at + more));
    let server_types = &DOCUMENT[second.expect("a second table of types")..];
    check(&column(&server_types[..server_types.len().min(400)], types), &server::TYPES);
}

#[test]
fn every_type_that_a_client_may_send_is_read_as_itself() {
    for kind in client::TYPES {
        let frame = format!("{{\"type\":\"{kind}\",\"id\":\"x\",\"payload\":{{}}}}");
        if let Err(bad) = client::read(&frame) {
            assert_eq!(bad.code, "invalid_payload", "{kind}: {bad:?}");
        }
    }
}

#[test]
fn every_action_is_read_as_itself() {
    for name in action::NAMES {
        let frame = format!("{{\"type\":\"canvas_interaction\",\"id\":\"x\",\"payload\":{{\"action\":\"{name}\"}}}}");
        if let Err(bad) = client::read(&frame) {
            assert_eq!(bad.code, "invalid_payload", "{name}: {bad:?}");
        }
    }
}

/// What is read of an `app_event`, or the field that it is refused for.
fn app_event(payload: &serde_json::Value) -> Result<client::AppEvent, String> {
    let frame = serde_json::json!({ "type": "app_event", "id": "x", "payload": payload });
    match client::read(&frame.to_string()) {
        Ok(client::Frame { body: client::Body::AppEvent(event), .. }) => Ok(event),
        Ok(other) => panic!("{other:?}"),
        Err(bad) => Err(bad.field.unwrap_or_default()),
    }
}

#[test]
fn an_event_of_an_app_is_read_strictly() {
    let instance = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    let event = |more: serde_json::Value| {
        let mut payload = serde_json::json!({ "instance_id": instance, "node": "add", "event": "click" });
        payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app_event(&payload)
    };
    let read = event(serde_json::json!({ "key": "7", "value": { "id": 3 }, "rev": 9 })).unwrap();
    assert_eq!((read.node.as_str(), read.key.as_str(), read.rev), ("add", "7", 9));
    assert_eq!(read.event.of_component(), Some(crate::app::component::Happening::Click));
    let shown = event(serde_json::json!({ "event": "show", "node": "" })).unwrap();
    assert_eq!((shown.event.of_component(), shown.rev), (None, 0));

    let long = "x".repeat(client::APP_NAME_CHARS_MAX + 1);
    let large = "x".repeat(client::APP_VALUE_BYTES_MAX);
    for (more, field) in [
        (serde_json::json!({ "instance_id": "7" }), "payload.instance_id"),
        (serde_json::json!({ "event": "alert" }), "payload.event"),
        (serde_json::json!({ "node": long }), "payload.node"),
        (serde_json::json!({ "key": long }), "payload.key"),
        (serde_json::json!({ "value": large }), "payload.value"),
        (serde_json::json!({ "rev": -1 }), "payload.rev"),
        (serde_json::json!({ "code": "this.x = 1" }), "payload.code"),
    ] {
        assert_eq!(event(more).unwrap_err(), field);
    }
}

#[test]
fn the_schema_describes_every_payload() {
    let schema = schema();
    for name in ["Mission", "CreateCard", "MoveTo", "StateSync", "CanvasUpdate", "CardView", "AppEvent", "AppPatch"] {
        assert!(schema["$defs"][name].is_object(), "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = client::read(&text);
    }
}
