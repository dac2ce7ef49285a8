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

pub(super) fn last(tx: &Tx) -> db::Result<Option<Turn>> {
    tx.find(select!("ORDER BY number DESC LIMIT 1"), [], read)
}

/// The last turns that are over, of those with a higher number than `after`, the last first.
pub(super) fn ended_after(tx: &Tx, after: u64, limit: usize) -> db::Result<Vec<Turn>> {
    let (after, limit) = (i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let ended =
        select!("WHERE number > ?1 AND status IN ('completed', 'failed', 'cancelled') ORDER BY number DESC LIMIT ?2");
    tx.all(ended, params![after, limit], read)
}

pub(super) fn open(tx: &Tx) -> db::Result<Vec<Turn>> {
    tx.all(select!("WHERE status IN ('queued', 'running', 'interrupted') ORDER BY number"), [], read)
}

pub(super) fn count_queued(tx: &Tx) -> db::Result<usize> {
    tx.one("SELECT count(*) FROM turns WHERE status = 'queued'", [], |row| row.get(0))
}

/// A step as it stands in its row: the kind, what went in, and what came out once it has ended.
pub(super) struct StepRow {
    pub kind: String,
    pub input: String,
    pub output: Option<String>,
}

/// Adds a step at the end of the turn and answers its number.
pub(super) fn insert_step(tx: &Tx, turn: TurnId, step: &StepRow, now: Timestamp) -> db::Result<u32> {
    let ended_at = step.output.as_ref().map(|_| now);
    tx.one(
        "INSERT INTO turn_steps (turn_id, number, kind, input, output, started_at, ended_at)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM turn_steps WHERE turn_id = ?1), ?2, ?3, ?4, ?5, ?6)
         RETURNING number",
        params![turn, step.kind, step.input, step.output, now, ended_at],
        |row| row.get(0),
    )
}

pub(super) fn end_step(tx: &Tx, turn: TurnId, number: u32, output: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE turn_steps SET output = ?3, ended_at = ?4 WHERE turn_id = ?1 AND number = ?2",
        params![turn, number, output, now],
    )?;
    Ok(())
}

pub(super) fn steps(tx: &Tx, turn: TurnId) -> db::Result<Vec<StepRow>> {
    tx.all("SELECT kind, input, output FROM turn_steps WHERE turn_id = ?1 ORDER BY number", params![turn], |row| {
        Ok(StepRow { kind: row.get(0)?, input: row.get(1)?, output: row.get(2)? })
    })
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
