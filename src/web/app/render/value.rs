//! What props hold, as words and numbers.

use serde_json::Value;

use crate::app::{component::Prop, tree::Shown};

/// Whole numbers up to here are written without a point; beyond, floats have gaps between them anyway.
const WHOLE_MAX: f64 = 1e15;

/// A value as a person reads it: `3` for 3.0, and nothing for nothing, a list or a record.
pub(super) fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A number of ours, without the `.0` of a float.
pub(super) fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < WHOLE_MAX => {
            format!("{:.0}", float + 0.0)
        }
        _ => number.to_string(),
    }
}

/// The same for a float that came of counting.
pub(super) fn float_text(float: f64) -> String {
    serde_json::Number::from_f64(float).map_or_else(String::new, |number| number_text(&number))
}

/// A prop as words; empty when it is not given.
pub(super) fn prop(shown: &Shown, prop: Prop) -> String {
    shown.props.get(&prop).map_or_else(String::new, words_of)
}

/// The first of the props that says something.
pub(super) fn first(shown: &Shown, props: &[Prop]) -> String {
    props.iter().map(|name| prop(shown, *name)).find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// A field of a record as words.
pub(super) fn field(record: &Value, name: &str) -> String {
    record.get(name).map_or_else(String::new, words_of)
}

/// What a component is bound to, or else its prop `value`.
pub(super) fn held(shown: &Shown) -> Value {
    shown.value.as_ref().or_else(|| shown.props.get(&Prop::Value)).cloned().unwrap_or_default()
}

/// What a component holds as a number; a prop that is shown as text spells it.
pub(super) fn held_number(shown: &Shown) -> Option<f64> {
    let held = held(shown);
    held.as_f64().or_else(|| words_of(&held).trim().parse().ok()).filter(|number| number.is_finite())
}

/// What a component holds as a truth value; a prop that is shown as text spells it.
pub(super) fn is_held(shown: &Shown) -> bool {
    let held = held(shown);
    held.as_bool().unwrap_or_else(|| held.as_str() == Some("true"))
}

/// Whether an option is the one that is held. A prop that is shown as text has lost its type.
pub(super) fn is_chosen(shown: &Shown, value: &Value) -> bool {
    match &shown.value {
        Some(bound) => bound == value,
        None => shown.props.get(&Prop::Value).is_some_and(|held| words_of(held) == words_of(value)),
    }
}

/// A number of CSS pixels or of units of a drawing, within what a page can show.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=max")]
pub(super) fn count(shown: &Shown, prop: Prop, max: u32) -> Option<u32> {
    let number = shown.number(prop).filter(|number| number.is_finite())?;
    Some(number.clamp(0.0, f64::from(max)).round() as u32)
}

/// The colour of the page's palette that a word of the components' palette means.
pub(super) fn color(word: &str) -> Option<&'static str> {
    match word {
        "red" => Some("red"),
        "orange" => Some("orange"),
        "yellow" => Some("amber"),
        "green" => Some("green"),
        "teal" => Some("teal"),
        "blue" => Some("blue"),
        "indigo" => Some("indigo"),
        "purple" => Some("violet"),
        "pink" => Some("pink"),
        "gray" => Some("gray"),
        _ => None,
    }
}

/// A tone that changes how a thing looks.
pub(super) fn tone(word: &str) -> Option<&'static str> {
    match word {
        "primary" => Some("primary"),
        "quiet" => Some("quiet"),
        "ok" => Some("ok"),
        "warn" => Some("warn"),
        "danger" => Some("danger"),
        _ => None,
    }
}
