//! When each user's next job is due, in the server's file.

use crate::{
    account::UserId,
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(in crate::app) fn put(tx: &Tx, user: UserId, due_at: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO app_wakes (user_id, due_at)
         VALUES (?1, ?2)
         ON CONFLICT (user_id) DO UPDATE SET due_at = excluded.due_at",
        params![user, due_at],
    )?;
    Ok(())
}

pub(in crate::app) fn remove(tx: &Tx, user: UserId) -> db::Result<()> {
    tx.execute("DELETE FROM app_wakes WHERE user_id = ?1", params![user])?;
    Ok(())
}

pub(in crate::app) fn due(tx: &Tx, now: Timestamp, limit: u32) -> db::Result<Vec<UserId>> {
    let due = "SELECT user_id FROM app_wakes WHERE due_at <= ?1 ORDER BY due_at, user_id LIMIT ?2";
    tx.all(due, params![now, limit], |row| row.get(0))
}
