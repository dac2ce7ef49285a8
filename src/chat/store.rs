//! The SQL of [`super`].

use super::{Message, MessageId};
use crate::{
    activity::Seq,
    db::{self, Row, Tx, params},
};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, role, content, turn_id, card_ids, at, seq FROM messages ", $rest)
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
    let mut messages = tx.all(select!("WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2"), params![end, limit], read)?;
    messages.reverse();
    Ok(messages)
}

pub(super) fn since(tx: &Tx, after: Seq) -> db::Result<Vec<Message>> {
    tx.all(select!("WHERE seq > ?1 ORDER BY seq"), params![after], read)
}

pub(super) fn seq_of(tx: &Tx, id: MessageId) -> db::Result<Option<Seq>> {
    tx.find("SELECT seq FROM messages WHERE id = ?1", params![id], |row| row.get(0))
}

fn read(row: &Row<'_>) -> db::RowResult<Message> {
    let cards: String = row.get(4)?;
    Ok(Message {
        id: row.get(0)?,
        role: row.get(1)?,
        content: row.get(2)?,
        turn: row.get(3)?,
        cards: serde_json::from_str(&cards).unwrap_or_default(),
        at: row.get(5)?,
        seq: row.get(6)?,
    })
}
