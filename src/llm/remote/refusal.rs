//! What a server says that does not answer: told apart by its status, and shown in its own words, cut and without the key.

use std::time::Duration;

use serde_json::Value;

use super::{Endpoint, Trouble};
use crate::{fetch::Answer, kit::Secret, llm::Error};

/// Bytes of an error's body that are looked at.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// Characters of a server's own words that are shown.
const REASON_CHARS_MAX: usize = 240;
/// Stands where a key stood.
const MASK: &str = "(the key)";

/// What the answer, whose status is not that of success, means.
pub(super) async fn read(answer: Answer, endpoint: &Endpoint) -> Trouble {
    let status = answer.status();
    let pause = answer.header("retry-after").and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs);
    let body = answer.beginning(BODY_BYTES_MAX).await;
    let reason = || clean(&reason_in(&String::from_utf8_lossy(&body)), endpoint);
    let (error, passes) = match status {
        401 => (Error::KeyRefused, false),
        404 => (Error::UnknownModel { model: endpoint.model.clone(), reason: reason() }, false),
        // 529 is what Anthropic's servers answer while they have too much to do.
        429 | 503 | 529 => (Error::Overloaded, true),
        408 | 500.. => (Error::Trouble(status), true),
        _ => (Error::Refused(reason()), false),
    };
    Trouble { error, passes, pause }
}

/// The error without the key, which a server may have put into its words.
pub(super) fn without_key(error: Error, endpoint: &Endpoint) -> Error {
    match error {
        Error::Refused(reason) => Error::Refused(clean(&reason, endpoint)),
        Error::Malformed(reason) => Error::Malformed(clean(&reason, endpoint)),
        other => other,
    }
}

/// The words in a body such as `{"error": {"message": "…"}}` or `{"error": "…"}`; else the body as it is.
pub(super) fn reason_in(body: &str) -> String {
    let read: Option<Value> = serde_json::from_str(body).ok();
    let words = read.as_ref().and_then(|body| {
        let error = body.get("error").unwrap_or(body);
        error.get("message").unwrap_or(error).as_str()
    });
    words.unwrap_or(body).to_owned()
}

/// One line of bounded length that does not hold the key.
fn clean(words: &str, endpoint: &Endpoint) -> String {
    let key = endpoint.key.as_ref().map(Secret::expose).filter(|key| !key.is_empty());
    let words = key.map_or_else(|| words.to_owned(), |key| words.replace(key, MASK));
    let line: Vec<&str> =
        words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = line.join(" ");
    match line.char_indices().nth(REASON_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.is_empty() => "it did not say why".to_owned(),
        None => line.trim_end_matches('.').to_owned(),
    }
}
