//! How each kind of block reads its fields.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    BadBlock, Body, COLUMNS_MAX, Cell, Chart, ChartKind, DocumentStatus, ITEMS_MAX, Item, LANG_CHARS_MAX, Pair,
    ROWS_MAX, SERIES_MAX, Table, Variant,
    fields::{self, Fields, Place, Said, line, line_or_empty, text},
    parse,
};
use crate::kit::{Id, Kind};

const KINDS: &str = "heading, text, stat, key-value, table, badge, progress, chart, image, document, code, checklist, \
                     app or separator";

const VARIANTS: [(&str, Variant); 4] = [
    ("default", Variant::Default),
    ("success", Variant::Success),
    ("warning", Variant::Warning),
    ("destructive", Variant::Destructive),
];

const STATUSES: [(&str, DocumentStatus); 4] = [
    ("processing", DocumentStatus::Processing),
    ("extracted", DocumentStatus::Extracted),
    ("completed", DocumentStatus::Completed),
    ("failed", DocumentStatus::Failed),
];

const CHART_KINDS: [(&str, ChartKind); 4] =
    [("line", ChartKind::Line), ("bar", ChartKind::Bar), ("area", ChartKind::Area), ("pie", ChartKind::Pie)];

type Result<T> = std::result::Result<T, BadBlock>;

/// Takes `type` and the fields of that kind.
pub(super) fn body(fields: &mut Fields) -> Result<Body> {
    let kind = fields.required("type", |value| match value {
        Value::String(kind) => Ok(kind),
        other => Err(format!("must be {KINDS}, not {}", fields::noun(&other))),
    })?;
    match kind.as_str() {
        "heading" => Ok(Body::Heading { text: fields.required("text", line)?, subtitle: label(fields, "subtitle")? }),
        "text" => Ok(Body::Text { content: fields.required("content", text)? }),
        "stat" => Ok(Body::Stat {
            value: fields.required("value", line)?,
            label: fields.required("label", line)?,
            trend: label(fields, "trend")?,
        }),
        "key-value" => pairs(fields),
        "table" => table(fields),
        "badge" => Ok(Body::Badge {
            text: fields.required("text", line)?,
            variant: fields.optional("variant", |value| fields::word(value, &VARIANTS))?.unwrap_or_default(),
        }),
        "progress" => Ok(Body::Progress { value: fields.required("value", percent)?, label: label(fields, "label")? }),
        "chart" => chart(fields),
        "image" => Ok(Body::Image {
            document_id: fields.required("document_id", document)?,
            alt: fields.required("alt", line)?,
        }),
        "document" => Ok(Body::Document {
            document_id: fields.required("document_id", document)?,
            name: label(fields, "name")?,
            status: fields.optional("status", |value| fields::word(value, &STATUSES))?,
            preview: fields.optional("preview", text)?.filter(|preview| !preview.is_empty()),
        }),
        "code" => Ok(Body::Code {
            content: fields.required("content", text)?,
            lang: fields.optional("lang", lang)?.flatten(),
        }),
        "checklist" => checklist(fields),
        "app" => Ok(Body::App {
            instance_id: fields.required("instance_id", |value| id(value, "must be the id of a running app"))?,
            name: label(fields, "name")?,
        }),
        "separator" => Ok(Body::Separator),
        _ => Err(fields.place("type").refuse(format!("must be {KINDS}"))),
    }
}

fn label(fields: &mut Fields, name: &str) -> Result<Option<String>> {
    Ok(fields.optional(name, line_or_empty)?.filter(|label| !label.is_empty()))
}

fn pairs(fields: &mut Fields) -> Result<Body> {
    let place = fields.place("pairs");
    let values = fields.list("pairs", ITEMS_MAX)?;
    let read = |(number, value)| {
        let mut pair = Fields::of(place.item(number), value)?;
        let label = pair.required("label", line)?;
        let value = pair.optional("value", |value| match value {
            Value::Bool(bool) => Ok(bool.to_string()),
            other => line_or_empty(other),
        })?;
        pair.finish()?;
        Ok(Pair { label, value: value.unwrap_or_default() })
    };
    Ok(Body::KeyValue { pairs: values.into_iter().enumerate().map(read).collect::<Result<_>>()? })
}

fn table(fields: &mut Fields) -> Result<Body> {
    let columns = names(fields, "columns", COLUMNS_MAX)?;
    let place = fields.place("rows");
    let rows = fields.list("rows", ROWS_MAX)?;
    let rows = rows.into_iter().enumerate().map(|(number, value)| row(&columns, value, || place.item(number)));
    let rows = rows.collect::<Result<_>>()?;
    Ok(Body::Table(Table::new(columns, rows)))
}

/// A row is an object by column, or a list in the order of the columns.
fn row(columns: &[String], value: Value, place: impl Fn() -> Place) -> Result<Vec<Cell>> {
    let mut row = vec![Cell::Blank; columns.len()];
    match value {
        Value::Array(values) if values.len() > columns.len() => {
            let message = format!("has {} cells for {} columns", values.len(), columns.len());
            return Err(place().refuse(message));
        }
        Value::Array(values) => {
            for ((cell, value), column) in row.iter_mut().zip(values).zip(columns) {
                *cell = fields::cell(value).map_err(|message| place().field(column).refuse(message))?;
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                let at = column(columns, &name);
                let at = at.ok_or_else(|| place().field(&name).refuse("is not one of the columns"))?;
                row[at] = fields::cell(value).map_err(|message| place().field(&name).refuse(message))?;
            }
        }
        other => return Err(place().refuse(format!("must be an object by column, not {}", fields::noun(&other)))),
    }
    Ok(row)
}

