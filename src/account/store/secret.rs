//! The table `secrets`.

use crate::{
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(in crate::account) fn find(tx: &Tx, name: &str) -> db::Result<Option<Vec<u8>>> {
    tx.find("SELECT value FROM secrets WHERE name = ?1", params![name], |row| row.get(0))
}

pub(in crate::account) fn insert(tx: &Tx, name: &str, value: &[u8], now: Timestamp) -> db::Result<()> {
    tx.execute("INSERT INTO secrets (name, value, created_at) VALUES (?1, ?2, ?3)", params![name, value, now])?;
    Ok(())
}
