//! Documents: files that a user has sent, and what was found in them.
//!
//! This room owns the tables `documents`, `document_pages`, `document_sheets`, `document_rows` and `extractions`, and
//! through [`Shelf`] the files themselves. The same bytes are one document, whatever they are called. Nothing is ever deleted:
//! a document that is put away can be brought back. How a file is read is no business of this room's; it is told what
//! was found, piece by piece, and being told twice does no harm.

pub mod extraction;
mod folder;
mod shelf;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    card::CardId,
    db::{self, Tx},
    extract::{Cell, Kind, Note, Piece, Refusal},
    kit::{Line, Timestamp},
};

pub use crate::card::block::{DocumentId, DocumentKind, DocumentStatus as Status};
pub use folder::{BadFolder, Counted, Folder, folders, lay_into};
pub use shelf::{Incoming, Marker, Shelf};

/// Documents of one user, so that a list of them stays one that a person can look through.
pub const DOCUMENTS_MAX: u64 = 10_000;
/// Characters of the text that a card shows of its document.
const PREVIEW_CHARS_MAX: usize = 400;
/// Lines of it.
const PREVIEW_LINES_MAX: usize = 12;
/// Sheets that are named there, and rows of the first of them.
const PREVIEW_SHEETS_MAX: usize = 4;
const PREVIEW_ROWS_MAX: u32 = 3;

/// What a document is called: a label, never a path.
pub type Name = Line<200>;

/// A file that a user has sent.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    pub id: DocumentId,
    pub name: Name,
    pub kind: Kind,
    /// BLAKE3 of the bytes, in hexadecimal digits.
    pub hash: String,
    pub bytes: u64,
    pub status: Status,
    pub refusal: Option<Refusal>,
    pub notes: Vec<Note>,
    pub card: Option<CardId>,
    pub pages: u32,
    pub sheets: u32,
    pub folder: Folder,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

/// Bytes of a picture that can lie behind the cards of a stack: it is fetched with every visit.
pub const WALLPAPER_BYTES_MAX: u64 = 8 << 20;

impl Document {
    /// Whether it can lie behind the cards of a stack. A GIF may move, which nobody could stop there.
    #[must_use]
    pub fn can_be_wallpaper(&self) -> bool {
        self.kind.is_picture() && self.kind != Kind::Gif && self.bytes <= WALLPAPER_BYTES_MAX
    }
}

/// A document to be added.
#[derive(Clone, Debug)]
pub struct NewDocument {
    pub id: DocumentId,
    pub name: Name,
    pub kind: Kind,
    pub hash: String,
    pub bytes: u64,
    pub card: CardId,
    /// What all documents of this user may have together, in bytes.
    pub quota_bytes: u64,
}

/// A sheet, without its rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Sheet {
    /// From 1.
    pub number: u32,
    pub name: String,
    /// The page on which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    pub columns: Vec<String>,
    pub row_count: u32,
}

/// Which documents are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    Active,
    Archived,
}

/// What came of adding a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    New,
    /// These bytes are a document already.
    Known(DocumentId),
}

/// Why a document was not added or found. The text is for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such document")]
    NotFound,
    #[error("your documents would have more than the {quota_mib} MiB that this server gives each user")]
    Quota { quota_mib: u64 },
    #[error("the text could not be kept as a document: {0}")]
    Unreadable(String),
    #[error("you have {DOCUMENTS_MAX} documents, and no server page shows more")]
    TooMany,
    #[error(transparent)]
    Db(#[from] db::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

/// Adds a document that is to be read. Bytes that are here already stay one document, which comes back when it was
/// put away.
///
/// # Errors
/// [`Error::Quota`], [`Error::TooMany`].
pub fn add(tx: &Tx, new: &NewDocument, now: Timestamp) -> Result<Added> {
    if let Some(known) = store::by_hash(tx, &new.hash)? {
        store::set_archived(tx, known, None)?;
        return Ok(Added::Known(known));
    }
    check_room(tx, &new.hash, new.bytes, new.quota_bytes)?;
    store::insert(tx, new, now)?;
    Ok(Added::New)
}

/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: DocumentId) -> Result<Document> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// The last `limit` documents whose names hold `text`, the newest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, which: Which, text: &str, limit: u32) -> Result<Vec<Document>> {
    list_in(tx, which, &Folder::default(), text, limit)
}

