//! Scripts are played as written.

use futures_util::StreamExt;
use serde_json::json;

use super::Scripted;
use crate::llm::{Delta, Error, Message, Provider, Request, Stop, ToolCall};

fn request(messages: Vec<Message>) -> Request {
    Request { system: String::new(), context: "{}".to_owned(), messages, tools: Vec::new() }
}

async fn play(script: &str, messages: Vec<Message>) -> Vec<Result<Delta, Error>> {
    Scripted::parse(script).unwrap().stream(request(messages)).collect().await
}

fn text(text: &str) -> Delta {
    Delta::Text(text.to_owned())
}

#[tokio::test]
async fn answers_the_part_whose_words_were_said() {
    let script = "{\"on\": \"hello\"}\n{\"text\": \"hi\"}\n{\"delay_ms\": 1}\n{\"text\": \" there\"}\n{\"on\": \"\"}\n{\"text\": \"what?\"}";

    let hello = play(script, vec![Message::User("Oh, HELLO.".to_owned())]).await;
    assert_eq!(hello, [Ok(text("hi")), Ok(text(" there")), Ok(Delta::Stop(Stop::Done))]);

    let other = play(script, vec![Message::User("bye".to_owned())]).await;
    assert_eq!(other, [Ok(text("what?")), Ok(Delta::Stop(Stop::Done))]);
}

#[tokio::test]
async fn goes_on_after_the_tools_have_answered() {
    let script =
        "{\"tool\": {\"name\": \"find\", \"input\": {\"text\": \"acme\"}}}\n{\"next\": true}\n{\"text\": \"found\"}";
    let said = Message::User("find acme".to_owned());
    let call = ToolCall { id: "call-0-0".to_owned(), name: "find".to_owned(), input: json!({ "text": "acme" }) };

    let first = play(script, vec![said.clone()]).await;
    assert_eq!(first, [Ok(Delta::ToolCall(call.clone())), Ok(Delta::Stop(Stop::Tools))]);

    let answered = Message::Assistant { text: String::new(), calls: vec![call] };
    let second = play(script, vec![said, answered, Message::ToolResults(Vec::new())]).await;
    assert_eq!(second, [Ok(text("found")), Ok(Delta::Stop(Stop::Done))]);
}

#[tokio::test]
async fn an_error_line_is_a_refusal() {
    let answer = play("{\"text\": \"so\"}\n{\"error\": \"no credit\"}", vec![Message::User(String::new())]).await;
    assert_eq!(answer, [Ok(text("so")), Err(Error::Refused("no credit".to_owned()))]);
}

#[test]
fn a_line_that_is_not_understood_is_named() {
    let error = Scripted::parse("{\"text\": \"a\"}\n\n{\"say\": \"b\"}").unwrap_err();
    assert!(error.to_string().starts_with("line 3 of the script"), "{error}");
}
