//! The SQL of [`super`].

use super::{About, Chat, ChatId, Outcome, Places, Turn, TurnId};
use crate::{
    assistant::Status,
    db::{self, Row, RowResult, Tx, column::FromSqlError, params},
    git::{BranchName, ObjectId},
    kit::Timestamp,
};

macro_rules! select_turns {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.chat_id, t.number, t.text, t.status, t.answer, t.error, t.model, t.base_commit, t.made_commit,
                t.created_at, t.ended_at
             FROM live_chat_turns t ",
            $rest
        )
    };
}

macro_rules! select_chats {
    ($rest:literal) => {
        concat!("SELECT c.id, c.repository_id, c.branch, c.user_id, c.seq FROM live_chats c ", $rest)
    };
}

pub(super) fn insert_chat(tx: &Tx, chat: &Chat, now: Timestamp) -> db::Result<()> {
    let About { repository, branch, user } = &chat.about;
    tx.execute(
        "INSERT INTO live_chats (id, repository_id, branch, user_id, seq, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![chat.id, repository, branch.as_str(), user, chat.seq, now],
    )?;
    Ok(())
}

pub(super) fn find_chat(tx: &Tx, about: &About) -> db::Result<Option<Chat>> {
    tx.find(
        select_chats!("WHERE c.repository_id = ?1 AND c.branch = ?2 AND c.user_id = ?3 AND c.ended_at IS NULL"),
        params![about.repository, about.branch.as_str(), about.user],
        read_chat,
    )
}

pub(super) fn chat_of(tx: &Tx, id: ChatId) -> db::Result<Option<Chat>> {
    tx.find(select_chats!("WHERE c.id = ?1"), params![id], read_chat)
}

pub(super) fn end_chat(tx: &Tx, id: ChatId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE live_chats SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL", params![id, now])?;
    Ok(())
}

pub(super) fn insert_turn(tx: &Tx, chat: ChatId, id: TurnId, text: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO live_chat_turns (id, chat_id, number, text, status, created_at)
         VALUES (?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM live_chat_turns WHERE chat_id = ?2), ?3, 'queued', ?4)",
        params![id, chat, text, now],
    )?;
    Ok(())
}

pub(super) fn turn(tx: &Tx, id: TurnId) -> db::Result<Option<Turn>> {
    tx.find(select_turns!("WHERE t.id = ?1"), params![id], read_turn)
}

/// The last turns before the one with the number `before`, the last first.
pub(super) fn turns(tx: &Tx, chat: ChatId, before: u64, max: u64) -> db::Result<Vec<Turn>> {
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    tx.all(
        select_turns!("WHERE t.chat_id = ?1 AND t.number < ?2 ORDER BY t.number DESC LIMIT ?3"),
        params![chat, before, max],
        read_turn,
    )
}

pub(super) fn count(tx: &Tx, chat: ChatId) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM live_chat_turns WHERE chat_id = ?1", params![chat], |row| row.get(0))
}

/// Turns of the conversation that are not over and come before the one with this number.
pub(super) fn count_open(tx: &Tx, chat: ChatId, before: u64) -> db::Result<u64> {
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    tx.one(
        "SELECT count(*)
         FROM live_chat_turns
         WHERE chat_id = ?1 AND number < ?2 AND status IN ('queued', 'running', 'interrupted')",
        params![chat, before],
        |row| row.get(0),
    )
}

/// The turn that has waited longest and may run: nothing of its conversation comes before it, and there is a place.
pub(super) fn next(tx: &Tx, places: Places) -> db::Result<Option<TurnId>> {
    tx.find(
        "SELECT t.id
         FROM live_chat_turns t
         JOIN live_chats c ON c.id = t.chat_id
         WHERE t.status = 'queued'
            AND c.ended_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM live_chat_turns o
                WHERE o.chat_id = t.chat_id AND o.number < t.number AND o.status IN ('queued', 'running', 'interrupted'))
            AND ?1 > (
                SELECT count(*)
                FROM live_chat_turns o
                JOIN live_chats d ON d.id = o.chat_id
                WHERE o.status = 'running' AND d.user_id = c.user_id)
            AND ?2 > (SELECT count(*) FROM live_chat_turns o WHERE o.status = 'running')
         ORDER BY t.created_at, t.id
         LIMIT 1",
        params![places.of_user, places.of_server],
        |row| row.get(0),
    )
}

