//! The grammar, from words to tool calls, on a desk with a few cards.

mod acts;
mod anything;
mod documents;
mod grammar;
mod invoices;
mod memory;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::Builtin;
use crate::llm::{Delta, Message, Provider, Request, ToolCall, ToolResult};

pub(super) const WORK: &str = "0197b7a0-0000-7000-8000-000000000001";
pub(super) const TAXES: &str = "0197b7a0-0000-7000-8000-000000000002";
pub(super) const INVOICES: &str = "0197b7a0-0000-7000-8000-000000000003";
pub(super) const TOTALS: &str = "0197b7a0-0000-7000-8000-000000000004";
pub(super) const GROCERIES: &str = "0197b7a0-0000-7000-8000-000000000005";
pub(super) const NOTE: &str = "0197b7a0-0000-7000-8000-000000000006";

/// A desk with two tables, of which the totals were touched last, a checklist and a note.
pub(super) fn desk() -> Value {
    let card = |id: &str, title: &str, kind: &str, tables: Value| json!({ "id": id, "stack": WORK, "title": title, "size": "medium", "blocks": [kind], "tables": tables });
    let invoices =
        json!([{ "block": "b1", "columns": ["Invoice", "Date", "Vendor", "Amount", "Status"], "rows": 200 }]);
    let totals = json!([{ "block": "b1", "columns": ["Vendor", "Total Amount"], "rows": 8 }]);
    json!({
        "active_stack": { "id": WORK, "name": "Work" },
        "cards": [
            card(TOTALS, "Total Amount by Vendor", "table", totals.clone()),
            card(INVOICES, "Invoices", "table", invoices),
            card(GROCERIES, "Groceries", "checklist", json!([])),
            card(NOTE, "Call Anna", "text", json!([])),
        ],
        "more_cards": 0,
        "other_stacks": [{ "id": TAXES, "name": "Taxes" }],
        "more_stacks": 0,
        "touched": [card(TOTALS, "Total Amount by Vendor", "table", totals)],
    })
}

pub(super) fn empty_desk() -> Value {
    json!({ "cards": [], "more_cards": 0, "other_stacks": [], "more_stacks": 0, "touched": [] })
}

/// What the assistant does when it has said nothing yet: its calls, and its text.
pub(super) async fn reply(context: &Value, messages: Vec<Message>) -> (Vec<ToolCall>, String) {
    let request = Request { system: String::new(), context: context.to_string(), messages, tools: Vec::new() };
    let deltas: Vec<_> = Builtin.stream(request).collect().await;
    let (mut calls, mut text) = (Vec::new(), String::new());
    for delta in deltas {
        match delta.unwrap() {
            Delta::Text(piece) => text.push_str(&piece),
            Delta::ToolCall(call) => calls.push(call),
            Delta::Usage(_) | Delta::Waiting(_) | Delta::Stop(_) => {}
        }
    }
    (calls, text)
}

/// Performs the whole answer, with `results` for its calls one after the other.
pub(super) async fn perform(context: &Value, said: &str, results: &[Value]) -> (Vec<(String, Value)>, String) {
    let mut messages = vec![Message::User(said.to_owned())];
    let mut made = Vec::new();
    loop {
        let (calls, text) = reply(context, messages.clone()).await;
        let Some(call) = calls.into_iter().next() else { return (made, text) };
        let output = results.get(made.len()).cloned().unwrap_or_else(|| panic!("an unexpected call: {call:?}"));
        made.push((call.name.clone(), call.input.clone()));
        let call_id = call.id.clone();
        messages.push(Message::Assistant { text, calls: vec![call] });
        messages.push(Message::ToolResults(vec![ToolResult { call_id, output, is_error: false }]));
    }
}

/// `said` on the desk leads first to a call of the tool `name` whose input holds everything in `input`.
pub(super) async fn check(said: &str, name: &str, input: Value) {
    let (calls, text) = reply(&desk(), vec![Message::User(said.to_owned())]).await;
    let call = calls.first().unwrap_or_else(|| panic!("{said:?} called nothing, but said: {text}"));
    assert_eq!(call.name, name, "{said:?} with {}", call.input);
    for (key, value) in input.as_object().unwrap() {
        assert_eq!(&call.input[key], value, "{said:?}: {key}");
    }
}

/// `said` on the desk calls nothing and answers with a text that holds `words`.
pub(super) async fn says(said: &str, words: &str) {
    let (calls, text) = reply(&desk(), vec![Message::User(said.to_owned())]).await;
    assert_eq!(calls, [], "{said:?}");
    assert!(text.contains(words), "{said:?} was answered with: {text}");
}
