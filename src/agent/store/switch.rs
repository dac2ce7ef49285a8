//! Turning the shell on and off, each time a row.

use crate::{
    account::UserId,
    agent::shell::Switched,
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(in crate::agent) fn insert(tx: &Tx, by: UserId, is_on: bool, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO shell_switches (is_on, user_id, switched_at) VALUES (?1, ?2, ?3)",
        params![is_on, by, now],
    )?;
    Ok(())
}

pub(in crate::agent) fn last(tx: &Tx) -> db::Result<Option<Switched>> {
    tx.find(
        "SELECT s.is_on, u.name, s.switched_at
         FROM shell_switches s JOIN users u ON u.id = s.user_id
         ORDER BY s.number DESC LIMIT 1",
        params![],
        |row| Ok(Switched { is_on: row.get(0)?, by: row.get(1)?, at: row.get(2)? }),
    )
}
