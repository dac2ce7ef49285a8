//! What the assistant knows about documents without asking: names and columns, never text.

use serde::{Deserialize, Serialize};

use super::{COLUMN_CHARS_MAX, COLUMNS_MAX};
use crate::{
    db::Tx,
    desk,
    document::{self, Document, DocumentId, Sheet, Status, Which},
};

/// Documents that are listed; the others are found with a tool.
const DOCUMENTS_MAX: u32 = 20;
/// Tables that are listed for one document.
const TABLES_MAX: usize = 10;
/// All notes together, as JSON: about 3,000 tokens.
const BYTES_MAX: usize = 12 * 1024;

/// A document in a few words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DocumentNote {
    pub id: DocumentId,
    pub name: String,
    pub kind: String,
    pub status: Status,
    pub pages: u32,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tables: Vec<SheetNote>,
}

/// A table of a document without its rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SheetNote {
    pub sheet: u32,
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u32,
}

/// The documents that were sent last, as many as there is room for.
pub(super) fn notes(tx: &Tx) -> Result<Vec<DocumentNote>, desk::Error> {
    let (mut notes, mut room) = (Vec::new(), BYTES_MAX);
    for document in document::list(tx, Which::Active, "", DOCUMENTS_MAX)? {
        let sheets = if document.sheets > 0 { document::sheets(tx, document.id)? } else { Vec::new() };
        let note = DocumentNote::of(&document, &sheets);
        let bytes = serde_json::to_vec(&note).map_or(usize::MAX, |json| json.len());
        if bytes > room {
            break;
        }
        room -= bytes;
        notes.push(note);
    }
    Ok(notes)
}

impl DocumentNote {
    fn of(document: &Document, sheets: &[Sheet]) -> Self {
        let short = |name: &String| name.chars().take(COLUMN_CHARS_MAX).collect();
        let table = |sheet: &Sheet| SheetNote {
            sheet: sheet.number,
            name: short(&sheet.name),
            columns: sheet.columns.iter().take(COLUMNS_MAX).map(short).collect(),
            rows: sheet.row_count,
        };
        Self {
            id: document.id,
            name: document.name.to_string(),
            kind: document.kind.as_str().to_owned(),
            status: document.status,
            pages: document.pages,
            tables: sheets.iter().take(TABLES_MAX).map(table).collect(),
        }
    }
}
