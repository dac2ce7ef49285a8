//! JSON: its text, and a table of every list of objects.

use serde_json::{Map, Value};

use crate::extract::{
    COLUMNS_MAX, Cell, Refusal,
    child::{
        out::{Found, Out},
        sheet::Sheet,
    },
};

/// Beyond this, values in memory would be too many: only the text is kept.
const PARSED_BYTES_MAX: usize = 32 << 20;

pub(super) fn read(text: &str, out: &mut Out<'_>) -> Found {
    super::plain::read(text, out)?;
    if text.len() > PARSED_BYTES_MAX {
        return Ok(());
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) if error.to_string().contains("recursion limit") => return Err(Refusal::TooDeep.into()),
        // Several values in a row, or something that only looks like it: the text has been read.
        Err(_) => return Ok(()),
    };
    match &value {
        Value::Array(list) => table("", list, out),
        Value::Object(map) => {
            let mut lists = map.iter().filter_map(|(name, value)| Some((name, value.as_array()?)));
            lists.try_for_each(|(name, list)| table(name, list, out))
        }
        _ => Ok(()),
    }
}

/// A row for each object, a column for each name, in the order in which they come.
fn table(name: &str, list: &[Value], out: &mut Out<'_>) -> Found {
    let objects: Vec<&Map<String, Value>> = list.iter().filter_map(Value::as_object).collect();
    if objects.is_empty() {
        return Ok(());
    }
    let mut columns: Vec<&String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if columns.len() < COLUMNS_MAX && !columns.contains(&key) {
            columns.push(key);
        }
    }
    let mut sheet = Sheet::new(name, None);
    sheet.row(out, columns.iter().map(|name| Cell::text(name)).collect())?;
    for object in objects {
        let row = columns.iter().map(|name| object.get(*name).map(cell).unwrap_or_default());
        if !sheet.row(out, row.collect())? {
            break;
        }
    }
    sheet.finish(out)
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Blank,
        Value::Bool(value) => Cell::Bool(*value),
        Value::Number(number) => Cell::Number(number.clone()),
        Value::String(text) => Cell::text(text),
        Value::Array(_) | Value::Object(_) => Cell::text(&value.to_string()),
    }
}