/// The same of a folder and all folders in it.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_in(tx: &Tx, which: Which, folder: &Folder, text: &str, limit: u32) -> Result<Vec<Document>> {
    Ok(store::list(tx, which, folder, text, limit)?)
}

/// The text of one page; `None` when the document has no such page.
///
/// # Errors
/// [`Error::NotFound`] for the document.
pub fn page(tx: &Tx, id: DocumentId, number: u32) -> Result<Option<String>> {
    find(tx, id)?;
    Ok(store::page(tx, id, number)?)
}

/// The sheets of the document, in order.
///
/// # Errors
/// [`Error::NotFound`] for the document.
pub fn sheets(tx: &Tx, id: DocumentId) -> Result<Vec<Sheet>> {
    find(tx, id)?;
    Ok(store::sheets(tx, id)?)
}

/// Up to `limit` rows of a sheet, from the row with the number `first`, which counts from 1.
///
/// # Errors
/// Whatever the database refuses.
pub fn rows(tx: &Tx, id: DocumentId, sheet: u32, first: u32, limit: u32) -> Result<Vec<Vec<Cell>>> {
    Ok(store::rows(tx, id, sheet, first.max(1), limit)?)
}

/// Stores something that was found.
///
/// # Errors
/// Whatever the database refuses.
pub fn take_in(tx: &Tx, id: DocumentId, found: &Found) -> Result<()> {
    for (number, text) in &found.pages {
        store::put_page(tx, id, *number, text)?;
    }
    for sheet in &found.sheets {
        store::put_sheet(tx, id, sheet)?;
    }
    for (sheet, first, rows) in &found.rows {
        store::put_rows(tx, id, *sheet, *first, rows)?;
    }
    Ok(())
}

/// What was found since the last time, in the shape in which it is stored.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pages: Vec<(u32, String)>,
    sheets: Vec<Sheet>,
    rows: Vec<(u32, u32, Vec<Vec<Cell>>)>,
    /// Pages that are pictures.
    pub scanned: Vec<u32>,
    pub notes: Vec<Note>,
    /// A small picture of the first page: a JPEG or PNG.
    pub thumbnail: Vec<u8>,
    row_counts: std::collections::BTreeMap<u32, u32>,
    bytes: usize,
}

impl Found {
    /// Takes the next piece.
    pub fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Page { number, text } => {
                self.bytes += text.len();
                self.pages.push((number, text));
            }
            Piece::Sheet { number, name, page, columns } => {
                self.sheets.push(Sheet { number, name, page, columns, row_count: 0 });
            }
            Piece::Rows { sheet, rows } => {
                let count = self.row_counts.entry(sheet).or_default();
                let first = *count + 1;
                *count += u32::try_from(rows.len()).unwrap_or(u32::MAX);
                self.bytes += rows.len() * 64;
                self.rows.push((sheet, first, rows));
            }
            Piece::Scanned { page } => self.scanned.push(page),
            Piece::Note(note) => self.notes.push(note),
            Piece::Picture(picture) if self.thumbnail.is_empty() => self.thumbnail = picture.thumbnail,
            Piece::Kind(_) | Piece::Picture(_) | Piece::Refused(_) | Piece::Done => {}
        }
    }

    /// About how many bytes wait to be stored.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What waits to be stored; the numbers of pages and rows go on from here.
    #[must_use]
    pub fn take(&mut self) -> Self {
        self.bytes = 0;
        Self {
            pages: std::mem::take(&mut self.pages),
            sheets: std::mem::take(&mut self.sheets),
            rows: std::mem::take(&mut self.rows),
            ..Self::default()
        }
    }
}

