//! Reading an object field by field, so that every refusal names its place and nothing is left unread.
//!
//! A reader of one value answers with what is expected (`Said`); [`Fields`] adds the path. Paths are built only
//! when something is refused, since a table has many thousand places.

use serde_json::{Map, Value};

use super::{BadBlock, BlockId, CARD_BYTES_MAX, CELL_CHARS_MAX, Cell, LINE_CHARS_MAX, TEXT_CHARS_MAX};

/// A read value, or what should have been there.
pub(super) type Said<T> = Result<T, String>;

/// Longer names are somebody's mistake and would only make the message unreadable.
const NAME_CHARS_SHOWN: usize = 60;

/// Where in the input something stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    index: Option<usize>,
    path: String,
}

impl Place {
    /// The whole list, called `path` by the client.
    pub fn list(path: &str) -> Self {
        Self { index: None, path: path.to_owned() }
    }

    /// The block at `index` of a list.
    pub fn block(&self, index: usize) -> Self {
        Self { index: Some(index), path: format!("{}[{index}]", self.path) }
    }

    pub fn field(&self, name: &str) -> Self {
        let shown: String = name.chars().take(NAME_CHARS_SHOWN).collect();
        Self { index: self.index, path: format!("{}.{shown}", self.path) }
    }

    pub fn item(&self, number: usize) -> Self {
        Self { index: self.index, path: format!("{}[{number}]", self.path) }
    }

    pub fn refuse(self, message: impl Into<String>) -> BadBlock {
        BadBlock { index: self.index, field: self.path, message: message.into() }
    }
}

/// An object whose fields are taken one after the other.
pub(super) struct Fields {
    place: Place,
    map: Map<String, Value>,
}

impl Fields {
    /// A field that is null counts as absent.
    pub fn new(place: Place, mut map: Map<String, Value>) -> Self {
        map.retain(|_, value| !value.is_null());
        Self { place, map }
    }

    pub fn of(place: Place, value: Value) -> Result<Self, BadBlock> {
        match value {
            Value::Object(map) => Ok(Self::new(place, map)),
            other => Err(place.refuse(format!("must be an object, not {}", noun(&other)))),
        }
    }

    pub fn place(&self, name: &str) -> Place {
        self.place.field(name)
    }

    pub fn optional<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Said<T>) -> Result<Option<T>, BadBlock> {
        let Some(value) = self.map.remove(name) else { return Ok(None) };
        read(value).map(Some).map_err(|message| self.place(name).refuse(message))
    }

    pub fn required<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Said<T>) -> Result<T, BadBlock> {
        self.optional(name, read)?.ok_or_else(|| self.place(name).refuse("is missing"))
    }

    /// A list of up to `max` values, which may also be given as a string of JSON.
    pub fn list(&mut self, name: &str, max: usize) -> Result<Vec<Value>, BadBlock> {
        self.required(name, |value| list(value, max))
    }

    /// Refuses what nobody asked for.
    pub fn finish(self) -> Result<(), BadBlock> {
        match self.map.keys().next() {
            Some(name) => Err(self.place(name).refuse("is not a field of this block")),
            None => Ok(()),
        }
    }
}

/// Up to `max` values, as an array or as a string that spells one in JSON.
pub(super) fn list(value: Value, max: usize) -> Said<Vec<Value>> {
    let value = match value {
        Value::String(text) if text.len() <= CARD_BYTES_MAX => {
            serde_json::from_str(&text).map_err(|_| "must be a list; this text is not JSON".to_owned())?
        }
        Value::String(_) => return Err(format!("must be a list; this text has more than {CARD_BYTES_MAX} bytes")),
        other => other,
    };
    match value {
        Value::Array(values) if values.len() <= max => Ok(values),
        Value::Array(values) => Err(format!("has {} entries; at most {max} are allowed", values.len())),
        other => Err(format!("must be a list, not {}", noun(&other))),
    }
}

/// One line with something in it. Numbers are taken as they are written.
pub(super) fn line(value: Value) -> Said<String> {
    let line = line_or_empty(value)?;
    if line.is_empty() { Err("must not be empty".to_owned()) } else { Ok(line) }
}

/// One line, trimmed; line breaks and other control characters become blanks.
pub(super) fn line_or_empty(value: Value) -> Said<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        other => return Err(format!("must be a text, not {}", noun(&other))),
    };
    let blank: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    within(blank.trim().to_owned(), LINE_CHARS_MAX)
}

/// Text of many lines. Line ends become `\n`; control characters other than the tab are dropped.
pub(super) fn text(value: Value) -> Said<String> {
    match value {
        Value::String(text) => within(clean(&text), TEXT_CHARS_MAX),
        other => Err(format!("must be a text, not {}", noun(&other))),
    }
}

/// A scalar. An empty text is a blank.
pub(super) fn cell(value: Value) -> Said<Cell> {
    match value {
        Value::Null => Ok(Cell::Blank),
        Value::Bool(bool) => Ok(Cell::Bool(bool)),
        Value::Number(number) => Ok(Cell::Number(number)),
        Value::String(text) => match within(clean(&text), CELL_CHARS_MAX)? {
            text if text.is_empty() => Ok(Cell::Blank),
            text => Ok(Cell::Text(text)),
        },
        other => Err(format!("must be a text, a number, true, false or null, not {}", noun(&other))),
    }
}

pub(super) fn bool(value: Value) -> Said<bool> {
    match value {
        Value::Bool(bool) => Ok(bool),
        other => Err(format!("must be true or false, not {}", noun(&other))),
    }
}

/// A number, which may also be given as a text that spells one in JSON.
pub(super) fn number(value: Value) -> Said<serde_json::Number> {
    match value {
        Value::Number(number) => Ok(number),
        Value::String(text) => {
            serde_json::from_str(text.trim()).map_err(|_| "must be a number; this text is not one".to_owned())
        }
        other => Err(format!("must be a number, not {}", noun(&other))),
    }
}

pub(super) fn id(value: Value) -> Said<BlockId> {
    match value {
        Value::String(text) => BlockId::new(&text)
            .ok_or_else(|| "must be 1 to 64 letters, digits, underscores, dots, colons or hyphens".to_owned()),
        other => Err(format!("must be a text, not {}", noun(&other))),
    }
}

/// One of a few words, in small letters.
pub(super) fn word<T: Copy>(value: Value, words: &[(&str, T)]) -> Said<T> {
    let expected = || {
        let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        format!("must be one of {}", all.join(", "))
    };
    let Value::String(text) = value else { return Err(expected()) };
    let text = text.trim().to_ascii_lowercase();
    words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning).ok_or_else(expected)
}

/// What a value is, for messages.
pub(super) const fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn within(text: String, chars_max: usize) -> Said<String> {
    if text.chars().count() > chars_max {
        return Err(format!("must have at most {chars_max} characters"));
    }
    if holds_data_url(&text) {
        return Err("must not hold a data: address; upload the file and name its document_id".to_owned());
    }
    Ok(text)
}

fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect()
}

/// Whether a file is written into the text: `data:` with a media type, then its bytes.
fn holds_data_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("data:").any(|(at, scheme)| {
        let rest = &lower[at + scheme.len()..];
        let head = rest.split([',', ' ', '\n', '\t', ')', '"', '\'']).next().unwrap_or_default();
        rest[head.len()..].starts_with(',') && (head.ends_with(";base64") || is_media_type(head))
    })
}

fn is_media_type(head: &str) -> bool {
    let essence = head.split(';').next().unwrap_or_default();
    let types = ["image/", "text/", "application/", "audio/", "video/", "font/"];
    types.iter().any(|kind| essence.starts_with(kind))
}
