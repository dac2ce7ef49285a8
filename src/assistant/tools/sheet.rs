//! Sheets of documents as tables.

use super::{Result, Scene, ToolError, refused};
use crate::{
    card::block::{Cell, Table},
    desk,
    document::{self, Document, DocumentId, Sheet, Status},
    extract,
};

/// A sheet of a document, and as many of its rows as were asked for.
pub(super) struct DocumentTable {
    pub document: Document,
    pub sheet: Sheet,
    pub table: Table,
}

impl DocumentTable {
    /// The sheet with this number, or the only one, with its first `rows_max` rows.
    pub fn find(scene: &Scene<'_>, id: DocumentId, number: Option<u32>, rows_max: usize) -> Result<Self> {
        let document = read(scene, id)?;
        let mut sheets = document::sheets(scene.tx, id)?;
        if let Some(number) = number {
            sheets.retain(|sheet| sheet.number == number);
        }
        let sheet = match (sheets.len(), number) {
            (1, _) => sheets.swap_remove(0),
            (0, Some(_)) => return refused("the document has no such sheet: read_document lists its tables"),
            (0, None) => return refused("no table was found in this document: read_document shows its text"),
            _ => return refused(format!("the document has several tables, say which as sheet: {}", listed(&sheets))),
        };
        let limit = u32::try_from(rows_max).unwrap_or(u32::MAX);
        let rows = document::rows(scene.tx, id, sheet.number, 1, limit)?;
        let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
        let table = Table::new(sheet.columns.clone(), rows);
        Ok(Self { document, sheet, table })
    }

    /// The name of the sheet and the document.
    pub fn title(&self) -> String {
        let (sheet, document) = (self.sheet.name.trim(), &self.document.name);
        if sheet.is_empty() { document.to_string() } else { format!("{sheet} ({document})") }
    }
}

impl From<extract::Cell> for Cell {
    fn from(cell: extract::Cell) -> Self {
        match cell {
            extract::Cell::Blank => Self::Blank,
            extract::Cell::Bool(value) => Self::Bool(value),
            extract::Cell::Number(number) => Self::Number(number),
            extract::Cell::Text(text) => Self::Text(text),
        }
    }
}

impl From<document::Error> for ToolError {
    fn from(error: document::Error) -> Self {
        desk::Error::from(error).into()
    }
}

/// The document, once it has been read.
pub(super) fn read(scene: &Scene<'_>, id: DocumentId) -> Result<Document> {
    let document = document::find(scene.tx, id)?;
    match document.status {
        Status::Completed => Ok(document),
        Status::Processing | Status::Extracted => {
            refused(format!("\"{}\" is still being read: try again in a moment", document.name))
        }
        Status::Failed => {
            let why = document.refusal.map_or_else(|| "it could not be read".to_owned(), |refusal| refusal.to_string());
            refused(format!("\"{}\" has no text: {why}", document.name))
        }
    }
}

fn listed(sheets: &[Sheet]) -> String {
    const LISTED_MAX: usize = 20;
    let names = sheets.iter().take(LISTED_MAX);
    names.map(|sheet| format!("{} \"{}\"", sheet.number, sheet.name)).collect::<Vec<_>>().join(", ")
}
