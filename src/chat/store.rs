//! The SQL of [`super`].

use super::{Approval, Message, MessageId};
use crate::{
    activity::Seq,
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT messages.id, role, content, turn_id, card_ids, at, messages.seq, server, tool, input, status, outcome
             FROM messages
             LEFT JOIN approvals ON approvals.message_id = messages.id ",
            $rest
        )
    };
}

pub(super) fn insert(tx: &Tx, message: &Message) -> db::Result<()> {
    tx.execute(
        "INSERT INTO messages (seq, id, role, content, turn_id, card_ids, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            message.seq,
            message.id,
            message.role,
            message.content,
            message.turn,
            serde_json::json!(message.cards).to_string(),
            message.at
        ],
    )?;
    Ok(())
}

/// The `limit` messages before `seq`, or the last ones, the oldest first.
pub(super) fn before(tx: &Tx, seq: Option<Seq>, limit: u32) -> db::Result<Vec<Message>> {
    // The largest number stands for "the end", so that the index leads straight to the page.
    let end = seq.unwrap_or(Seq(u64::MAX));
    let mut messages =
        tx.all(select!("WHERE messages.seq < ?1 ORDER BY messages.seq DESC LIMIT ?2"), params![end, limit], read)?;
    messages.reverse();
    Ok(messages)
}

pub(super) fn since(tx: &Tx, after: Seq) -> db::Result<Vec<Message>> {
    let sql = select!(
        "WHERE messages.seq > ?1 OR messages.id IN (SELECT message_id FROM approvals WHERE seq > ?1)
         ORDER BY messages.seq"
    );
    tx.all(sql, params![after], read)
}

pub(super) fn find(tx: &Tx, id: MessageId) -> db::Result<Option<Message>> {
    tx.find(select!("WHERE messages.id = ?1"), params![id], read)
}

pub(super) fn insert_approval(tx: &Tx, id: MessageId, approval: &Approval, seq: Seq) -> db::Result<()> {
    tx.execute(
        "INSERT INTO approvals (message_id, server, tool, input, status, outcome, seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, approval.server, approval.tool, approval.input.to_string(), approval.status, approval.outcome, seq],
    )?;
    Ok(())
}

pub(super) fn set_approval(tx: &Tx, id: MessageId, approval: &Approval, seq: Seq, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE approvals SET status = ?2, outcome = ?3, seq = ?4, decided_at = ?5 WHERE message_id = ?1",
        params![id, approval.status, approval.outcome, seq, now],
    )?;
    Ok(())
}

pub(super) fn count_waiting(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM approvals WHERE status = 'waiting'", [], |row| row.get(0))
}

pub(super) fn seq_of(tx: &Tx, id: MessageId) -> db::Result<Option<Seq>> {
    tx.find("SELECT seq FROM messages WHERE id = ?1", params![id], |row| row.get(0))
}

/// Bytes of everything that was said.
pub(crate) fn bytes(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT coalesce(sum(octet_length(content)), 0) FROM messages", [], |row| row.get(0))
}

fn read(row: &Row<'_>) -> db::RowResult<Message> {
    let cards: String = row.get(4)?;
    Ok(Message {
        id: row.get(0)?,
        role: row.get(1)?,
        content: row.get(2)?,
        turn: row.get(3)?,
        cards: serde_json::from_str(&cards).unwrap_or_default(),
        approval: read_approval(row)?,
        at: row.get(5)?,
        seq: row.get(6)?,
    })
}

fn read_approval(row: &Row<'_>) -> db::RowResult<Option<Approval>> {
    let Some(server) = row.get(7)? else { return Ok(None) };
    let input: String = row.get(9)?;
    Ok(Some(Approval {
        server,
        tool: row.get(8)?,
        input: serde_json::from_str(&input).unwrap_or_default(),
        status: row.get(10)?,
        outcome: row.get(11)?,
    }))
}
