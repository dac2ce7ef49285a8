//! The tables `model_choices` and `model_keys`: what users decide for themselves.

use crate::{
    account::UserId,
    db::{self, Tx, params},
    kit::Timestamp,
};

/// The name that the user has chosen; without a user, the one that is chosen for everybody.
pub(in crate::model) fn chosen(tx: &Tx, user: Option<UserId>) -> db::Result<Option<String>> {
    tx.find("SELECT model FROM model_choices WHERE user_id IS ?1", params![user], |row| row.get(0))
}

pub(in crate::model) fn choose(tx: &Tx, user: Option<UserId>, model: &str, now: Timestamp) -> db::Result<()> {
    let changed = tx.execute(
        "UPDATE model_choices SET model = ?2, chosen_at = ?3 WHERE user_id IS ?1",
        params![user, model, now],
    )?;
    if changed == 0 {
        tx.execute(
            "INSERT INTO model_choices (user_id, model, chosen_at) VALUES (?1, ?2, ?3)",
            params![user, model, now],
        )?;
    }
    Ok(())
}

/// The user's own sealed key.
pub(in crate::model) fn key(tx: &Tx, user: UserId, model: &str) -> db::Result<Option<Vec<u8>>> {
    let key: Option<Option<Vec<u8>>> =
        tx.find("SELECT key FROM model_keys WHERE user_id = ?1 AND model = ?2", params![user, model], |row| {
            row.get(0)
        })?;
    Ok(key.flatten())
}

pub(in crate::model) fn set_key(
    tx: &Tx,
    user: UserId,
    model: &str,
    key: Option<&[u8]>,
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "INSERT INTO model_keys (user_id, model, key, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, model) DO UPDATE SET key = excluded.key, updated_at = excluded.updated_at",
        params![user, model, key, now],
    )?;
    Ok(())
}
