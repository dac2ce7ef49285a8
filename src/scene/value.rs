//! Checks what a property holds, and writes it the one way that it is written.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::{
    EntityId,
    property::{FAR, Holds},
};
use crate::git::TreePath;

/// Corners of one shape.
const POINTS_MAX: usize = 200;

/// Properties of a thing that its maker made up.
pub(super) const CUSTOM_MAX: usize = 30;

const CUSTOM_NAME_CHARS_MAX: usize = 40;
const CUSTOM_TEXT_CHARS_MAX: usize = 500;

/// Characters of a place in an order; whoever needs longer ones gives all siblings new ones.
const ORDER_CHARS_MAX: usize = 64;

/// Numbers are kept to so many parts: finer ones are noise of a pointer.
const PARTS: f64 = 1_000.0;

/// What is wrong with a value, below its own place, and what is expected.
pub(super) type Bad = (String, String);

/// The value as it is written.
///
/// # Errors
/// What is wrong, and what is expected.
pub(super) fn check(holds: Holds, value: &Value) -> Result<Value, Bad> {
    let here = |expected: String| (String::new(), expected);
    match holds {
        Holds::Line(max) => text(value, max, false).map(Value::String).map_err(here),
        Holds::Text(max) => text(value, max, true).map(Value::String).map_err(here),
        Holds::Path => path(value).map_err(here),
        Holds::Colour => colour(value).map_err(here),
        Holds::Number(min, max) => number(value, min, max).map(Value::Number).map_err(here),
        Holds::Pair(min, max) => pair(value, min, max).map_err(here),
        Holds::Points => points(value),
        Holds::Truth => value.as_bool().map(Value::Bool).ok_or_else(|| here("this is true or false".to_owned())),
        Holds::Id => id(value).map_err(here),
        Holds::OrderKey => order(value).map_err(here),
        Holds::Custom => custom(value),
    }
}

fn text(value: &Value, max: usize, may_break: bool) -> Result<String, String> {
    let text = value.as_str().ok_or("this is a text")?;
    if text.chars().count() > max {
        return Err(format!("this has at most {max} characters"));
    }
    let is_bad = |c: char| c.is_control() && !(may_break && matches!(c, '\n' | '\t'));
    if text.contains(is_bad) { Err("this can't hold control characters".to_owned()) } else { Ok(text.to_owned()) }
}

fn path(value: &Value) -> Result<Value, String> {
    let text = value.as_str().ok_or("this is the path of a file in the branch, or empty")?;
    if !text.is_empty() {
        TreePath::new(text).map_err(|bad| bad.to_string())?;
    }
    Ok(value.clone())
}

fn colour(value: &Value) -> Result<Value, String> {
    const EXPECTED: &str = "this is a colour: `none`, `#rrggbb` or `#rrggbbaa`";
    let text = value.as_str().ok_or(EXPECTED)?;
    let is_hex = text
        .strip_prefix('#')
        .is_some_and(|digits| matches!(digits.len(), 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if text == "none" || is_hex { Ok(Value::String(text.to_ascii_lowercase())) } else { Err(EXPECTED.to_owned()) }
}

fn number(value: &Value, min: f64, max: f64) -> Result<Number, String> {
    let expected = || format!("this is a number from {min} to {max}");
    let number = value.as_f64().filter(|number| (min..=max).contains(number)).ok_or_else(expected)?;
    let kept = (number * PARTS).round() / PARTS;
    // No bound is beyond what a whole number holds, and zero has no sign here.
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and lies between the bounds")]
    let number = if kept.fract() == 0.0 { Some(Number::from(kept as i64)) } else { Number::from_f64(kept) };
    number.ok_or_else(expected)
}

fn pair(value: &Value, min: f64, max: f64) -> Result<Value, String> {
    let expected = || format!("these are two numbers from {min} to {max}, such as [1, 2]");
    let Some([one, other]) = value.as_array().map(Vec::as_slice) else { return Err(expected()) };
    let read = |value| number(value, min, max).map(Value::Number).map_err(|_| expected());
    Ok(Value::Array(vec![read(one)?, read(other)?]))
}

fn points(value: &Value) -> Result<Value, Bad> {
    let expected = || (String::new(), format!("these are 2 to {POINTS_MAX} points, such as [[0, 0], [10, 5]]"));
    let list = value.as_array().filter(|list| (2..=POINTS_MAX).contains(&list.len())).ok_or_else(expected)?;
    let read = |(at, value)| pair(value, -FAR, FAR).map_err(|bad| (format!("/{at}"), bad));
    list.iter().enumerate().map(read).collect::<Result<_, _>>().map(Value::Array)
}

fn id(value: &Value) -> Result<Value, String> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) => EntityId::new(text).map(|_| value.clone()).map_err(|bad| bad.to_string()),
        _ => Err("this is the id of a group, or null".to_owned()),
    }
}

fn order(value: &Value) -> Result<Value, String> {
    let text = value.as_str().unwrap_or_default();
    let is_spelt = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    if is_spelt && !text.is_empty() && text.len() <= ORDER_CHARS_MAX && !text.ends_with('0') {
        return Ok(value.clone());
    }
    Err(format!("this is a place in an order: 1 to {ORDER_CHARS_MAX} digits and small letters, the last one no 0"))
}

fn custom(value: &Value) -> Result<Value, Bad> {
    let expected = || (String::new(), format!("these are at most {CUSTOM_MAX} named texts, numbers and truths"));
    let given = value.as_object().filter(|given| given.len() <= CUSTOM_MAX).ok_or_else(expected)?;
    // In the order of the names, whatever the order they came in.
    let mut kept = BTreeMap::new();
    for (name, value) in given {
        let here = |bad: String| (format!("/{}", crate::kit::problem::escaped(name)), bad);
        if !is_custom_name(name) {
            let max = CUSTOM_NAME_CHARS_MAX;
            return Err(here(format!("a name has 1 to {max} letters, digits and `_`, and begins with a letter")));
        }
        let value = match value {
            Value::Bool(_) => value.clone(),
            Value::Number(_) => Value::Number(number(value, -1e9, 1e9).map_err(here)?),
            Value::String(_) => Value::String(text(value, CUSTOM_TEXT_CHARS_MAX, false).map_err(here)?),
            _ => return Err(here("this is a text, a number, true or false".to_owned())),
        };
        kept.insert(name.clone(), value);
    }
    Ok(Value::Object(kept.into_iter().collect::<Map<_, _>>()))
}

fn is_custom_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= CUSTOM_NAME_CHARS_MAX
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
