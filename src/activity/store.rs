//! The SQL of [`super`].

use super::{Entry, Happened, Seq, Undoable};
use crate::{
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(super) fn insert(tx: &Tx, entry: &Entry<'_>, now: Timestamp) -> db::Result<Seq> {
    let seq = tx.insert(
        "INSERT INTO activity (at, by, turn_id, verb, subject, before, undoable)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6 IS NOT NULL)",
        params![
            now,
            entry.by.as_str(),
            entry.by.turn(),
            entry.verb,
            entry.subject,
            entry.before.as_ref().map(ToString::to_string)
        ],
    )?;
    Ok(Seq(u64::try_from(seq).unwrap_or(0)))
}

pub(super) fn latest(tx: &Tx) -> db::Result<Seq> {
    tx.one("SELECT coalesce(max(seq), 0) FROM activity", [], |row| row.get(0))
}

pub(super) fn last_undoable(tx: &Tx) -> db::Result<Option<Undoable>> {
    tx.find(
        "SELECT seq, verb, subject, before
         FROM activity
         WHERE undoable = 1 AND undone_by IS NULL
         ORDER BY seq DESC
         LIMIT 1",
        [],
        |row| {
            let before: String = row.get(3)?;
            Ok(Undoable {
                seq: row.get(0)?,
                verb: row.get(1)?,
                subject: row.get(2)?,
                before: serde_json::from_str(&before).unwrap_or_default(),
            })
        },
    )
}

pub(super) fn mark_undone(tx: &Tx, undone: Seq, by: Seq) -> db::Result<()> {
    tx.execute("UPDATE activity SET undone_by = ?2 WHERE seq = ?1", params![undone, by])?;
    tx.execute("UPDATE activity SET undoable = 0 WHERE seq >= ?1", params![by])?;
    Ok(())
}

pub(super) fn bind(tx: &Tx, after: Seq) -> db::Result<()> {
    tx.execute("UPDATE activity SET undoable = 0 WHERE seq > ?1", params![after])?;
    Ok(())
}

pub(super) fn since(tx: &Tx, after: Seq, limit: u32) -> db::Result<Vec<Happened>> {
    tx.all(
        "SELECT seq, at, by, verb, subject
         FROM activity
         WHERE seq > ?1
         ORDER BY seq
         LIMIT ?2",
        params![after, limit],
        |row| {
            Ok(Happened { seq: row.get(0)?, at: row.get(1)?, by: row.get(2)?, verb: row.get(3)?, subject: row.get(4)? })
        },
    )
}
