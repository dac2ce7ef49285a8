//! Tables and charts of records.

use std::collections::BTreeMap;

use serde_json::Value;

use super::value::{field, prop, words_of};
use crate::{
    app::{
        component::{Happening, Prop},
        tree::Shown,
    },
    card::block::{self, COLUMNS_MAX, Cell, ChartKind, ROWS_MAX, SERIES_MAX},
    web::{
        chart::{self, ChartView},
        words::Words,
    },
};

/// A table that is longer is a document; what is shown of it is sent anew with each change.
const ROWS_SHOWN_MAX: usize = 500;

/// Records under the names of their columns.
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub is_clickable: bool,
    /// What is said about rows that are left out.
    pub more: Option<String>,
}

pub(super) struct Column {
    key: String,
    pub label: String,
    pub class: &'static str,
}

pub(super) struct Row {
    pub number: usize,
    /// What choosing the row is called.
    pub label: String,
    pub cells: Vec<TableCell>,
}

pub(super) struct TableCell {
    pub text: String,
    pub class: &'static str,
}

/// A drawing, and its numbers as a table.
pub(super) struct Chart {
    pub title: String,
    pub drawing: ChartView,
    pub table: Table,
}

impl Table {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let data = shown.list(Prop::Data);
        let mut columns: Vec<Column> =
            shown.list(Prop::Items).iter().take(COLUMNS_MAX).map(|item| column(item, data)).collect();
        if columns.is_empty() {
            let names = data.first().and_then(Value::as_object).into_iter().flat_map(|record| record.keys());
            columns = names.take(COLUMNS_MAX).map(|name| column(&Value::from(name.as_str()), data)).collect();
        }
        let mut table = Self::of(columns, data, words);
        table.is_clickable = shown.tells.contains(&Happening::Click) && !shown.is(Prop::Disabled);
        if let Some(label) = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty()) {
            table.name = label;
        }
        table
    }

    fn of(columns: Vec<Column>, data: &[Value], words: Words) -> Self {
        let names: Vec<_> = columns.iter().map(|column| column.label.as_str()).take(5).collect();
        let name = words.say_with("block-table-name", &[("columns", names.join(", "))]);
        let row = |(number, record): (usize, &Value)| Row {
            number,
            label: words.say_with("app-row", &[("number", (number + 1).to_string())]),
            cells: columns
                .iter()
                .map(|column| TableCell { text: field(record, &column.key), class: column.class })
                .collect(),
        };
        let rows = data.iter().enumerate().take(ROWS_SHOWN_MAX).map(row).collect();
        let args = [("shown", ROWS_SHOWN_MAX.to_string()), ("count", data.len().to_string())];
        let more = (data.len() > ROWS_SHOWN_MAX).then(|| words.say_with("block-table-first", &args));
        Self { name, columns, rows, is_clickable: false, more }
    }
}

impl Chart {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let data = shown.list(Prop::Data);
        let data = &data[..data.len().min(ROWS_MAX)];
        let x = prop(shown, Prop::X);
        let mut y: Vec<String> = Vec::new();
        for name in shown.list(Prop::Y).iter().map(words_of) {
            if !y.contains(&name) && y.len() < SERIES_MAX {
                y.push(name);
            }
        }
        let kind = match shown.text(Prop::Kind) {
            Some("bar") => ChartKind::Bar,
            Some("area") => ChartKind::Area,
            Some("pie") => ChartKind::Pie,
            _ => ChartKind::Line,
        };
        let names = std::iter::once(&x).chain(y.iter().filter(|name| **name != x));
        let columns = names.map(|name| column(&Value::from(name.as_str()), data)).collect();
        let table = Table::of(columns, data, words);
        let records = data.iter().map(|value| record(value, &x, &y)).collect();
        let drawing = chart::view(&block::Chart { kind, data: records, x, y }, words);
        Self { title: prop(shown, Prop::Title), drawing, table }
    }
}

/// A column, which may be given by its key alone. One of numbers stands at the right.
fn column(item: &Value, data: &[Value]) -> Column {
    let key = item.get("key").map_or_else(|| words_of(item), words_of);
    let label = Some(field(item, "label")).filter(|label| !label.is_empty()).unwrap_or_else(|| key.clone());
    let mut cells = data.iter().filter_map(|record| record.get(&key)).filter(|cell| !cell.is_null()).peekable();
    let is_numeric = cells.peek().is_some() && cells.all(Value::is_number);
    let class = match field(item, "align").as_str() {
        "end" | "right" => "number",
        "center" => "is-centered",
        "start" | "left" => "words",
        _ if is_numeric => "number",
        _ => "words",
    };
    Column { key, label, class }
}

/// What is drawn of a record: its label, and the numbers of the series.
fn record(value: &Value, x: &str, y: &[String]) -> BTreeMap<String, Cell> {
    let mut record: BTreeMap<String, Cell> = BTreeMap::new();
    for name in y {
        if let Some(Value::Number(number)) = value.get(name) {
            record.insert(name.clone(), Cell::Number(number.clone()));
        }
    }
    record.entry(x.to_owned()).or_insert_with(|| Cell::Text(field(value, x)));
    record
}
