//! The SQL of [`super`].

use crate::{
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(super) fn value(tx: &Tx, name: &str) -> db::Result<Option<String>> {
    tx.find("SELECT value FROM preferences WHERE name = ?1", params![name], |row| row.get(0))
}

pub(super) fn set(tx: &Tx, name: &str, value: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO preferences (name, value, changed_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        params![name, value, now],
    )?;
    Ok(())
}
