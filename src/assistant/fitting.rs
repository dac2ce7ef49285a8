//! A question that fits into a model's memory: what is oldest and can be had again goes first.
//!
//! Earlier turns are forgotten whole, the oldest first; then long results of tools of this turn are shortened, the
//! oldest first, with a note that says how to have them again. What the user has just said always stays. Tokens are
//! reckoned from bytes, generously, because every model counts them in its own way.

use serde_json::{Value, json};

use crate::llm::{Message, Request, ToolResult};

/// Bytes of one token at the least: JSON, and text in most languages, has more.
const TOKEN_BYTES: usize = 3;

/// Characters that are left of a tool's result that is shortened.
const LEFT_CHARS: usize = 400;

/// The request, in as many tokens at the most; more only if what can't be left out needs them.
#[must_use]
pub fn fitted(mut request: Request, tokens_max: u32) -> Request {
    let room = usize::try_from(tokens_max).unwrap_or(usize::MAX).saturating_mul(TOKEN_BYTES);
    forget_turns(&mut request, room);
    shorten_results(&mut request, room);
    request
}

/// Takes away the oldest turn as long as there is one before the present turn and all of it is too much.
fn forget_turns(request: &mut Request, room: usize) {
    while bytes_of(request) > room {
        let is_user = |message: &Message| matches!(message, Message::User(_));
        let next = request.messages.iter().skip(1).position(is_user).map(|at| at + 1);
        let (Some(next), Some(present)) = (next, request.last_user()) else { return };
        if next > present {
            return;
        }
        request.messages.drain(..next);
    }
}

fn shorten_results(request: &mut Request, room: usize) {
    let mut over = bytes_of(request).saturating_sub(room);
    let results = request.messages.iter_mut().filter_map(|message| match message {
        Message::ToolResults(results) => Some(results),
        Message::User(_) | Message::Assistant { .. } => None,
    });
    for result in results.flatten() {
        if over == 0 {
            return;
        }
        let before = bytes_of_output(result);
        shorten(result);
        over = over.saturating_sub(before.saturating_sub(bytes_of_output(result)));
    }
}

fn shorten(result: &mut ToolResult) {
    let text = result.output.as_str().map_or_else(|| result.output.to_string(), str::to_owned);
    if let Some((end, _)) = text.char_indices().nth(LEFT_CHARS) {
        let note = "the rest is left out, because it would be too much at once: call the tool again if you need it";
        result.output = json!({ "beginning": &text[..end], "note": note });
    }
}

fn bytes_of(request: &Request) -> usize {
    let tools: usize = request
        .tools
        .iter()
        .map(|tool| tool.name.len() + tool.description.len() + tool.input_schema.to_string().len())
        .sum();
    let messages: usize = request.messages.iter().map(bytes_of_message).sum();
    request.system.len() + request.context.len() + tools + messages
}

fn bytes_of_message(message: &Message) -> usize {
    match message {
        Message::User(text) => text.len(),
        Message::Assistant { text, calls } => {
            text.len() + calls.iter().map(|call| call.name.len() + call.input.to_string().len()).sum::<usize>()
        }
        Message::ToolResults(results) => results.iter().map(bytes_of_output).sum(),
    }
}

fn bytes_of_output(result: &ToolResult) -> usize {
    match &result.output {
        Value::String(text) => text.len(),
        other => other.to_string().len(),
    }
}

#[cfg(test)]
mod tests;