/// The column called `name`, also when the name was cleaned since.
fn column(columns: &[String], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == name);
    exact.or_else(|| {
        let name = line(Value::String(name.to_owned())).ok()?;
        columns.iter().position(|column| *column == name)
    })
}

fn chart(fields: &mut Fields) -> Result<Body> {
    let kind = fields.required("kind", |value| fields::word(value, &CHART_KINDS))?;
    let x = fields.required("x", line)?;
    let y = names(fields, "y", SERIES_MAX)?;

    let place = fields.place("data");
    let values = fields.list("data", ROWS_MAX)?;
    let data = values.into_iter().enumerate().map(|(number, value)| record(&y, value, || place.item(number)));
    let data = data.collect::<Result<Vec<_>>>()?;
    for (number, name) in y.iter().enumerate() {
        if !data.is_empty() && !data.iter().any(|record| record.contains_key(name)) {
            return Err(fields.place("y").item(number).refuse(format!("no entry of data has a number for \"{name}\"")));
        }
    }
    Ok(Body::Chart(Chart { kind, data, x, y }))
}

fn record(y: &[String], value: Value, place: impl Fn() -> Place) -> Result<BTreeMap<String, Cell>> {
    let map = parse::object(&place(), value)?;
    if map.len() > COLUMNS_MAX {
        return Err(place().refuse(format!("has {} fields; at most {COLUMNS_MAX} are allowed", map.len())));
    }
    let mut record = BTreeMap::new();
    for (name, value) in map {
        let name = line(Value::String(name)).map_err(|message| place().refuse(format!("a name {message}")))?;
        let read = if y.contains(&name) { point } else { fields::cell };
        match read(value).map_err(|message| place().field(&name).refuse(message))? {
            Cell::Blank => {}
            cell => _ = record.insert(name, cell),
        }
    }
    Ok(record)
}

/// A number or a blank: what can be drawn.
fn point(value: Value) -> Said<Cell> {
    match fields::cell(value)? {
        Cell::Blank => Ok(Cell::Blank),
        Cell::Number(number) => Ok(Cell::Number(number)),
        Cell::Text(text) => fields::number(Value::String(text)).map(Cell::Number),
        Cell::Bool(bool) => fields::number(Value::Bool(bool)).map(Cell::Number),
    }
}

fn checklist(fields: &mut Fields) -> Result<Body> {
    let place = fields.place("items");
    let mut objects = Vec::new();
    for (number, value) in fields.list("items", ITEMS_MAX)?.into_iter().enumerate() {
        let value = match value {
            Value::String(text) => serde_json::json!({ "text": text }),
            other => other,
        };
        let place = place.item(number);
        objects.push((parse::object(&place, value)?, place));
    }

    let ids = parse::ids(&objects, 'i')?;
    let read = |((mut map, place), id): ((serde_json::Map<_, _>, _), _)| {
        map.remove("id");
        let mut item = Fields::new(place, map);
        let text = item.required("text", line)?;
        let done = item.optional("done", fields::bool)?.unwrap_or_default();
        item.finish()?;
        Ok(Item { id, text, done })
    };
    Ok(Body::Checklist { items: objects.into_iter().zip(ids).map(read).collect::<Result<_>>()? })
}

/// One to `max` different names; a single one may stand without its list.
fn names(fields: &mut Fields, name: &str, max: usize) -> Result<Vec<String>> {
    let place = fields.place(name);
    let values = fields.required(name, |value| match value {
        Value::String(one) if !one.trim_start().starts_with('[') => Ok(vec![Value::String(one)]),
        other => fields::list(other, max),
    })?;
    let mut names: Vec<String> = Vec::with_capacity(values.len());
    for (number, value) in values.into_iter().enumerate() {
        let name = line(value).map_err(|message| place.item(number).refuse(message))?;
        if names.contains(&name) {
            return Err(place.item(number).refuse(format!("\"{name}\" is named twice")));
        }
        names.push(name);
    }
    if names.is_empty() { Err(place.refuse("must name at least one")) } else { Ok(names) }
}

fn percent(value: Value) -> Said<serde_json::Number> {
    let number = fields::number(value)?;
    let fits = number.as_f64().is_some_and(|value| (0.0..=100.0).contains(&value));
    if fits { Ok(number) } else { Err("must be a number from 0 to 100".to_owned()) }
}

fn document<K: Kind>(value: Value) -> Said<Id<K>> {
    id(value, "must be the id of a document")
}

fn id<K: Kind>(value: Value, expected: &str) -> Said<Id<K>> {
    let Value::String(text) = value else { return Err(expected.to_owned()) };
    text.parse().map_err(|error: crate::kit::BadId| error.to_string())
}

fn lang(value: Value) -> Said<Option<String>> {
    let lang = line_or_empty(value)?.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+#._-".contains(c);
    if lang.len() > LANG_CHARS_MAX || !lang.chars().all(allowed) {
        return Err(format!("must be the name of a language, of up to {LANG_CHARS_MAX} letters and digits"));
    }
    Ok(Some(lang).filter(|lang| !lang.is_empty()))
}