pub(super) fn set_status(tx: &Tx, id: TurnId, status: Status) -> db::Result<()> {
    tx.execute("UPDATE live_chat_turns SET status = ?2 WHERE id = ?1", params![id, status])?;
    Ok(())
}

pub(super) fn begin(tx: &Tx, id: TurnId, model: &str, base: ObjectId) -> db::Result<()> {
    tx.execute(
        "UPDATE live_chat_turns SET model = ?2, base_commit = coalesce(base_commit, ?3) WHERE id = ?1",
        params![id, model, base.to_string()],
    )?;
    Ok(())
}

pub(super) fn set_answer(tx: &Tx, id: TurnId, answer: &str) -> db::Result<()> {
    tx.execute("UPDATE live_chat_turns SET answer = ?2 WHERE id = ?1 AND status = 'running'", params![id, answer])?;
    Ok(())
}

pub(super) fn finish(tx: &Tx, id: TurnId, outcome: &Outcome, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE live_chat_turns
         SET status = ?2, answer = ?3, error = ?4, made_commit = ?5, ended_at = ?6
         WHERE id = ?1",
        params![id, outcome.status, outcome.answer, outcome.error, outcome.made.map(|id| id.to_string()), now],
    )?;
    Ok(())
}

pub(super) fn cancel_open(tx: &Tx, chat: ChatId, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE live_chat_turns
         SET status = 'cancelled', ended_at = ?2
         WHERE chat_id = ?1 AND status IN ('queued', 'interrupted')",
        params![chat, now],
    )?;
    Ok(())
}

pub(super) fn interrupt_running(tx: &Tx) -> db::Result<usize> {
    tx.execute("UPDATE live_chat_turns SET status = 'interrupted' WHERE status = 'running'", [])
}

/// A step as it stands in its row: what went in, and what came out once it has ended.
pub(super) struct StepRow {
    pub kind: String,
    pub input: String,
    pub output: Option<String>,
}

pub(super) fn insert_step(tx: &Tx, turn: TurnId, step: &StepRow, now: Timestamp) -> db::Result<u64> {
    let ended_at = step.output.as_ref().map(|_| now);
    tx.one(
        "INSERT INTO live_chat_steps (turn_id, number, kind, input, output, begun_at, ended_at)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM live_chat_steps WHERE turn_id = ?1), ?2, ?3, ?4, ?5, ?6)
         RETURNING number",
        params![turn, step.kind, step.input, step.output, now, ended_at],
        |row| row.get(0),
    )
}

pub(super) fn end_step(tx: &Tx, turn: TurnId, number: u64, output: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE live_chat_steps SET output = ?3, ended_at = ?4 WHERE turn_id = ?1 AND number = ?2",
        params![turn, number, output, now],
    )?;
    Ok(())
}

pub(super) fn steps(tx: &Tx, turn: TurnId) -> db::Result<Vec<(u64, StepRow)>> {
    tx.all(
        "SELECT number, kind, input, output FROM live_chat_steps WHERE turn_id = ?1 ORDER BY number",
        params![turn],
        |row| Ok((row.get(0)?, StepRow { kind: row.get(1)?, input: row.get(2)?, output: row.get(3)? })),
    )
}

fn read_chat(row: &Row<'_>) -> RowResult<Chat> {
    let branch: String = row.get(2)?;
    let branch = BranchName::new(&branch).map_err(FromSqlError::other)?;
    Ok(Chat { id: row.get(0)?, about: About { repository: row.get(1)?, branch, user: row.get(3)? }, seq: row.get(4)? })
}

fn read_turn(row: &Row<'_>) -> RowResult<Turn> {
    let commit = |column: usize| -> RowResult<Option<ObjectId>> {
        let name: Option<String> = row.get(column)?;
        Ok(name.map(|name| name.parse().map_err(FromSqlError::other)).transpose()?)
    };
    Ok(Turn {
        id: row.get(0)?,
        chat: row.get(1)?,
        number: row.get(2)?,
        text: row.get(3)?,
        status: row.get(4)?,
        answer: row.get(5)?,
        error: row.get(6)?,
        model: row.get(7)?,
        base: commit(8)?,
        made: commit(9)?,
        created_at: row.get(10)?,
        ended_at: row.get(11)?,
    })
}
