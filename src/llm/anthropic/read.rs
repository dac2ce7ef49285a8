//! The answer as the Messages API streams it.

use serde::Deserialize;

use crate::llm::{Delta, Error, Stop, ToolCall, Usage, remote};

/// Bytes of one tool's input: the events that bring it are bounded one by one.
const INPUT_BYTES_MAX: usize = 1024 * 1024;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    MessageStart {
        message: Begun,
    },
    ContentBlockStart {
        content_block: Block,
    },
    ContentBlockDelta {
        delta: Piece,
    },
    ContentBlockStop,
    MessageDelta {
        delta: Ended,
        usage: Option<Counts>,
    },
    MessageStop,
    Error {
        error: Trouble,
    },
    /// A ping, or something newer than this reader.
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Begun {
    usage: Option<Counts>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    Text {
        #[serde(default)]
        text: String,
    },
    ToolUse {
        id: String,
        name: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Piece {
    TextDelta {
        text: String,
    },
    InputJsonDelta {
        partial_json: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Ended {
    stop_reason: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Counts {
    #[serde(rename = "input_tokens")]
    input: Option<u64>,
    #[serde(rename = "cache_creation_input_tokens")]
    newly_cached: Option<u64>,
    #[serde(rename = "cache_read_input_tokens")]
    cached: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    message: String,
}

/// Where the answer stands.
#[derive(Default, Debug)]
pub(super) struct Reader {
    /// The tool whose input is coming in: its call's id, its name, and the JSON so far.
    call: Option<(String, String, String)>,
    usage: Usage,
    stop: Option<Stop>,
}

impl Reader {
    pub fn take(&mut self, data: &str, deltas: &mut Vec<Delta>) -> Result<(), Error> {
        let event: Event =
            serde_json::from_str(data).map_err(|_| Error::Malformed("an event of the wrong shape".to_owned()))?;
        match event {
            // What the question has cost is known before the answer comes, and stays so when it breaks off.
            Event::MessageStart { message } => {
                self.count(message.usage);
                deltas.push(Delta::Usage(self.usage));
            }
            Event::ContentBlockStart { content_block: Block::Text { text } }
            | Event::ContentBlockDelta { delta: Piece::TextDelta { text } } => say(text, deltas),
            Event::ContentBlockStart { content_block: Block::ToolUse { id, name } } => {
                self.call = Some((id, name, String::new()));
            }
            Event::ContentBlockDelta { delta: Piece::InputJsonDelta { partial_json } } => self.put_in(&partial_json)?,
            Event::ContentBlockStop => deltas.extend(self.call.take().map(call)),
            Event::MessageDelta { delta, usage } => {
                self.count(usage);
                self.stop = delta.stop_reason.map(|reason| stop(&reason)).transpose()?.or(self.stop);
            }
            Event::MessageStop => deltas.extend(remote::end(self.usage, self.stop.unwrap_or(Stop::Done))),
            Event::Error { error } => return Err(trouble(error)),
            Event::ContentBlockStart { content_block: Block::Other }
            | Event::ContentBlockDelta { delta: Piece::Other }
            | Event::Other => {}
        }
        Ok(())
    }

    /// An answer that has said why it stops is whole, also when its last event got lost.
    pub fn close(&mut self, deltas: &mut Vec<Delta>) -> bool {
        deltas.extend(self.stop.into_iter().flat_map(|stop| remote::end(self.usage, stop)));
        self.stop.is_some()
    }

    fn put_in(&mut self, json: &str) -> Result<(), Error> {
        if let Some((_, name, input)) = &mut self.call {
            if input.len() + json.len() > INPUT_BYTES_MAX {
                return Err(Error::Malformed(format!("an input of {name} with more than {INPUT_BYTES_MAX} bytes")));
            }
            input.push_str(json);
        }
        Ok(())
    }

    /// Counts are told at the start and again at the end, each as a total.
    fn count(&mut self, counts: Option<Counts>) {
        let Some(counts) = counts else { return };
        if let Some(input) = counts.input {
            self.usage.input_tokens = input.saturating_add(counts.newly_cached.unwrap_or(0));
        }
        self.usage.cached_tokens = counts.cached.unwrap_or(self.usage.cached_tokens);
        self.usage.output_tokens = counts.output.unwrap_or(self.usage.output_tokens);
    }
}

fn say(text: String, deltas: &mut Vec<Delta>) {
    if !text.is_empty() {
        deltas.push(Delta::Text(text));
    }
}

fn call((id, name, json): (String, String, String)) -> Delta {
    Delta::ToolCall(ToolCall { id, name, input: remote::input_of(json) })
}

fn stop(reason: &str) -> Result<Stop, Error> {
    match reason {
        "tool_use" => Ok(Stop::Tools),
        "max_tokens" | "model_context_window_exceeded" => Ok(Stop::Length),
        "refusal" => Err(Error::Refused("it does not want to answer this".to_owned())),
        _ => Ok(Stop::Done),
    }
}

fn trouble(trouble: Trouble) -> Error {
    match trouble.kind.as_str() {
        "overloaded_error" | "rate_limit_error" => Error::Overloaded,
        "api_error" | "timeout_error" => Error::Trouble(500),
        "authentication_error" | "permission_error" => Error::KeyRefused,
        _ => Error::Refused(trouble.message),
    }
}
