//! The SQL of [`super`].

use super::{File, FileName, Learning, LearningId};
use crate::{
    activity::By,
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select_learnings {
    ($rest:literal) => {
        concat!("SELECT id, file, text, turn_id, status = 'archived', created_at FROM memory_learnings ", $rest)
    };
}

pub(super) fn newest(tx: &Tx, name: &FileName) -> db::Result<Option<File>> {
    Ok(versions(tx, name, 1)?.into_iter().next())
}

pub(super) fn versions(tx: &Tx, name: &FileName, limit: u32) -> db::Result<Vec<File>> {
    tx.all(
        "SELECT name, version, text, turn_id, at
         FROM memory_versions
         WHERE name = ?1
         ORDER BY version DESC
         LIMIT ?2",
        params![name, limit],
        file,
    )
}

pub(super) fn version(tx: &Tx, name: &FileName, version: u32) -> db::Result<Option<File>> {
    tx.find(
        "SELECT name, version, text, turn_id, at FROM memory_versions WHERE name = ?1 AND version = ?2",
        params![name, version],
        file,
    )
}

/// The days of the journal that something was written or learnt in, the last first.
pub(super) fn journal(tx: &Tx, limit: u32) -> db::Result<Vec<FileName>> {
    tx.all(
        "SELECT name FROM memory_versions WHERE name LIKE 'journal/%'
         UNION
         SELECT file FROM memory_learnings WHERE status = 'active' AND file LIKE 'journal/%'
         ORDER BY 1 DESC
         LIMIT ?1",
        params![limit],
        |row| row.get(0),
    )
}

pub(super) fn insert_version(tx: &Tx, file: &File, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO memory_versions (name, version, text, turn_id, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![file.name, file.version, file.text, file.by.turn(), now],
    )?;
    Ok(())
}

pub(super) fn active(tx: &Tx, limit: u32) -> db::Result<Vec<Learning>> {
    let active = select_learnings!("WHERE status = 'active' ORDER BY created_at DESC, id DESC LIMIT ?1");
    tx.all(active, params![limit], learning)
}

pub(super) fn archived(tx: &Tx, limit: u32) -> db::Result<Vec<Learning>> {
    let archived = select_learnings!("WHERE status = 'archived' ORDER BY archived_at DESC, id DESC LIMIT ?1");
    tx.all(archived, params![limit], learning)
}

pub(super) fn find(tx: &Tx, id: LearningId) -> db::Result<Option<Learning>> {
    tx.find(select_learnings!("WHERE id = ?1"), params![id], learning)
}

pub(super) fn insert_learning(tx: &Tx, new: &Learning) -> db::Result<()> {
    tx.execute(
        "INSERT INTO memory_learnings (id, file, text, turn_id, status, created_at) VALUES (?1, ?2, ?3, ?4, 'active', ?5)",
        params![new.id, new.file, new.text, new.turn, new.created_at],
    )?;
    Ok(())
}

pub(super) fn set_text(tx: &Tx, id: LearningId, text: &str) -> db::Result<()> {
    tx.execute("UPDATE memory_learnings SET text = ?2 WHERE id = ?1", params![id, text])?;
    Ok(())
}

pub(super) fn archive(tx: &Tx, id: LearningId, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE memory_learnings SET status = 'archived', archived_at = ?2 WHERE id = ?1 AND status = 'active'",
        params![id, now],
    )?;
    Ok(())
}

pub(super) fn restore(tx: &Tx, id: LearningId) -> db::Result<()> {
    tx.execute("UPDATE memory_learnings SET status = 'active', archived_at = NULL WHERE id = ?1", params![id])?;
    Ok(())
}

pub(super) fn reviewed(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT coalesce(max(turn_number), 0) FROM memory_reviews", [], |row| row.get(0))
}

pub(super) fn insert_review(tx: &Tx, turn_number: u64, now: Timestamp) -> db::Result<()> {
    tx.execute("INSERT OR IGNORE INTO memory_reviews (turn_number, at) VALUES (?1, ?2)", params![turn_number, now])?;
    Ok(())
}

/// Bytes of the files in all versions, and of what was learnt.
pub(crate) fn bytes(tx: &Tx) -> db::Result<u64> {
    tx.one(
        "SELECT (SELECT coalesce(sum(octet_length(text)), 0) FROM memory_versions)
              + (SELECT coalesce(sum(octet_length(text)), 0) FROM memory_learnings)",
        [],
        |row| row.get(0),
    )
}

fn file(row: &Row<'_>) -> db::RowResult<File> {
    Ok(File {
        name: row.get(0)?,
        version: row.get(1)?,
        text: row.get(2)?,
        by: By::from_turn(row.get(3)?),
        updated_at: row.get(4)?,
    })
}

fn learning(row: &Row<'_>) -> db::RowResult<Learning> {
    Ok(Learning {
        id: row.get(0)?,
        file: row.get(1)?,
        text: row.get(2)?,
        turn: row.get(3)?,
        is_forgotten: row.get(4)?,
        created_at: row.get(5)?,
    })
}
