//! The question as chat completions want it.

use serde_json::{Value, json};

use crate::llm::{Message, Request, ToolCall, ToolResult, ToolSpec, remote::Endpoint};

pub(super) fn body(endpoint: &Endpoint, request: &Request) -> Value {
    // One system message: the templates of several models at home refuse a second one.
    let system = format!("{}\n\n{}", request.system, request.context);
    let system = json!({ "role": "system", "content": system });
    let mut messages = vec![system];
    request.messages.iter().for_each(|message| add(&mut messages, message));
    let mut body = json!({
        "model": endpoint.model,
        "stream": true,
        "stream_options": { "include_usage": true },
        "messages": messages,
    });
    if let Some(max) = endpoint.output_tokens_max {
        body["max_tokens"] = max.into();
    }
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

/// Adds a message. What the same side says in a row is told as one: the templates of several models refuse two.
fn add(messages: &mut Vec<Value>, message: &Message) {
    let (role, text, calls) = match message {
        Message::User(text) => ("user", text, &[][..]),
        Message::Assistant { text, calls } => ("assistant", text, calls.as_slice()),
        Message::ToolResults(results) => return messages.extend(results.iter().map(result)),
    };
    match messages.last_mut().filter(|last| last["role"] == role && last["tool_calls"].is_null() && calls.is_empty()) {
        Some(last) => last["content"] = format!("{}\n\n{text}", last["content"].as_str().unwrap_or_default()).into(),
        None if calls.is_empty() => messages.push(json!({ "role": role, "content": text })),
        None => {
            let calls: Vec<Value> = calls.iter().map(call).collect();
            messages.push(json!({ "role": role, "content": text, "tool_calls": calls }));
        }
    }
}

fn call(call: &ToolCall) -> Value {
    let arguments = if call.input.is_object() { call.input.to_string() } else { "{}".to_owned() };
    json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": arguments } })
}

fn result(result: &ToolResult) -> Value {
    let text = result.output.as_str().map_or_else(|| result.output.to_string(), str::to_owned);
    let content = if result.is_error { format!("This did not work: {text}") } else { text };
    json!({ "role": "tool", "tool_call_id": result.call_id, "content": content })
}

fn tool(tool: &ToolSpec) -> Value {
    let function = json!({ "name": tool.name, "description": tool.description, "parameters": tool.input_schema });
    json!({ "type": "function", "function": function })
}
