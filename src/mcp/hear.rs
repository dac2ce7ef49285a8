//! Making sense of what a server answers.

use serde_json::Value;

use super::{DESCRIPTION_CHARS_MAX, Error, NAME_CHARS_MAX, Offer, Outcome, Result, SCHEMA_BYTES_MAX, TEXT_CHARS_MAX};
use crate::{fetch::Answer, llm::sse::Events};

/// Characters of a server's own words about why it refuses.
const REASON_CHARS_MAX: usize = 300;

/// Reads on until the message comes that answers `id`. What else the server says is left unheard.
pub(super) async fn answer(answer: &mut Answer, id: u64) -> Result<Value> {
    let is_stream =
        answer.header("content-type").is_some_and(|kind| kind.trim_start().starts_with("text/event-stream"));
    let (mut events, mut whole) = (Events::default(), Vec::new());
    while let Some(piece) = answer.next().await? {
        if !is_stream {
            whole.extend_from_slice(&piece);
            continue;
        }
        let (heard, went) = events.take(&piece);
        for data in heard {
            if let Some(result) = result_of(&data, id)? {
                return Ok(result);
            }
        }
        went.map_err(|error| Error::Malformed(error.to_string()))?;
    }
    let text = String::from_utf8(whole).map_err(|_| Error::Malformed("bytes that are no text".to_owned()))?;
    let found = if is_stream { None } else { result_of(&text, id)? };
    found.ok_or_else(|| Error::Malformed("no answer to what was asked".to_owned()))
}

/// The result, when `text` is the answer to `id`.
fn result_of(text: &str, id: u64) -> Result<Option<Value>> {
    let mut message: Value =
        serde_json::from_str(text).map_err(|error| Error::Malformed(format!("no JSON ({error})")))?;
    if let Value::Array(batch) = message {
        message = batch.into_iter().find(|one| one["id"] == id).unwrap_or_default();
    }
    if message["id"] != id || message.get("method").is_some() {
        return Ok(None);
    }
    if let Some(error) = message.get("error") {
        let reason = error["message"].as_str().unwrap_or("no reason given");
        return Err(Error::Refused(plain(reason, REASON_CHARS_MAX)));
    }
    match message.get_mut("result").map(Value::take) {
        Some(result @ Value::Object(_)) => Ok(Some(result)),
        _ => Err(Error::Malformed("an answer without a result".to_owned())),
    }
}

/// A tool that can be used; one with an unheard-of name or too large a schema can't.
pub(super) fn offer(tool: &Value) -> Option<Offer> {
    let name = tool["name"].as_str()?;
    let is_name = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control);
    let input_schema = tool.get("inputSchema").filter(|schema| schema.is_object())?.clone();
    if !is_name || input_schema.to_string().len() > SCHEMA_BYTES_MAX {
        return None;
    }
    Some(Offer {
        name: name.to_owned(),
        description: plain(tool["description"].as_str().unwrap_or_default(), DESCRIPTION_CHARS_MAX),
        input_schema,
        claims_to_read: tool["annotations"]["readOnlyHint"] == true,
    })
}

/// The texts of an outcome, one below the other; pictures and sounds are named and left out.
pub(super) fn outcome(result: &Value) -> Outcome {
    let pieces = result["content"].as_array().map_or(&[][..], Vec::as_slice).iter().map(|piece| {
        let kind = piece["type"].as_str().unwrap_or("something");
        let text = piece["text"].as_str().or_else(|| piece["resource"]["text"].as_str());
        text.or_else(|| piece["uri"].as_str()).map_or_else(|| format!("({})", plain(kind, 20)), str::to_owned)
    });
    let mut text = pieces.collect::<Vec<_>>().join("\n");
    if text.is_empty()
        && let Some(structured) = result.get("structuredContent")
    {
        text = structured.to_string();
    }
    Outcome { text: cut(&text, TEXT_CHARS_MAX), is_error: result["isError"] == true }
}

/// A text without control characters but line breaks and tabs, cut.
fn plain(text: &str, chars_max: usize) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    cut(&kept, chars_max)
}

/// The text as far as `chars_max`; three dots say that there was more.
fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
