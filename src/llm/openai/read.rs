//! The answer as chat completions stream it.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::llm::{Delta, Error, Stop, ToolCall, Usage, remote};

/// What says that nothing more comes.
const DONE: &str = "[DONE]";
/// Tools that one answer may call here; a turn allows fewer.
const CALLS_MAX: usize = 128;
/// Bytes of all inputs of tools together: the events that bring them are bounded one by one.
const INPUTS_BYTES_MAX: usize = 4 * 1024 * 1024;

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Counts>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default, deserialize_with = "or_default")]
    delta: Piece,
    finish_reason: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Piece {
    content: Option<String>,
    tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Deserialize)]
struct CallPiece {
    index: Option<usize>,
    id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    function: FunctionPiece,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FunctionPiece {
    name: Option<String>,
    /// A piece of JSON as a text; some servers put the object itself here.
    arguments: Option<Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Counts {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    prompt_tokens_details: Option<Details>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Details {
    cached_tokens: Option<u64>,
}

/// Where the answer stands.
#[derive(Default, Debug)]
pub(super) struct Reader {
    calls: Vec<Call>,
    inputs_bytes: usize,
    usage: Usage,
    stop: Option<Stop>,
}

/// A tool call as far as it has come in.
#[derive(Default, Debug)]
struct Call {
    index: usize,
    id: String,
    name: String,
    json: String,
}

impl Reader {
    pub fn take(&mut self, data: &str, deltas: &mut Vec<Delta>) -> Result<(), Error> {
        if data.trim() == DONE {
            self.stop.get_or_insert(Stop::Done);
            self.close(deltas);
            return Ok(());
        }
        let chunk: Chunk =
            serde_json::from_str(data).map_err(|_| Error::Malformed("an event of the wrong shape".to_owned()))?;
        if let Some(error) = chunk.error.filter(|error| !error.is_null()) {
            return Err(trouble(&error));
        }
        if let Some(counts) = chunk.usage {
            self.usage = usage(&counts);
        }
        for choice in chunk.choices.into_iter().take(1) {
            if let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) {
                deltas.push(Delta::Text(text));
            }
            for piece in choice.delta.tool_calls.into_iter().flatten() {
                self.put_in(piece)?;
            }
            if let Some(reason) = choice.finish_reason {
                self.stop = Some(stop(&reason)?);
            }
        }
        Ok(())
    }

    /// An answer that has said why it stops is whole, also when the mark of its end is missing.
    pub fn close(&mut self, deltas: &mut Vec<Delta>) -> bool {
        let Some(stop) = self.stop else { return false };
        // What the limit on the length has cut is no call.
        let calls = if stop == Stop::Length { Vec::new() } else { std::mem::take(&mut self.calls) };
        let stop = if calls.is_empty() || stop == Stop::Length { stop } else { Stop::Tools };
        deltas.extend((1..).zip(calls).map(|(at, call)| call.whole(at)));
        deltas.extend(remote::end(self.usage, stop));
        true
    }

    /// Adds a piece to the call that it belongs to: by its number, or to a new one when it names a tool without.
    fn put_in(&mut self, piece: CallPiece) -> Result<(), Error> {
        let FunctionPiece { name, arguments } = piece.function;
        let index = match piece.index {
            Some(index) => index,
            None if name.is_some() => self.calls.len(),
            None => self.calls.last().map_or(0, |call| call.index),
        };
        let at = match self.calls.iter().position(|call| call.index == index) {
            Some(at) => at,
            None if self.calls.len() >= CALLS_MAX => {
                return Err(Error::Malformed(format!("more than {CALLS_MAX} tool calls at once")));
            }
            None => {
                self.calls.push(Call { index, ..Call::default() });
                self.calls.len() - 1
            }
        };
        let call = &mut self.calls[at];
        call.id.push_str(&piece.id.filter(|_| call.id.is_empty()).unwrap_or_default());
        call.name.push_str(&name.filter(|_| call.name.is_empty()).unwrap_or_default());
        let json = match arguments {
            Some(Value::String(json)) => json,
            Some(Value::Null) | None => String::new(),
            Some(object) => object.to_string(),
        };
        self.inputs_bytes += json.len();
        if self.inputs_bytes > INPUTS_BYTES_MAX {
            return Err(Error::Malformed(format!("inputs of tools with more than {INPUTS_BYTES_MAX} bytes")));
        }
        call.json.push_str(&json);
        Ok(())
    }
}

impl Call {
    /// The call under its own name, or its number when the server gave it none.
    fn whole(self, number: usize) -> Delta {
        let id = if self.id.is_empty() { format!("call-{number}") } else { self.id };
        Delta::ToolCall(ToolCall { id, name: self.name, input: remote::input_of(self.json) })
    }
}

fn usage(counts: &Counts) -> Usage {
    let asked = counts.prompt_tokens.unwrap_or(0);
    let cached =
        counts.prompt_tokens_details.as_ref().and_then(|details| details.cached_tokens).unwrap_or(0).min(asked);
    let output_tokens = counts.completion_tokens.unwrap_or(0);
    Usage { input_tokens: asked - cached, cached_tokens: cached, output_tokens }
}

fn stop(reason: &str) -> Result<Stop, Error> {
    match reason {
        "tool_calls" | "function_call" => Ok(Stop::Tools),
        "length" => Ok(Stop::Length),
        "content_filter" => Err(Error::Refused("its server holds the answer back".to_owned())),
        "error" => Err(Error::Trouble(500)),
        _ => Ok(Stop::Done),
    }
}

/// An error in the middle of an answer: `{"code": 429, "message": "…"}`, or a text.
fn trouble(error: &Value) -> Error {
    let code = error.get("code").and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    match code.and_then(|code| u16::try_from(code).ok()) {
        Some(429 | 503) => Error::Overloaded,
        Some(code) if code >= 500 => Error::Trouble(code),
        Some(401) => Error::KeyRefused,
        _ => {
            let message = error.get("message").unwrap_or(error);
            Error::Refused(message.as_str().unwrap_or("it did not say why").to_owned())
        }
    }
}

/// What is null is as if it were absent.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
