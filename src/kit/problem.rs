//! What is wrong with a text of JSON, and where.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;

/// Problems that are told at once: whoever mends these asks again.
pub const PROBLEMS_MAX: usize = 50;

/// Something that is wrong with a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// A JSON pointer (RFC 6901) to what is wrong; empty for the whole.
    pub pointer: String,
    /// Where that stands in the text, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong, and what is expected.
    pub message: String,
}

impl Problem {
    /// The problem of what `pointer` names in `text`.
    #[must_use]
    pub fn at(text: &str, pointer: &str, message: impl Into<String>) -> Self {
        let (line, column) = position(text, offset(text, pointer));
        Self { pointer: pointer.to_owned(), line, column, message: message.into() }
    }
}

/// Line and column, from 1, of a byte of the text.
#[must_use]
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

/// The byte at which the value that `pointer` names begins, or else the innermost value on the way that is there.
fn offset(text: &str, pointer: &str) -> usize {
    let mut here = text;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let Some(next) = within(here, &step) else { break };
        here = next;
    }
    let start = here.as_ptr().addr() - text.as_ptr().addr();
    start + (here.len() - here.trim_start().len())
}

/// The text of the value that `pointer` names, where it stands in `text`.
#[must_use]
pub fn value_at<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    pointer.split('/').skip(1).try_fold(text, |here, step| within(here, &step.replace("~1", "/").replace("~0", "~")))
}

/// The text of one value within an object or a list.
fn within<'a>(text: &'a str, step: &str) -> Option<&'a str> {
    if let Ok(list) = serde_json::from_str::<Vec<&'a RawValue>>(text) {
        return step.parse::<usize>().ok().and_then(|number| list.get(number).map(|value| value.get()));
    }
    let fields: HashMap<String, &'a RawValue> = serde_json::from_str(text).ok()?;
    fields.get(step).map(|value| value.get())
}

/// One step of a pointer.
#[must_use]
pub fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
