//! The question as the Messages API wants it.

use serde_json::{Value, json};

use crate::llm::{Message, Request, ToolCall, ToolResult, ToolSpec, remote::Endpoint};

/// Tokens of one answer, which this API wants to be told. Every model that it still serves can say as much.
const OUTPUT_TOKENS: u32 = 8_192;

pub(super) fn body(endpoint: &Endpoint, request: &Request) -> Value {
    let mut messages: Vec<Value> = request.messages.iter().filter_map(message).collect();
    keep_until(messages.last_mut().and_then(|last| last["content"].as_array_mut()).and_then(|parts| parts.last_mut()));
    let mut body = json!({
        "model": endpoint.model,
        "max_tokens": endpoint.output_tokens_max.unwrap_or(OUTPUT_TOKENS),
        "stream": true,
        "system": system(request),
        "messages": messages,
    });
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

/// What never changes first, so that the server can keep it from one question to the next, with the tools before it.
fn system(request: &Request) -> Vec<Value> {
    let mut parts: Vec<Value> =
        [request.system.as_str(), request.context.as_str()].into_iter().filter_map(text).collect();
    for part in &mut parts {
        keep_until(Some(part));
    }
    parts
}

/// Hints that everything up to this part comes again.
fn keep_until(part: Option<&mut Value>) {
    if let Some(part) = part {
        part["cache_control"] = json!({ "type": "ephemeral" });
    }
}

/// The API refuses texts and messages in which there is nothing.
fn text(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| json!({ "type": "text", "text": text }))
}

fn message(message: &Message) -> Option<Value> {
    let (role, content): (_, Vec<Value>) = match message {
        Message::User(said) => ("user", text(said).into_iter().collect()),
        Message::Assistant { text: said, calls } => {
            let call = |call: &ToolCall| {
                let input = if call.input.is_object() { call.input.clone() } else { json!({}) };
                json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": input })
            };
            ("assistant", text(said).into_iter().chain(calls.iter().map(call)).collect())
        }
        Message::ToolResults(results) => {
            let result = |result: &ToolResult| {
                let content = result.output.as_str().map_or_else(|| result.output.to_string(), str::to_owned);
                json!({
                    "type": "tool_result", "tool_use_id": result.call_id,
                    "content": content, "is_error": result.is_error,
                })
            };
            ("user", results.iter().map(result).collect())
        }
    };
    (!content.is_empty()).then(|| json!({ "role": role, "content": content }))
}

fn tool(tool: &ToolSpec) -> Value {
    json!({ "name": tool.name, "description": tool.description, "input_schema": tool.input_schema })
}
