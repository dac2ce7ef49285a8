//! Values between JSON and Rhai.

use rhai::{Array, Dynamic, INT, ImmutableString, Map};
use serde_json::{Number, Value};

use super::limits::{STATE_DEPTH_MAX, TEXT_BYTES_MAX};

/// Whole numbers up to here are exact as floats, too.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// A value as Rhai has it.
pub(super) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| number.as_f64().unwrap_or_default().into(), |whole: INT| whole.into())
        }
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(to_dynamic).collect::<Array>().into(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.as_str().into(), to_dynamic(value))).collect::<Map>().into()
        }
    }
}

/// A value of Rhai as it is kept. Numbers without a fraction are whole; what is no data (a function, NaN) is `Err`.
pub(super) fn to_json(value: &Dynamic) -> Result<Value, &'static str> {
    deep(value, STATE_DEPTH_MAX)
}

fn deep(value: &Dynamic, depth: usize) -> Result<Value, &'static str> {
    if depth == 0 {
        return Err("lists are nested too deep");
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(truth) = value.as_bool() {
        return Ok(truth.into());
    }
    if let Ok(whole) = value.as_int() {
        return Ok(whole.into());
    }
    if let Ok(float) = value.as_float() {
        return number(float).map(Value::Number).ok_or("a number is too large, or none at all");
    }
    if let Ok(c) = value.as_char() {
        return Ok(c.to_string().into());
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return if text.len() > TEXT_BYTES_MAX {
            Err("a text is longer than 64 KiB")
        } else {
            Ok(text.as_str().into())
        };
    }
    if let Some(items) = value.read_lock::<Array>() {
        return items.iter().map(|item| deep(item, depth - 1)).collect();
    }
    if let Some(fields) = value.read_lock::<Map>() {
        let each = fields.iter().map(|(name, value)| Ok((name.to_string(), deep(value, depth - 1)?)));
        return each.collect::<Result<_, _>>().map(Value::Object);
    }
    Err("only texts, numbers, truth values, lists and maps can be kept")
}

/// A float as JSON; one without a fraction is whole.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and exact")]
pub(super) fn number(float: f64) -> Option<Number> {
    if float.fract() == 0.0 && float.abs() <= EXACT_MAX {
        return Some((float as INT).into());
    }
    Number::from_f64(float)
}

/// A value as people read it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Whether a value counts as true: what is empty, nothing or zero does not.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}
