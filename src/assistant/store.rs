//! The SQL of [`super`].

use super::{NewTurn, Status, Turn};
use crate::{
    activity::TurnId,
    card::CardId,
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, number, stack_id, text, status, partial, error, created_at FROM turns ", $rest)
    };
}

pub(super) fn insert(tx: &Tx, new: &NewTurn, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO turns (id, number, stack_id, text, status, partial, created_at)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM turns), ?2, ?3, 'queued', '', ?4)",
        params![new.id, new.stack, new.text, now],
    )?;
    Ok(())
}

pub(super) fn start(tx: &Tx, id: TurnId, now: Timestamp) -> db::Result<usize> {
    tx.execute(
        "UPDATE turns SET status = 'running', started_at = ?2 WHERE id = ?1 AND status = 'queued'",
        params![id, now],
    )
}

pub(super) fn set_partial(tx: &Tx, id: TurnId, partial: &str) -> db::Result<()> {
    tx.execute("UPDATE turns SET partial = ?2 WHERE id = ?1 AND status = 'running'", params![id, partial])?;
    Ok(())
}

pub(super) fn set_status(tx: &Tx, id: TurnId, status: Status) -> db::Result<()> {
    tx.execute("UPDATE turns SET status = ?2 WHERE id = ?1", params![id, status])?;
    Ok(())
}

pub(super) fn end(
    tx: &Tx,
    id: TurnId,
    status: Status,
    partial: &str,
    error: Option<&str>,
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "UPDATE turns SET status = ?2, partial = ?3, error = ?4, ended_at = ?5 WHERE id = ?1",
        params![id, status, partial, error, now],
    )?;
    Ok(())
}

pub(super) fn interrupt_running(tx: &Tx) -> db::Result<usize> {
    tx.execute("UPDATE turns SET status = 'interrupted' WHERE status = 'running'", [])
}

pub(super) fn find(tx: &Tx, id: TurnId) -> db::Result<Option<Turn>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(super) fn open(tx: &Tx) -> db::Result<Vec<Turn>> {
    tx.all(select!("WHERE status IN ('queued', 'running', 'interrupted') ORDER BY number"), [], read)
}

pub(super) fn count_queued(tx: &Tx) -> db::Result<usize> {
    tx.one("SELECT count(*) FROM turns WHERE status = 'queued'", [], |row| row.get(0))
}

/// The cards that the turn made or changed, in the order in which it touched them first.
pub(super) fn cards_of(tx: &Tx, id: TurnId) -> db::Result<Vec<CardId>> {
    tx.all(
        "SELECT subject
         FROM activity
         WHERE turn_id = ?1 AND verb LIKE 'card!_%' ESCAPE '!'
         GROUP BY subject
         ORDER BY min(seq)",
        params![id],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> db::RowResult<Turn> {
    Ok(Turn {
        id: row.get(0)?,
        number: row.get(1)?,
        stack: row.get(2)?,
        text: row.get(3)?,
        status: row.get(4)?,
        partial: row.get(5)?,
        error: row.get(6)?,
        created_at: row.get(7)?,
    })
}
