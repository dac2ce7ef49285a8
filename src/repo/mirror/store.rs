//! The tables `github_accounts` and `repository_origins`.

use super::{Account, Origin, key};
use crate::{
    account::UserId,
    db::{self, Tx, params},
    kit::Timestamp,
    repo::RepoId,
};

pub(super) fn account(tx: &Tx, user: UserId) -> db::Result<Option<Account>> {
    tx.find(
        "SELECT login, added_at FROM github_accounts WHERE user_id = ?1 AND sealed IS NOT NULL",
        params![user],
        |row| Ok(Account { login: row.get(0)?, added_at: row.get(1)? }),
    )
}

pub(super) fn put_account(tx: &Tx, user: UserId, login: &str, sealed: &[u8], now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO github_accounts (user_id, login, sealed, added_at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id) DO UPDATE
         SET login = excluded.login, sealed = excluded.sealed, added_at = excluded.added_at",
        params![user, login, sealed, now],
    )?;
    Ok(())
}

pub(super) fn forget_token(tx: &Tx, user: UserId) -> db::Result<()> {
    tx.execute("UPDATE github_accounts SET sealed = NULL WHERE user_id = ?1", params![user])?;
    Ok(())
}

pub(super) fn token(tx: &Tx, user: UserId) -> db::Result<Option<Vec<u8>>> {
    let found = tx.find("SELECT sealed FROM github_accounts WHERE user_id = ?1", params![user], |row| row.get(0))?;
    Ok(found.flatten())
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