/// Says how the reading of the document stands.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_status(tx: &Tx, id: DocumentId, status: Status, refusal: Option<Refusal>, notes: &[Note]) -> Result<()> {
    find(tx, id)?;
    Ok(store::set_status(tx, id, status, refusal, notes)?)
}

/// Puts the document away, or brings it back.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_archived(tx: &Tx, id: DocumentId, archived_at: Option<Timestamp>) -> Result<()> {
    let document = find(tx, id)?;
    if document.archived_at.is_some() == archived_at.is_some() {
        return Ok(());
    }
    Ok(store::set_archived(tx, id, archived_at)?)
}

/// The first lines of the document, for its card: of its text, or of its sheets.
///
/// # Errors
/// Whatever the database refuses.
pub fn preview(tx: &Tx, id: DocumentId) -> Result<String> {
    let lines = match store::page(tx, id, 1)?.filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            let has_marks = find(tx, id)?.kind.has_marks();
            text.lines().map(|line| plain(line, has_marks)).filter(|line| !line.is_empty()).collect()
        }
        None => preview_of_sheets(tx, id)?,
    };
    let text = lines.into_iter().take(PREVIEW_LINES_MAX).collect::<Vec<_>>().join("\n");
    if text.chars().count() <= PREVIEW_CHARS_MAX {
        return Ok(text);
    }
    Ok(text.chars().take(PREVIEW_CHARS_MAX).chain(['…']).collect())
}

/// `Expenses (450)`, then the heads and the first rows of the first sheet.
fn preview_of_sheets(tx: &Tx, id: DocumentId) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (at, sheet) in store::sheets(tx, id)?.into_iter().take(PREVIEW_SHEETS_MAX).enumerate() {
        if !sheet.name.is_empty() {
            lines.push(format!("{} ({})", sheet.name, sheet.row_count));
        }
        if at == 0 {
            lines.push(sheet.columns.join(" · "));
            let rows = store::rows(tx, id, sheet.number, 1, PREVIEW_ROWS_MAX)?;
            lines.extend(rows.iter().map(|row| row.iter().map(sign_or_text).collect::<Vec<_>>().join(" · ")));
        }
    }
    Ok(lines)
}

/// A cell in no language: what is stored has none.
fn sign_or_text(cell: &Cell) -> String {
    match cell {
        Cell::Bool(true) => "✓".to_owned(),
        Cell::Bool(false) => "✗".to_owned(),
        Cell::Blank | Cell::Number(_) | Cell::Text(_) => cell.to_string(),
    }
}

/// A line with single blanks, and without the mark of a heading.
fn plain(line: &str, has_marks: bool) -> String {
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.split_once(' ') {
        Some((mark, rest)) if has_marks && mark.bytes().all(|byte| byte == b'#') => rest.to_owned(),
        Some(_) | None => words,
    }
}

/// The document with these bytes, when there is one.
///
/// # Errors
/// Whatever the database refuses.
pub fn known(tx: &Tx, hash: &str) -> Result<Option<DocumentId>> {
    Ok(store::by_hash(tx, hash)?)
}

/// Bytes of all files, put away or not: what counts against the quota.
///
/// # Errors
/// Whatever the database refuses.
pub fn bytes(tx: &Tx) -> db::Result<u64> {
    Ok(store::totals(tx)?.1)
}

/// Says early, before a file is kept, that there is no room for it. Bytes that are here already need none.
///
/// # Errors
/// [`Error::Quota`], [`Error::TooMany`].
pub fn check_room(tx: &Tx, hash: &str, bytes: u64, quota_bytes: u64) -> Result<()> {
    if store::by_hash(tx, hash)?.is_some() {
        return Ok(());
    }
    let (count, used) = store::totals(tx)?;
    if count >= DOCUMENTS_MAX {
        return Err(Error::TooMany);
    }
    if used.saturating_add(bytes) > quota_bytes {
        return Err(Error::Quota { quota_mib: quota_bytes >> 20 });
    }
    Ok(())
}
