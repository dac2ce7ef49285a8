//! The SQL of [`super`].

use super::{Name, Origin, Session, SessionId};
use crate::{
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, name, saved_at, same_until, seq, digest, stack_count, card_count, instance_count,
                    archived_at
             FROM sessions ",
            $rest
        )
    };
}

pub(super) fn insert(tx: &Tx, session: &Session, body: &[u8]) -> db::Result<()> {
    tx.execute(
        "INSERT INTO sessions (id, kind, name, saved_at, same_until, seq, digest, stack_count, card_count,
                               instance_count, archived_at, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            session.id,
            session.origin,
            session.name,
            session.saved_at,
            session.same_until,
            session.seq,
            session.digest,
            session.stacks,
            session.cards,
            session.instances,
            session.archived_at,
            body
        ],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, id: SessionId) -> db::Result<Option<Session>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(super) fn list(tx: &Tx, is_archived: bool) -> db::Result<Vec<Session>> {
    tx.all(select!("WHERE (archived_at IS NOT NULL) = ?1 ORDER BY saved_at DESC, id DESC"), params![is_archived], read)
}

/// The newest one of a kind.
pub(super) fn last(tx: &Tx, origin: Origin) -> db::Result<Option<Session>> {
    tx.find(select!("WHERE kind = ?1 ORDER BY saved_at DESC, id DESC LIMIT 1"), params![origin], read)
}

/// Those of a kind that are not archived, the newest first.
pub(super) fn times(tx: &Tx, origin: Origin) -> db::Result<Vec<(SessionId, Timestamp)>> {
    tx.all(
        "SELECT id, saved_at
         FROM sessions
         WHERE kind = ?1 AND archived_at IS NULL
         ORDER BY saved_at DESC, id DESC",
        params![origin],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(super) fn body(tx: &Tx, id: SessionId) -> db::Result<Vec<u8>> {
    tx.one("SELECT body FROM sessions WHERE id = ?1", params![id], |row| row.get(0))
}

pub(super) fn bytes(tx: &Tx, id: SessionId) -> db::Result<u64> {
    tx.one("SELECT length(body) FROM sessions WHERE id = ?1", params![id], |row| row.get(0))
}

pub(super) fn count_named(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM sessions WHERE kind = 'named' AND archived_at IS NULL", [], |row| row.get(0))
}

pub(super) fn named_bytes(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT coalesce(sum(length(body)), 0) FROM sessions WHERE kind = 'named'", [], |row| row.get(0))
}

/// Bytes of all sessions, as they are stored.
pub(crate) fn all_bytes(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT coalesce(sum(length(body)), 0) FROM sessions", [], |row| row.get(0))
}

pub(super) fn set_name(tx: &Tx, id: SessionId, name: &Name) -> db::Result<()> {
    tx.execute("UPDATE sessions SET name = ?2, kind = 'named' WHERE id = ?1", params![id, name])?;
    Ok(())
}

pub(super) fn set_same_until(tx: &Tx, session: &Session) -> db::Result<()> {
    tx.execute(
        "UPDATE sessions SET same_until = ?2, seq = ?3 WHERE id = ?1",
        params![session.id, session.same_until, session.seq],
    )?;
    Ok(())
}

pub(super) fn archive(tx: &Tx, id: SessionId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE sessions SET archived_at = ?2 WHERE id = ?1 AND archived_at IS NULL", params![id, now])?;
    Ok(())
}

pub(super) fn unarchive(tx: &Tx, id: SessionId) -> db::Result<()> {
    tx.execute("UPDATE sessions SET archived_at = NULL WHERE id = ?1", params![id])?;
    Ok(())
}

/// Forgets a session that the server made by itself.
pub(super) fn forget(tx: &Tx, id: SessionId) -> db::Result<()> {
    tx.execute("DELETE FROM sessions WHERE id = ?1 AND kind <> 'named' AND archived_at IS NULL", params![id])?;
    Ok(())
}

fn read(row: &Row<'_>) -> db::RowResult<Session> {
    Ok(Session {
        id: row.get(0)?,
        origin: row.get(1)?,
        name: row.get(2)?,
        saved_at: row.get(3)?,
        same_until: row.get(4)?,
        seq: row.get(5)?,
        digest: row.get(6)?,
        stacks: row.get(7)?,
        cards: row.get(8)?,
        instances: row.get(9)?,
        archived_at: row.get(10)?,
    })
}
