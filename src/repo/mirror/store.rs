//! The tables `github_accounts` and `repository_origins`.

use super::{Origin, Way, key};
use crate::{
    account::UserId,
    db::{self, Tx, params},
    kit::Timestamp,
    repo::RepoId,
};

/// What opens GitHub for a user, as it is kept.
#[derive(Clone)]
pub(super) struct Kept {
    pub login: String,
    pub way: Way,
    /// Sealed, as is what it can be made anew with.
    pub token: Vec<u8>,
    pub expires_at: Option<Timestamp>,
    pub renewal: Option<Vec<u8>>,
    pub renewal_expires_at: Option<Timestamp>,
    pub added_at: Timestamp,
}

pub(super) fn kept(tx: &Tx, user: UserId) -> db::Result<Option<Kept>> {
    tx.find(
        "SELECT login, way, sealed, expires_at, renewal, renewal_expires_at, added_at
         FROM github_accounts
         WHERE user_id = ?1 AND sealed IS NOT NULL",
        params![user],
        |row| {
            Ok(Kept {
                login: row.get(0)?,
                way: row.get(1)?,
                token: row.get(2)?,
                expires_at: row.get(3)?,
                renewal: row.get(4)?,
                renewal_expires_at: row.get(5)?,
                added_at: row.get(6)?,
            })
        },
    )
}

pub(super) fn put(tx: &Tx, user: UserId, kept: &Kept) -> db::Result<()> {
    let Kept { login, way, token, expires_at, renewal, renewal_expires_at, added_at } = kept;
    tx.execute(
        "INSERT INTO github_accounts
             (user_id, login, way, sealed, expires_at, renewal, renewal_expires_at, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (user_id) DO UPDATE
         SET login = excluded.login, way = excluded.way, sealed = excluded.sealed,
             expires_at = excluded.expires_at, renewal = excluded.renewal,
             renewal_expires_at = excluded.renewal_expires_at, added_at = excluded.added_at",
        params![user, login, way, token, expires_at, renewal, renewal_expires_at, added_at],
    )?;
    Ok(())
}

/// Takes over a token that was made anew, unless another one was given or all was forgotten meanwhile.
pub(super) fn renew(tx: &Tx, user: UserId, was: Option<&[u8]>, kept: &Kept) -> db::Result<bool> {
    let changed = tx.execute(
        "UPDATE github_accounts
         SET sealed = ?3, expires_at = ?4, renewal = ?5, renewal_expires_at = ?6
         WHERE user_id = ?1 AND sealed IS NOT NULL AND renewal IS ?2",
        params![user, was, kept.token, kept.expires_at, kept.renewal, kept.renewal_expires_at],
    )?;
    Ok(changed == 1)
}

/// Notes that what a token can be made anew with is good for nothing.
pub(super) fn spend_renewal(tx: &Tx, user: UserId, was: Option<&[u8]>) -> db::Result<()> {
    tx.execute(
        "UPDATE github_accounts SET renewal = NULL, renewal_expires_at = NULL WHERE user_id = ?1 AND renewal IS ?2",
        params![user, was],
    )?;
    Ok(())
}

pub(super) fn forget(tx: &Tx, user: UserId) -> db::Result<()> {
    tx.execute(
        "UPDATE github_accounts
         SET sealed = NULL, expires_at = NULL, renewal = NULL, renewal_expires_at = NULL
         WHERE user_id = ?1",
        params![user],
    )?;
    Ok(())
}

pub(in crate::repo) fn insert_origin(
    tx: &Tx,
    id: RepoId,
    user: UserId,
    (origin, can_push): (&Origin, bool),
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repository_origins (repository_id, user_id, owner, name, origin_key, can_push, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, user, origin.owner(), origin.name(), key(origin), can_push, now],
    )?;
    Ok(())
}

/// What a repository mirrors, and for whom.
pub(super) fn origin(tx: &Tx, id: RepoId) -> db::Result<Option<(UserId, Origin)>> {
    let found =
        tx.find("SELECT user_id, owner, name FROM repository_origins WHERE repository_id = ?1", params![id], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
    Ok(found.and_then(|(user, owner, name)| Some((user, Origin::new(&owner, &name).ok()?))))
}
