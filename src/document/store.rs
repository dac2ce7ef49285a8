//! The SQL of [`super`].

use super::{Document, DocumentId, Folder, NewDocument, Sheet, Status, Which};
use crate::{
    db::{self, Row, Tx, column::FromSqlError, params},
    extract::{Cell, Kind, Note, Refusal},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, kind, hash, bytes, status, refusal, notes, card_id, created_at, archived_at,
                    (SELECT count(*) FROM document_pages WHERE document_id = documents.id),
                    (SELECT count(*) FROM document_sheets WHERE document_id = documents.id), folder
             FROM documents ",
            $rest
        )
    };
}

crate::word_column!(Kind);
crate::word_column!(Refusal);
crate::word_column!(Status);

pub(super) fn insert(tx: &Tx, new: &NewDocument, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO documents (id, name, kind, hash, bytes, status, card_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![new.id, new.name, new.kind, new.hash, new.bytes, Status::Processing, new.card, now],
    )?;
    Ok(())
}

pub(super) fn by_hash(tx: &Tx, hash: &str) -> db::Result<Option<DocumentId>> {
    tx.find("SELECT id FROM documents WHERE hash = ?1", params![hash], |row| row.get(0))
}

/// How many documents there are, and how many bytes they have.
pub(super) fn totals(tx: &Tx) -> db::Result<(u64, u64)> {
    tx.one("SELECT count(*), coalesce(sum(bytes), 0) FROM documents", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn find(tx: &Tx, id: DocumentId) -> db::Result<Option<Document>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(super) fn list(tx: &Tx, which: Which, folder: &Folder, text: &str, limit: u32) -> db::Result<Vec<Document>> {
    let sql = select!("WHERE (archived_at IS NOT NULL) = ?1 ORDER BY created_at DESC, id DESC");
    let wanted = text.to_lowercase();
    tx.pick(sql, params![which == Which::Archived], limit, |row| {
        let name: String = row.get(1)?;
        let lies_in: String = row.get(13)?;
        let fits = folder.holds(&lies_in) && name.to_lowercase().contains(&wanted);
        if fits { read(row).map(Some) } else { Ok(None) }
    })
}

pub(super) fn set_status(
    tx: &Tx,
    id: DocumentId,
    status: Status,
    refusal: Option<Refusal>,
    notes: &[Note],
) -> db::Result<()> {
    let notes = notes.iter().map(|note| note.as_str()).collect::<Vec<_>>().join(" ");
    tx.execute(
        "UPDATE documents SET status = ?2, refusal = ?3, notes = ?4 WHERE id = ?1",
        params![id, status, refusal, notes],
    )?;
    Ok(())
}

pub(super) fn set_archived(tx: &Tx, id: DocumentId, archived_at: Option<Timestamp>) -> db::Result<()> {
    tx.execute("UPDATE documents SET archived_at = ?2 WHERE id = ?1", params![id, archived_at])?;
    Ok(())
}

pub(super) fn set_folder(tx: &Tx, id: DocumentId, folder: &str) -> db::Result<()> {
    tx.execute("UPDATE documents SET folder = ?2 WHERE id = ?1", params![id, folder])?;
    Ok(())
}

/// Each folder in which documents lie, and how many.
pub(super) fn folders(tx: &Tx) -> db::Result<Vec<(String, u32)>> {
    let sql = "SELECT folder, count(*) FROM documents WHERE archived_at IS NULL AND folder <> '' GROUP BY folder";
    tx.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn put_page(tx: &Tx, id: DocumentId, number: u32, text: &str) -> db::Result<()> {
    tx.execute(
        "INSERT INTO document_pages (document_id, number, text) VALUES (?1, ?2, ?3)
         ON CONFLICT (document_id, number) DO UPDATE SET text = excluded.text",
        params![id, number, text],
    )?;
    Ok(())
}

pub(super) fn page(tx: &Tx, id: DocumentId, number: u32) -> db::Result<Option<String>> {
    let sql = "SELECT text FROM document_pages WHERE document_id = ?1 AND number = ?2";
    tx.find(sql, params![id, number], |row| row.get(0))
}

pub(super) fn put_sheet(tx: &Tx, id: DocumentId, sheet: &Sheet) -> db::Result<()> {
    let columns = serde_json::json!(sheet.columns).to_string();
    tx.execute(
        "INSERT INTO document_sheets (document_id, number, name, page, columns) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (document_id, number) DO UPDATE
         SET name = excluded.name, page = excluded.page, columns = excluded.columns",
        params![id, sheet.number, sheet.name, sheet.page, columns],
    )?;
    Ok(())
}

pub(super) fn put_rows(tx: &Tx, id: DocumentId, sheet: u32, first: u32, rows: &[Vec<Cell>]) -> db::Result<()> {
    tx.execute(
        "INSERT INTO document_rows (document_id, sheet, first, cells) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (document_id, sheet, first) DO UPDATE SET cells = excluded.cells",
        params![id, sheet, first, serde_json::json!(rows).to_string()],
    )?;
    let last = first - 1 + u32::try_from(rows.len()).unwrap_or(u32::MAX);
    tx.execute(
        "UPDATE document_sheets SET row_count = max(row_count, ?3) WHERE document_id = ?1 AND number = ?2",
        params![id, sheet, last],
    )?;
    Ok(())
}

pub(super) fn sheets(tx: &Tx, id: DocumentId) -> db::Result<Vec<Sheet>> {
    tx.all(
        "SELECT number, name, page, columns, row_count FROM document_sheets WHERE document_id = ?1 ORDER BY number",
        params![id],
        |row| {
            let columns: String = row.get(3)?;
            Ok(Sheet {
                number: row.get(0)?,
                name: row.get(1)?,
                page: row.get(2)?,
                columns: serde_json::from_str(&columns).unwrap_or_default(),
                row_count: row.get(4)?,
            })
        },
    )
}

pub(super) fn rows(tx: &Tx, id: DocumentId, sheet: u32, first: u32, limit: u32) -> db::Result<Vec<Vec<Cell>>> {
    let mut found = Vec::new();
    // The rows that are wanted may begin in the middle of those that are stored together.
    let sql = "SELECT first, cells FROM document_rows
               WHERE document_id = ?1 AND sheet = ?2
                 AND first >= coalesce((SELECT max(first) FROM document_rows
                                        WHERE document_id = ?1 AND sheet = ?2 AND first <= ?3), 1)
               ORDER BY first";
    tx.each(sql, params![id, sheet, first], |row| {
        let (begins, cells): (u32, String) = (row.get(0)?, row.get(1)?);
        let together: Vec<Vec<Cell>> = serde_json::from_str(&cells).unwrap_or_default();
        let before = first.saturating_sub(begins) as usize;
        let room = limit as usize - found.len();
        found.extend(together.into_iter().skip(before).take(room));
        let is_full = found.len() == limit as usize;
        Ok(if is_full { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
    })?;
    Ok(found)
}

fn read(row: &Row<'_>) -> db::RowResult<Document> {
    let notes: String = row.get(7)?;
    let note = |word: &str| Note::from_word(word).ok_or_else(|| FromSqlError::other(db::UnknownWord(word.to_owned())));
    Ok(Document {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        hash: row.get(3)?,
        bytes: row.get(4)?,
        status: row.get(5)?,
        refusal: row.get(6)?,
        notes: notes.split_whitespace().map(note).collect::<Result<_, _>>()?,
        card: row.get(8)?,
        created_at: row.get(9)?,
        archived_at: row.get(10)?,
        pages: row.get(11)?,
        sheets: row.get(12)?,
        folder: Folder::new(&row.get::<_, String>(13)?).unwrap_or_default(),
    })
}
