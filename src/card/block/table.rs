//! A table: named columns and rows of scalars.
//!
//! In memory a row holds a cell for every column, in their order; on the wire it is an object by column that
//! leaves blank cells out.

use std::{borrow::Cow, fmt};

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// One scalar. On the wire a blank is an absent key.
#[derive(Clone, PartialEq, Debug, Default, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    #[default]
    Blank,
    Text(String),
    Number(serde_json::Number),
    Bool(bool),
}

/// Named columns and rows with one cell for each.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    #[must_use]
    /// A table whose rows have as many cells as there are columns: short ones are filled up, long ones are cut.
    pub fn new(columns: Vec<String>, mut rows: Vec<Vec<Cell>>) -> Self {
        for row in &mut rows {
            row.resize(columns.len(), Cell::Blank);
        }
        Self { columns, rows }
    }

    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    #[must_use]
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The place of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Whether the column at `place` holds numbers and blanks only, and at least one number.
    #[must_use]
    pub fn is_numeric(&self, place: usize) -> bool {
        let mut cells =
            self.rows.iter().filter_map(|row| row.get(place)).filter(|cell| **cell != Cell::Blank).peekable();
        cells.peek().is_some() && cells.all(|cell| matches!(cell, Cell::Number(_)))
    }

    pub(super) fn cell_mut(&mut self, row: usize, column: usize) -> Option<&mut Cell> {
        self.rows.get_mut(row)?.get_mut(column)
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Bool(bool) => bool.fmt(f),
        }
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<_> = self.rows.iter().map(|row| Record { columns: &self.columns, row }).collect();
        let mut table = serializer.serialize_struct("Table", 2)?;
        table.serialize_field("columns", &self.columns)?;
        table.serialize_field("rows", &rows)?;
        table.end()
    }
}

impl schemars::JsonSchema for Table {
    fn schema_name() -> Cow<'static, str> {
        "Table".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "required": ["columns", "rows"],
            "properties": {
                "columns": { "type": "array", "items": { "type": "string" }, "maxItems": super::COLUMNS_MAX },
                "rows": {
                    "type": "array",
                    "maxItems": super::ROWS_MAX,
                    "items": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } },
                },
            },
        })
    }
}

/// A row as it goes over the wire.
pub(super) struct Record<'a> {
    pub columns: &'a [String],
    pub row: &'a [Cell],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(self.row).filter(|(_, cell)| **cell != Cell::Blank))
    }
}
