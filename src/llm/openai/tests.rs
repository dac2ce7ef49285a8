use serde_json::{Value, json};

use super::OpenAi;
use crate::llm::{
    Delta, Stop, ToolCall, Usage,
    remote::{
        Dialect,
        tests::{endpoint, hear, request},
    },
};

/// An answer with text, two tools whose inputs come in pieces, and its cost.
pub(in crate::llm) const RECORDED: &str = r#": PROCESSING

data: {"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Größe: "},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{"content":"12 m²."},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{"content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"find","arguments":""}}]},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"query\": \"Ac"}}]},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"me\"}"}}]},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"list_stacks","arguments":""}}]},"finish_reason":null}]}

data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

data: {"id":"c1","choices":[],"usage":{"prompt_tokens":130,"completion_tokens":89,"total_tokens":219,"prompt_tokens_details":{"cached_tokens":100}}}

data: [DONE]

"#;

fn call(id: &str, name: &str, input: Value) -> Delta {
    Delta::ToolCall(ToolCall { id: id.to_owned(), name: name.to_owned(), input })
}

#[test]
fn an_answer_is_read() {
    let usage = Usage { input_tokens: 30, cached_tokens: 100, output_tokens: 89 };
    let expected = vec![
        Delta::Text("Größe: ".to_owned()),
        Delta::Text("12 m².".to_owned()),
        call("call_a", "find", json!({ "query": "Acme" })),
        call("call_b", "list_stacks", json!({})),
        Delta::Usage(usage),
        Delta::Stop(Stop::Tools),
    ];
    assert_eq!(hear::<OpenAi>([RECORDED.as_bytes()]), (expected, Ok(())));
}

#[test]
fn servers_that_call_tools_in_ways_of_their_own_are_understood() {
    for (calls, expected) in [
        // Whole calls without numbers and names of their own, the input an object, and "stop" for a reason.
        (
            r#"[{"function":{"name":"find","arguments":{"query":"x"}}},{"function":{"name":"find","arguments":"{}"}}]"#,
            [call("call-1", "find", json!({ "query": "x" })), call("call-2", "find", json!({}))],
        ),
        (
            r#"[{"index":3,"id":"a","function":{"name":"find","arguments":null}},{"index":5,"id":"b","function":{"name":"find"}}]"#,
            [call("a", "find", json!({})), call("b", "find", json!({}))],
        ),
    ] {
        let body =
            format!("data: {{\"choices\":[{{\"delta\":{{\"tool_calls\":{calls}}},\"finish_reason\":\"stop\"}}]}}\n\n");
        let (deltas, went) = hear::<OpenAi>([body.as_bytes()]);
        assert_eq!((&deltas[..2], &deltas[3], went), (&expected[..], &Delta::Stop(Stop::Tools), Ok(())));
    }
}

#[test]
fn a_question_has_the_shape_of_the_api() {
    let function = json!({ "name": "find", "description": "Finds.", "parameters": { "type": "object" } });
    let call = |id: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": "find", "arguments": arguments } });
    let expected = json!({
        "model": "small",
        "stream": true,
        "stream_options": { "include_usage": true },
        "messages": [
            { "role": "system", "content": "Be brief.\n\n{\"cards\":[]}" },
            { "role": "user", "content": "hello" },
            { "role": "assistant", "content": "Hi." },
            { "role": "user", "content": "find it" },
            { "role": "assistant", "content": "", "tool_calls": [call("a", "{\"query\":\"x\"}"), call("b", "{}")] },
            { "role": "tool", "tool_call_id": "a", "content": "{\"found\":1}" },
            { "role": "tool", "tool_call_id": "b", "content": "This did not work: use an object" },
        ],
        "tools": [{ "type": "function", "function": function }],
    });
    assert_eq!(OpenAi::body(&endpoint(), &request()), expected);

    let mut twice = request();
    twice.messages.insert(1, crate::llm::Message::User("are you there?".to_owned()));
    let sent = OpenAi::body(&endpoint(), &twice);
    assert_eq!(sent["messages"][1], json!({ "role": "user", "content": "hello\n\nare you there?" }));
}
