//! What the names of a state may hold.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{State, limits, value};
use crate::app::package::{Field, FieldKind, FieldScope};

/// Why a value does not belong into a field.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadValue(pub String);

type Fields = BTreeMap<String, Field>;

/// What the names of these scopes hold at first.
pub(super) fn initial(fields: &Fields, scopes: &[FieldScope]) -> State {
    let wanted = fields.iter().filter(|(_, field)| scopes.contains(&field.scope));
    wanted.map(|(name, field)| (name.clone(), field.initial())).collect()
}

/// What is stored, as these fields want it.
pub(super) fn fitted(fields: &Fields, stored: &State) -> State {
    let fits = |name: &String, field: &Field| {
        stored.get(name).filter(|value| field.check(value).is_ok()).cloned().unwrap_or_else(|| field.initial())
    };
    fields.iter().map(|(name, field)| (name.clone(), fits(name, field))).collect()
}

/// Checks a whole state.
///
/// # Errors
/// [`BadValue`] names the field.
pub(super) fn check(fields: &Fields, state: &State) -> Result<(), BadValue> {
    for (name, value) in state {
        let field = fields.get(name).ok_or_else(|| {
            BadValue(format!("`this.{name}` is not declared: add it to `state`, or use `let {name} = …`"))
        })?;
        field.check(value).map_err(|BadValue(why)| BadValue(format!("`this.{name}` {why}")))?;
    }
    let (mut shared, mut own) = (0, 0);
    for (name, value) in state {
        let is_shared = fields.get(name).is_some_and(|field| field.scope == FieldScope::App);
        *if is_shared { &mut shared } else { &mut own } += size(value);
    }
    for (bytes, bytes_max, what) in
        [(own, limits::INSTANCE_BYTES_MAX, "state of a window"), (shared, limits::APP_BYTES_MAX, "data of the app")]
    {
        if bytes > bytes_max {
            let (kib, kib_max) = (bytes / 1024, bytes_max / 1024);
            return Err(BadValue(format!("the {what} has {kib} KiB, and at most {kib_max} are kept")));
        }
    }
    Ok(())
}

/// Bytes of a value as JSON, nearly.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 3,
        Value::Array(items) => 2 + items.iter().map(size).sum::<usize>(),
        Value::Object(fields) => 2 + fields.iter().map(|(name, value)| name.len() + 4 + size(value)).sum::<usize>(),
    }
}

impl Field {
    /// What it holds at first.
    #[must_use]
    pub fn initial(&self) -> Value {
        self.default.clone().unwrap_or_else(|| match self.kind {
            FieldKind::String => "".into(),
            FieldKind::Number | FieldKind::Integer => {
                self.min.and_then(value::number).map_or_else(|| 0.into(), Value::Number)
            }
            FieldKind::Boolean => false.into(),
            FieldKind::List => Value::Array(Vec::new()),
            FieldKind::Map => Value::Object(Map::new()),
            FieldKind::Any => Value::Null,
        })
    }

    /// Whether it may hold a value.
    ///
    /// # Errors
    /// [`BadValue`] says what it may hold.
    pub fn check(&self, value: &Value) -> Result<(), BadValue> {
        if !self.options.is_empty() && !self.options.contains(value) {
            let options: Vec<String> = self.options.iter().map(ToString::to_string).collect();
            return Err(BadValue(format!("must be one of {}, not {value}", options.join(", "))));
        }
        let fits = match (self.kind, value) {
            (FieldKind::String, Value::String(text)) => {
                return self.within("characters", text.chars().count());
            }
            (FieldKind::List, Value::Array(items)) => return self.within("items", items.len()),
            (FieldKind::Integer, Value::Number(number)) if number.is_i64() => return self.between(number.as_f64()),
            (FieldKind::Number, Value::Number(number)) => return self.between(number.as_f64()),
            (FieldKind::Boolean, Value::Bool(_)) | (FieldKind::Map, Value::Object(_)) | (FieldKind::Any, _) => true,
            _ => false,
        };
        if fits { Ok(()) } else { Err(BadValue(format!("must be {}, not {}", self.kind.article(), kind_of(value)))) }
    }

    #[expect(clippy::cast_precision_loss, reason = "no list or text is that long")]
    fn within(&self, unit: &str, count: usize) -> Result<(), BadValue> {
        match self.max {
            Some(max) if count as f64 > max => Err(BadValue(format!("has {count} {unit}, and at most {max} fit"))),
            _ => Ok(()),
        }
    }

    fn between(&self, number: Option<f64>) -> Result<(), BadValue> {
        let number = number.unwrap_or_default();
        match (self.min, self.max) {
            (Some(min), _) if number < min => Err(BadValue(format!("must be at least {min}, not {number}"))),
            (_, Some(max)) if number > max => Err(BadValue(format!("must be at most {max}, not {number}"))),
            _ => Ok(()),
        }
    }
}

impl FieldKind {
    const fn article(self) -> &'static str {
        match self {
            Self::String => "a text",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Any => "anything",
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
