//! A table ready to be written: names, classes and the rows that are shown.

use crate::{
    card::block::{Cell, ROWS_MAX, Table},
    web::words::Words,
};

/// Names of columns in the name of a table, before it ends in dots.
const COLUMNS_NAMED_MAX: usize = 5;

/// How much of a large table is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// The first rows with a link to the card's own page, so that a desk of twenty full tables is a light page.
    Begun,
    /// Every row that a browser can bear.
    Whole,
}

impl Shown {
    /// Rows of a table of so many columns. A cell is about a hundred bytes of HTML.
    fn rows_max(self, columns: usize) -> usize {
        let (rows, cells) = match self {
            Self::Begun => (200, 4_000),
            Self::Whole => (ROWS_MAX, 60_000),
        };
        rows.min(cells / columns.max(1))
    }
}

/// What the template of a table shows.
#[derive(Debug)]
pub struct TableView {
    /// What a screen reader calls it: `Table of vendor, amount`.
    pub name: String,
    pub columns: Vec<ColumnView>,
    pub rows: Vec<RowView>,
    /// Whether its cells can be edited in place: those of a chart are the chart's.
    pub is_editable: bool,
    /// What is said about rows that are left out.
    pub more: Option<MoreView>,
}

/// The head of a column.
#[derive(Debug)]
pub struct ColumnView {
    pub name: String,
    /// Numbers stand at the right, one above the other.
    pub class: &'static str,
}

/// One row.
#[derive(Debug)]
pub struct RowView {
    /// Counted from 0, as edits count.
    pub number: usize,
    pub cells: Vec<CellView>,
}

/// One cell, which knows its column, since edits name it.
#[derive(Debug)]
pub struct CellView {
    pub column: String,
    pub class: &'static str,
    pub text: String,
}

/// What is said about rows that are left out, and where they are.
#[derive(Debug)]
pub struct MoreView {
    pub text: String,
    pub link: Option<String>,
}

/// Columns with more digits after the point than money and shares have are shown as they are.
const DECIMALS_EVENED_MAX: usize = 4;

impl TableView {
    pub(super) fn new(table: &Table, card_id: &str, words: Words, shown: Shown) -> Self {
        let rows_max = shown.rows_max(table.columns().len());
        let shapes: Vec<_> = (0..table.columns().len()).map(|place| Shape::of(table, place)).collect();
        let columns = table.columns().iter().zip(&shapes);
        let rows = table.rows().iter().take(rows_max).enumerate();
        Self {
            name: name(table, words),
            columns: columns
                .clone()
                .map(|(name, shape)| ColumnView { name: name.clone(), class: shape.class() })
                .collect(),
            rows: rows.map(|(number, row)| RowView { number, cells: cells(row, columns.clone()) }).collect(),
            is_editable: true,
            more: (table.rows().len() > rows_max).then(|| more(table.rows().len(), rows_max, card_id, words, shown)),
        }
    }
}

/// How a column's cells look.
enum Shape {
    Words,
    /// All with as many digits after the point as the longest has, so that they can be compared at a glance.
    Numbers {
        decimals: usize,
    },
}

impl Shape {
    fn of(table: &Table, place: usize) -> Self {
        if !table.is_numeric(place) {
            return Self::Words;
        }
        let decimals = table.rows().iter().filter_map(|row| decimals(&row.get(place)?.to_string())).max().unwrap_or(0);
        Self::Numbers { decimals: if decimals > DECIMALS_EVENED_MAX { 0 } else { decimals } }
    }

    const fn class(&self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Numbers { .. } => "number",
        }
    }

    fn text(&self, cell: &Cell) -> String {
        let text = cell.to_string();
        let Self::Numbers { decimals: wanted } = self else { return text };
        match decimals(&text) {
            Some(0) if *wanted > 0 => format!("{text}.{}", "0".repeat(*wanted)),
            Some(own) if own < *wanted => format!("{text}{}", "0".repeat(wanted - own)),
            Some(_) | None => text,
        }
    }
}

/// The digits after the point; `None` for what is no plain number, such as a blank or `1e30`.
fn decimals(text: &str) -> Option<usize> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    is_plain.then(|| text.split_once('.').map_or(0, |(_, digits)| digits.len()))
}

fn cells<'a>(row: &[Cell], columns: impl Iterator<Item = (&'a String, &'a Shape)>) -> Vec<CellView> {
    let cell = |(cell, (column, shape)): (&Cell, (&String, &Shape))| CellView {
        column: column.clone(),
        class: shape.class(),
        text: shape.text(cell),
    };
    row.iter().zip(columns).map(cell).collect()
}

fn name(table: &Table, words: Words) -> String {
    let mut names: Vec<_> = table.columns().iter().take(COLUMNS_NAMED_MAX).map(String::as_str).collect();
    if table.columns().len() > COLUMNS_NAMED_MAX {
        names.push("…");
    }
    words.say_with("block-table-name", &[("columns", names.join(", "))])
}

fn more(count: usize, rows_max: usize, card_id: &str, words: Words, shown: Shown) -> MoreView {
    let count = ("count", count.to_string());
    match shown {
        Shown::Begun => {
            MoreView { text: words.say_with("block-table-all", &[count]), link: Some(format!("/cards/{card_id}")) }
        }
        Shown::Whole => {
            let args = [count, ("shown", rows_max.to_string())];
            MoreView { text: words.say_with("block-table-first", &args), link: None }
        }
    }
}
