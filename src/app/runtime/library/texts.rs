//! Texts.

use std::fmt::Write as _;

use rhai::{Array, Dynamic, Engine, INT};

use super::{Made, json, wrong};
use crate::app::runtime::{limits::TEXT_BYTES_MAX, value};

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("join", |list: &mut Array, between: &str| join(list, between))
        .register_fn("pad_start", |text: &str, chars: INT, with: &str| padded(text, chars, with, true))
        .register_fn("pad_end", |text: &str, chars: INT, with: &str| padded(text, chars, with, false))
        .register_fn("pad_start", |x: INT, chars: INT, with: &str| padded(&x.to_string(), chars, with, true))
        .register_fn("upper", |text: &str| text.to_uppercase())
        .register_fn("lower", |text: &str| text.to_lowercase())
        .register_fn("trimmed", |text: &str| text.trim().to_owned())
        .register_fn("replaced", |text: &str, what: &str, with: &str| replaced(text, what, with))
        .register_fn("lines", |text: &str| text.lines().map(Dynamic::from_str_ref).collect::<Array>())
        .register_fn("words", |text: &str| text.split_whitespace().map(Dynamic::from_str_ref).collect::<Array>())
        .register_fn("chars_of", |text: &str| text.chars().map(|c| c.to_string().into()).collect::<Array>())
        .register_fn("repeat", |text: &str, times: INT| repeated(text, times))
        .register_fn("text", |given: Dynamic| json(&given).map(|given| value::text(&given)))
        .register_fn("to_json", |given: Dynamic| json(&given).map(|given| given.to_string()))
        .register_fn("from_json", |text: &str| from_json(text))
        .register_fn("url_part", |text: &str| url_part(text));
}

/// Texts as values of Rhai.
trait FromStrRef {
    fn from_str_ref(text: &str) -> Self;
}

impl FromStrRef for Dynamic {
    fn from_str_ref(text: &str) -> Self {
        text.into()
    }
}

fn bounded(text: String) -> Made<String> {
    if text.len() > TEXT_BYTES_MAX { wrong("a text is longer than 64 KiB") } else { Ok(text) }
}

fn join(list: &Array, between: &str) -> Made<String> {
    let mut text = String::new();
    for (number, item) in list.iter().enumerate() {
        if number > 0 {
            text.push_str(between);
        }
        text.push_str(&value::text(&json(item)?));
        if text.len() > TEXT_BYTES_MAX {
            return bounded(text);
        }
    }
    Ok(text)
}

fn padded(text: &str, chars: INT, with: &str, is_before: bool) -> Made<String> {
    let wanted = usize::try_from(chars).unwrap_or_default();
    let missing = wanted.saturating_sub(text.chars().count());
    if missing > TEXT_BYTES_MAX {
        return wrong("a text is longer than 64 KiB");
    }
    let padding: String = with.chars().cycle().take(missing).collect();
    bounded(if is_before { padding + text } else { text.to_owned() + padding.as_str() })
}

fn replaced(text: &str, what: &str, with: &str) -> Made<String> {
    let count = if what.is_empty() { 0 } else { text.matches(what).count() };
    if count * with.len() > TEXT_BYTES_MAX {
        return wrong("a text is longer than 64 KiB");
    }
    bounded(if count == 0 { text.to_owned() } else { text.replace(what, with) })
}

fn repeated(text: &str, times: INT) -> Made<String> {
    let times = usize::try_from(times).unwrap_or_default();
    if text.len().saturating_mul(times) > TEXT_BYTES_MAX {
        return wrong("a text is longer than 64 KiB");
    }
    Ok(text.repeat(times))
}

/// The value, or nothing when the text is no JSON.
fn from_json(text: &str) -> Dynamic {
    serde_json::from_str(text).map_or(Dynamic::UNIT, |given| value::to_dynamic(&given))
}

/// A text as it may stand in the path or the query of an address.
fn url_part(text: &str) -> Made<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut part = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            part.push(char::from(byte));
        } else {
            let _ = write!(part, "%{byte:02X}");
        }
    }
    bounded(part)
}
