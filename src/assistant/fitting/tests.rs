use serde_json::json;

use super::{TOKEN_BYTES, bytes_of, fitted};
use crate::llm::{Message, Request, ToolCall, ToolResult};

fn user(text: &str) -> Message {
    Message::User(text.to_owned())
}

fn assistant(text: &str) -> Message {
    Message::Assistant { text: text.to_owned(), calls: Vec::new() }
}

fn call(id: &str) -> Message {
    let call = ToolCall { id: id.to_owned(), name: "read_card".to_owned(), input: json!({}) };
    Message::Assistant { text: String::new(), calls: vec![call] }
}

fn result(id: &str, chars: usize) -> Message {
    let output = json!({ "rows": "x".repeat(chars) });
    Message::ToolResults(vec![ToolResult { call_id: id.to_owned(), output, is_error: false }])
}

fn request(messages: Vec<Message>) -> Request {
    Request { system: "s".repeat(100), context: "{}".to_owned(), messages, tools: Vec::new() }
}

fn fit(messages: Vec<Message>, bytes: usize) -> Request {
    fitted(request(messages), u32::try_from(bytes / TOKEN_BYTES).unwrap())
}

#[test]
fn what_fits_stays_as_it_is() {
    let messages = vec![user("a"), assistant("b"), user("c"), call("1"), result("1", 1_000)];
    assert_eq!(fit(messages.clone(), 10_000).messages, messages);
}

#[test]
fn the_oldest_turns_are_forgotten_whole_and_the_present_one_never() {
    let messages =
        vec![user(&"a".repeat(500)), assistant("b"), user(&"c".repeat(500)), assistant("d"), user(&"e".repeat(500))];
    let kept = fit(messages.clone(), 1_300).messages;
    assert_eq!(kept, messages[2..]);
    assert_eq!(fit(messages.clone(), 700).messages, messages[4..]);
    assert_eq!(fit(messages.clone(), 10).messages, messages[4..]);
}

#[test]
fn old_results_are_shortened_first_and_say_how_to_have_them_again() {
    let messages = vec![user("go"), call("1"), result("1", 5_000), call("2"), result("2", 5_000)];
    let fitted = fit(messages.clone(), 6_500);
    assert_eq!(fitted.messages[4], messages[4], "the last one is whole");
    let Message::ToolResults(first) = &fitted.messages[2] else { panic!("results") };
    assert_eq!(first[0].call_id, "1");
    assert!(first[0].output["note"].as_str().unwrap().contains("call the tool again"));
    assert!(bytes_of(&fitted) <= 6_500);

    let all = fit(messages, 2_000);
    assert!(bytes_of(&all) <= 2_000);
    assert_eq!(all.messages.len(), 5, "every call keeps its result");
}
