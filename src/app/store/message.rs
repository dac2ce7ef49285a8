//! What apps say to each other.

use super::super::{
    PackageId,
    message::{Message, MessageId},
};
use crate::{
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

pub(in crate::app) fn insert(tx: &Tx, message: &Message) -> db::Result<MessageId> {
    tx.insert(
        "INSERT INTO app_messages (from_package, to_package, kind, body, depth, sent_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            message.from,
            message.to,
            message.kind,
            message.body,
            message.depth,
            message.sent_at,
            message.expires_at
        ],
    )
}

pub(in crate::app) fn count_waiting(tx: &Tx, to: &PackageId) -> db::Result<usize> {
    let sql = "SELECT count(*) FROM app_messages WHERE to_package = ?1 AND delivered_at IS NULL";
    tx.one(sql, params![to], |row| row.get(0))
}

pub(in crate::app) fn waiting(tx: &Tx, to: &PackageId, now: Timestamp, limit: usize) -> db::Result<Vec<Message>> {
    tx.all(
        "SELECT id, from_package, to_package, kind, body, depth, sent_at, expires_at
         FROM app_messages
         WHERE to_package = ?1 AND delivered_at IS NULL AND expires_at > ?2
         ORDER BY id
         LIMIT ?3",
        params![to, now, limit],
        read,
    )
}

pub(in crate::app) fn recipients(tx: &Tx, now: Timestamp) -> db::Result<Vec<PackageId>> {
    tx.all(
        "SELECT DISTINCT to_package
         FROM app_messages
         WHERE delivered_at IS NULL AND expires_at > ?1
         ORDER BY to_package",
        params![now],
        |row| row.get(0),
    )
}

pub(in crate::app) fn set_delivered(tx: &Tx, id: MessageId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE app_messages SET delivered_at = ?2 WHERE id = ?1 AND delivered_at IS NULL", params![id, now])?;
    Ok(())
}

pub(in crate::app) fn forget_expired(tx: &Tx, now: Timestamp) -> db::Result<()> {
    tx.execute("DELETE FROM app_messages WHERE expires_at <= ?1", params![now])?;
    Ok(())
}

fn read(row: &Row<'_>) -> db::RowResult<Message> {
    Ok(Message {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        kind: row.get(3)?,
        body: row.get(4)?,
        depth: row.get(5)?,
        sent_at: row.get(6)?,
        expires_at: row.get(7)?,
    })
}
