use serde_json::{Value, json};

use super::{DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX, Outcome, SCHEMA_BYTES_MAX, TEXT_CHARS_MAX, hear};

fn tool(change: &Value) -> Value {
    let mut tool = json!({ "name": "look_up", "description": "Looks up.", "inputSchema": { "type": "object" } });
    for (key, value) in change.as_object().unwrap() {
        tool[key] = value.clone();
    }
    tool
}

#[test]
fn a_tool_is_taken_as_its_server_describes_it() {
    let offer = hear::offer(&tool(&json!({ "annotations": { "readOnlyHint": true } }))).unwrap();
    assert_eq!((offer.name.as_str(), offer.description.as_str()), ("look_up", "Looks up."));
    assert!(offer.claims_to_read);
    assert!(!hear::offer(&tool(&json!({}))).unwrap().claims_to_read);
}

#[test]
fn a_tool_that_is_none_is_left_out() {
    for bad in [
        json!({ "name": "" }),
        json!({ "name": 7 }),
        json!({ "name": "a\nb" }),
        json!({ "name": "x".repeat(NAME_CHARS_MAX + 1) }),
        json!({ "inputSchema": null }),
        json!({ "inputSchema": "object" }),
        json!({ "inputSchema": { "description": "x".repeat(SCHEMA_BYTES_MAX) } }),
    ] {
        assert_eq!(hear::offer(&tool(&bad)), None, "{bad}");
    }
    let long = hear::offer(&tool(&json!({ "description": "é\u{7}".repeat(DESCRIPTION_CHARS_MAX + 1) }))).unwrap();
    assert_eq!(long.description.chars().count(), DESCRIPTION_CHARS_MAX + 1, "cut, with dots");
    assert!(!long.description.contains('\u{7}'));
}

#[test]
fn an_outcome_is_its_texts() {
    let check = |result: Value, text: &str, is_error: bool| {
        assert_eq!(hear::outcome(&result), Outcome { text: text.to_owned(), is_error }, "{result}");
    };
    let text = |text: &str| json!({ "type": "text", "text": text });
    check(json!({ "content": [text("a"), text("b")] }), "a\nb", false);
    check(json!({ "content": [text("no")], "isError": true }), "no", true);
    check(json!({ "content": [{ "type": "image", "data": "AAAA" }] }), "(image)", false);
    check(json!({ "content": [{ "type": "resource", "resource": { "text": "r" } }] }), "r", false);
    check(json!({ "content": [{ "type": "resource_link", "uri": "file:///x" }] }), "file:///x", false);
    check(json!({ "content": [], "structuredContent": { "a": 1 } }), "{\"a\":1}", false);
    check(json!({}), "", false);
    check(json!({ "content": 7, "isError": "yes" }), "", false);
    let long = hear::outcome(&json!({ "content": [text(&"é".repeat(TEXT_CHARS_MAX + 5))] }));
    assert_eq!(long.text.chars().count(), TEXT_CHARS_MAX + 1);
}
