use serde_json::json;

use super::Anthropic;
use crate::llm::{
    Delta, Stop, ToolCall, Usage,
    remote::{
        Dialect,
        tests::{endpoint, hear, request},
    },
};

/// An answer with everything that the API sends: text, a tool's input in pieces, pings, and what is newer than we are.
pub(in crate::llm) const RECORDED: &str = r#"event: message_start
data: {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","content":[],"model":"small","stop_reason":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":100,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Größe: "}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"12 m²."}}

event: content_block_stop
data: {"type":"content_block_stop","index":1}

event: content_block_start
data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_01","name":"find","input":{}}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"query\": \"Ac"}}

event: content_block_delta
data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"me\"}"}}

event: content_block_stop
data: {"type":"content_block_stop","index":2}

event: something_newer
data: {"type":"something_newer","what":{}}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}

event: message_stop
data: {"type":"message_stop"}

"#;

#[test]
fn an_answer_is_read() {
    let call = ToolCall { id: "toolu_01".to_owned(), name: "find".to_owned(), input: json!({ "query": "Acme" }) };
    let usage = Usage { input_tokens: 30, cached_tokens: 100, output_tokens: 89 };
    let begun = Usage { output_tokens: 1, ..usage };
    let expected = vec![
        Delta::Usage(begun),
        Delta::Text("Größe: ".to_owned()),
        Delta::Text("12 m².".to_owned()),
        Delta::ToolCall(call),
        Delta::Usage(usage),
        Delta::Stop(Stop::Tools),
    ];
    assert_eq!(hear::<Anthropic>([RECORDED.as_bytes()]), (expected, Ok(())));
}

#[test]
fn a_question_has_the_shape_of_the_api() {
    let kept = json!({ "type": "ephemeral" });
    let expected = json!({
        "model": "small",
        "max_tokens": 8192,
        "stream": true,
        "system": [
            { "type": "text", "text": "Be brief.", "cache_control": kept },
            { "type": "text", "text": "{\"cards\":[]}", "cache_control": kept },
        ],
        "messages": [
            { "role": "user", "content": [{ "type": "text", "text": "hello" }] },
            { "role": "assistant", "content": [{ "type": "text", "text": "Hi." }] },
            { "role": "user", "content": [{ "type": "text", "text": "find it" }] },
            { "role": "assistant", "content": [
                { "type": "tool_use", "id": "a", "name": "find", "input": { "query": "x" } },
                { "type": "tool_use", "id": "b", "name": "find", "input": {} },
            ] },
            { "role": "user", "content": [
                { "type": "tool_result", "tool_use_id": "a", "content": "{\"found\":1}", "is_error": false },
                {
                    "type": "tool_result", "tool_use_id": "b", "content": "use an object", "is_error": true,
                    "cache_control": kept,
                },
            ] },
        ],
        "tools": [{ "name": "find", "description": "Finds.", "input_schema": { "type": "object" } }],
    });
    assert_eq!(Anthropic::body(&endpoint(), &request()), expected);
}
