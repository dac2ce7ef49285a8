use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::{
    Shape,
    rpc::{self, Incoming, Message},
    version::Version,
};

fn code_of(body: &Value, version: Version) -> Option<i64> {
    let code = |answer: Value| answer["error"]["code"].as_i64();
    match rpc::read(body.to_string().as_bytes(), version) {
        Err(failure) => code(failure.answer(Value::Null)),
        Ok(Incoming::One(Message::Wrong { id, failure })) => code(failure.answer(id)),
        Ok(_) => None,
    }
}

#[test]
fn what_is_no_message_is_told_so() {
    let wrong = [
        json!(7),
        json!({}),
        json!({ "jsonrpc": "2.0" }),
        json!({ "jsonrpc": "1.0", "id": 1, "method": "ping" }),
        json!({ "id": 1, "method": "ping" }),
        json!({ "jsonrpc": "2.0", "id": null, "method": "ping" }),
        json!({ "jsonrpc": "2.0", "id": 1.5, "method": "ping" }),
        json!({ "jsonrpc": "2.0", "id": {}, "method": "ping" }),
        json!({ "jsonrpc": "2.0", "id": "x".repeat(1_000), "method": "ping" }),
        json!({ "jsonrpc": "2.0", "id": 1, "method": 7 }),
        json!({ "jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1] }),
        json!({ "jsonrpc": "2.0", "id": 1, "method": "ping", "params": "x" }),
        json!([]),
        json!(vec![json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }); 21]),
    ];
    for body in wrong {
        assert_eq!(code_of(&body, Version::March2025), Some(-32_600), "{body}");
    }
    for body in ["", "{", "\u{0}", &"[".repeat(100_000)] {
        let failure = rpc::read(body.as_bytes(), Version::June2025).expect_err(body);
        assert_eq!(failure.answer(Value::Null)["error"]["code"], -32_700);
    }
}

#[test]
fn what_is_told_needs_no_answer() {
    for body in [
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "id": 3, "result": {} }),
        json!({ "jsonrpc": "2.0", "id": 3, "error": { "code": 1, "message": "x" } }),
    ] {
        let read = rpc::read(body.to_string().as_bytes(), Version::June2025).unwrap();
        assert!(matches!(read, Incoming::One(Message::Told)), "{body}");
    }
}

#[test]
fn only_the_first_version_has_batches() {
    let batch = json!([{ "jsonrpc": "2.0", "id": 1, "method": "ping" }]);
    assert_eq!(code_of(&batch, Version::March2025), None);
    assert_eq!(code_of(&batch, Version::June2025), Some(-32_600));
}

#[test]
fn a_client_gets_the_version_it_asks_for_or_the_newest() {
    for (asked, given) in [("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25")] {
        assert_eq!(Version::negotiated(asked).as_str(), given);
    }
    let of = |word: &'static str| {
        Version::of(&TestRequest::post().insert_header(("mcp-protocol-version", word)).to_http_request())
    };
    assert_eq!(of("2025-06-18").unwrap(), Version::June2025);
    assert_eq!(of("2024-11-05").unwrap_err().code, "unsupported_version");
    assert_eq!(Version::of(&TestRequest::post().to_http_request()).unwrap(), Version::March2025);
}

#[test]
fn answers_come_in_a_shape_that_is_taken() {
    let wanted = |accept: &'static str| {
        Shape::wanted(&TestRequest::post().insert_header(("accept", accept)).to_http_request()).ok()
    };
    assert_eq!(wanted("application/json, text/event-stream"), Some(Shape::Json));
    assert_eq!(wanted("*/*"), Some(Shape::Json));
    assert_eq!(wanted("text/event-stream; q=1"), Some(Shape::Events));
    assert_eq!(wanted("text/html"), None);
    assert_eq!(Shape::wanted(&TestRequest::post().to_http_request()).ok(), Some(Shape::Json));
}
