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

impl TableView {
    pub(super) fn new(table: &Table, card_id: &str, words: Words, shown: Shown) -> Self {
        let rows_max = shown.rows_max(table.columns().len());
        let classes: Vec<_> = (0..table.columns().len()).map(|place| class(table, place)).collect();
        let columns = table.columns().iter().zip(&classes);
        let rows = table.rows().iter().take(rows_max).enumerate();
        Self {
            name: name(table, words),
            columns: columns.clone().map(|(name, class)| ColumnView { name: name.clone(), class }).collect(),
            rows: rows.map(|(number, row)| RowView { number, cells: cells(row, columns.clone()) }).collect(),
            is_editable: true,
            more: (table.rows().len() > rows_max).then(|| more(table.rows().len(), rows_max, card_id, words, shown)),
        }
    }
}

fn cells<'a>(row: &[Cell], columns: impl Iterator<Item = (&'a String, &'a &'static str)>) -> Vec<CellView> {
    let cell = |(cell, (column, class)): (&Cell, (&String, &&'static str))| CellView {
        column: column.clone(),
        class,
        text: cell.to_string(),
    };
    row.iter().zip(columns).map(cell).collect()
}

fn class(table: &Table, place: usize) -> &'static str {
    if table.is_numeric(place) { "number" } else { "words" }
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
