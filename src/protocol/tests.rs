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

#[test]
fn the_schema_describes_every_payload() {
    let schema = schema();
    for name in ["Mission", "CreateCard", "MoveTo", "StateSync", "CanvasUpdate", "CardView"] {
        assert!(schema["$defs"][name].is_object(), "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = client::read(&text);
    }
}
