//! Laying one source of settings over another.

use std::path::Path;

use toml::{Table, Value};

use super::{Config, DEFAULTS, Error};

/// What the environment's settings begin with.
const PREFIX: &str = "STACKHOUSE_";

/// The variables of the environment that can concern this server.
#[must_use]
pub fn environment() -> Vec<(String, String)> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    let variables = std::env::vars_os();
    variables
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(key, _)| key.starts_with(PREFIX))
        .collect()
}

pub(super) fn defaults() -> Result<Table, Error> {
    parse(DEFAULTS, "the embedded config.toml")
}

pub(super) fn add_file(table: &mut Table, text: &str, path: &Path) -> Result<(), Error> {
    let place = format!("the settings file {}", path.display());
    merge(table, parse(text, &place)?);
    read(table, &place).map(drop)
}

/// Adds each `STACKHOUSE_SECTION__KEY`. Variables without `__` are not settings.
///
/// They are read together, because one by one the first of a new section would lack the others.
pub(super) fn add_environment(table: &mut Table, variables: &[(String, String)]) -> Result<(), Error> {
    let with = |variables: &mut dyn Iterator<Item = &(String, String)>| {
        let mut table = table.clone();
        variables.for_each(|(variable, text)| add_variable(&mut table, variable, text));
        table
    };
    let all = with(&mut variables.iter());
    let Err(error) = read(&all, "the environment") else {
        *table = all;
        return Ok(());
    };
    // The one without which the others are right is to blame.
    for (variable, _) in variables {
        let others = with(&mut variables.iter().filter(|(other, _)| other != variable));
        if read(&others, "").is_ok() {
            return read(&all, &format!("the environment variable {variable}")).map(drop);
        }
    }
    Err(error)
}

fn add_variable(table: &mut Table, variable: &str, text: &str) {
    let Some(key) = variable.strip_prefix(PREFIX).filter(|key| key.contains("__")) else { return };
    let path: Vec<String> = key.split("__").map(str::to_lowercase).collect();
    let mut value = value_like(find(table, &path), text);
    for name in path.into_iter().rev() {
        value = Value::Table(Table::from_iter([(name, value)]));
    }
    if let Value::Table(value) = value {
        merge(table, value);
    }
}

/// Reads the whole of `table`; `place` is the source that was added last, for the message.
pub(super) fn read(table: &Table, place: &str) -> Result<Config, Error> {
    serde_path_to_error::deserialize(table.clone()).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string().trim().replace('\n', " ");
        let message = if path == "." { message } else { format!("{path}: {message}") };
        Error::Setting { place: place.to_owned(), message }
    })
}

fn parse(text: &str, place: &str) -> Result<Table, Error> {
    text.parse().map_err(|error: toml::de::Error| Error::Syntax {
        place: place.to_owned(),
        message: error.to_string().trim().to_owned(),
    })
}

fn merge(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

fn find<'t>(table: &'t Table, path: &[String]) -> Option<&'t Value> {
    let (first, rest) = path.split_first()?;
    match (table.get(first)?, rest.is_empty()) {
        (value, true) => Some(value),
        (Value::Table(table), false) => find(table, rest),
        (_, false) => None,
    }
}

/// The text of a variable as the kind of value that it replaces: a list may be written `a, b`.
fn value_like(present: Option<&Value>, text: &str) -> Value {
    let parsed = || format!("value = {text}").parse::<Table>().ok()?.remove("value");
    match present {
        Some(Value::String(_)) => Value::String(text.to_owned()),
        Some(Value::Array(_)) => parsed().filter(Value::is_array).unwrap_or_else(|| {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }),
        _ => parsed().unwrap_or_else(|| Value::String(text.to_owned())),
    }
}
