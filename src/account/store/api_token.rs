//! The table `api_tokens`, and what of `sign_ins` belongs to it.

use crate::{
    account::{ApiToken, NewApiToken, SignInId, UserId},
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(in crate::account) fn insert(tx: &Tx, id: SignInId, new: &NewApiToken) -> db::Result<()> {
    tx.execute(
        "INSERT INTO api_tokens (sign_in_id, name, scopes)
         VALUES (?1, ?2, ?3)",
        params![id, new.name, new.scopes],
    )?;
    Ok(())
}

pub(in crate::account) fn exists(tx: &Tx, id: SignInId) -> db::Result<bool> {
    let found = tx.find("SELECT 1 FROM api_tokens WHERE sign_in_id = ?1", params![id], |row| row.get::<_, i64>(0))?;
    Ok(found.is_some())
}

pub(in crate::account) fn list_live(tx: &Tx, user: UserId, now: Timestamp) -> db::Result<Vec<ApiToken>> {
    tx.all(
        "SELECT sign_ins.id, api_tokens.name, api_tokens.scopes, sign_ins.created_at,
             nullif(sign_ins.seen_at, 0), sign_ins.expires_at
         FROM sign_ins
         JOIN api_tokens ON api_tokens.sign_in_id = sign_ins.id
         WHERE sign_ins.user_id = ?1 AND sign_ins.ended_at IS NULL AND sign_ins.expires_at > ?2
         ORDER BY sign_ins.created_at DESC, sign_ins.id DESC",
        params![user, now],
        |row| {
            Ok(ApiToken {
                id: row.get(0)?,
                name: row.get(1)?,
                scopes: row.get(2)?,
                created_at: row.get(3)?,
                used_at: row.get(4)?,
                expires_at: row.get(5)?,
            })
        },
    )
}
