//! The table `sign_ins`.

use crate::{
    account::{SignIn, SignInId, SignedIn, UserId},
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

/// A sign-in that is open at `?2`, with its user, who is enabled.
macro_rules! select_live {
    ($rest:literal) => {
        concat!(
            "SELECT users.id, users.name, users.role, users.tier, sign_ins.id, sign_ins.expires_at, sign_ins.seen_at,
                 api_tokens.scopes
             FROM sign_ins
             JOIN users ON users.id = sign_ins.user_id
             LEFT JOIN api_tokens ON api_tokens.sign_in_id = sign_ins.id
             WHERE sign_ins.ended_at IS NULL AND sign_ins.expires_at > ?2 AND users.status = 'active' AND ",
            $rest
        )
    };
}

pub(in crate::account) fn insert(tx: &Tx, sign_in: &SignIn, hash: &str) -> db::Result<()> {
    tx.execute(
        "INSERT INTO sign_ins (id, user_id, token_hash, kind, agent, created_at, seen_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            sign_in.id,
            sign_in.user_id,
            hash,
            sign_in.kind,
            sign_in.agent,
            sign_in.created_at,
            sign_in.seen_at,
            sign_in.expires_at
        ],
    )?;
    Ok(())
}

pub(in crate::account) fn find_live_browser(tx: &Tx, hash: &str, now: Timestamp) -> db::Result<Option<SignedIn>> {
    tx.find(select_live!("sign_ins.token_hash = ?1 AND sign_ins.kind = 'browser'"), params![hash, now], read_signed_in)
}

pub(in crate::account) fn find_live_api_token(tx: &Tx, hash: &str, now: Timestamp) -> db::Result<Option<SignedIn>> {
    tx.find(
        select_live!("sign_ins.token_hash = ?1 AND api_tokens.sign_in_id IS NOT NULL"),
        params![hash, now],
        read_signed_in,
    )
}

pub(in crate::account) fn find_live(tx: &Tx, id: SignInId, now: Timestamp) -> db::Result<Option<SignedIn>> {
    tx.find(select_live!("sign_ins.id = ?1"), params![id, now], read_signed_in)
}

pub(in crate::account) fn list_live(tx: &Tx, user: UserId, now: Timestamp, limit: u32) -> db::Result<Vec<SignIn>> {
    tx.all(
        "SELECT id, user_id, kind, agent, created_at, seen_at, expires_at
         FROM sign_ins
         WHERE user_id = ?1 AND ended_at IS NULL AND expires_at > ?2
             AND id NOT IN (SELECT sign_in_id FROM api_tokens)
         ORDER BY seen_at DESC, id DESC
         LIMIT ?3",
        params![user, now, limit],
        |row| {
            Ok(SignIn {
                id: row.get(0)?,
                user_id: row.get(1)?,
                kind: row.get(2)?,
                agent: row.get(3)?,
                created_at: row.get(4)?,
                seen_at: row.get(5)?,
                expires_at: row.get(6)?,
            })
        },
    )
}

pub(in crate::account) fn touch(tx: &Tx, id: SignInId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE sign_ins SET seen_at = ?2 WHERE id = ?1 AND seen_at < ?2", params![id, now])?;
    Ok(())
}

/// Answers whether the user has such a sign-in.
pub(in crate::account) fn end(tx: &Tx, user: UserId, id: SignInId, now: Timestamp) -> db::Result<bool> {
    let changed = tx.execute(
        "UPDATE sign_ins SET ended_at = coalesce(ended_at, ?3) WHERE id = ?2 AND user_id = ?1",
        params![user, id, now],
    )?;
    Ok(changed > 0)
}

/// Ends all of the user's except `keep`, API tokens as well, and answers how many were open.
pub(in crate::account) fn end_all(tx: &Tx, user: UserId, keep: Option<SignInId>, now: Timestamp) -> db::Result<usize> {
    tx.execute(
        "UPDATE sign_ins
         SET ended_at = ?3
         WHERE user_id = ?1 AND ended_at IS NULL AND id IS NOT ?2",
        params![user, keep, now],
    )
}

/// Ends those of the user's that [`list_live`] lists, except `keep`, and answers how many were open.
pub(in crate::account) fn end_listed(
    tx: &Tx,
    user: UserId,
    keep: Option<SignInId>,
    now: Timestamp,
) -> db::Result<usize> {
    tx.execute(
        "UPDATE sign_ins
         SET ended_at = ?3
         WHERE user_id = ?1 AND ended_at IS NULL AND id IS NOT ?2
             AND id NOT IN (SELECT sign_in_id FROM api_tokens)",
        params![user, keep, now],
    )
}

/// Ends the oldest open ones so that at most `keep` stay. API tokens are not counted.
pub(in crate::account) fn end_oldest(tx: &Tx, user: UserId, keep: u32, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE sign_ins
         SET ended_at = ?2
         WHERE id IN (
             SELECT id
             FROM sign_ins
             WHERE user_id = ?1 AND ended_at IS NULL AND expires_at > ?2
                 AND id NOT IN (SELECT sign_in_id FROM api_tokens)
             ORDER BY created_at DESC, id DESC
             LIMIT -1 OFFSET ?3
         )",
        params![user, now, keep],
    )?;
    Ok(())
}

/// Forgets the user's sign-ins that were over before `before`.
pub(in crate::account) fn forget_before(tx: &Tx, user: UserId, before: Timestamp) -> db::Result<()> {
    tx.execute(
        "DELETE FROM sign_ins WHERE user_id = ?1 AND (expires_at < ?2 OR ended_at < ?2)",
        params![user, before],
    )?;
    Ok(())
}

fn read_signed_in(row: &Row<'_>) -> db::RowResult<SignedIn> {
    Ok(SignedIn {
        user_id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        tier: row.get(3)?,
        sign_in: row.get(4)?,
        expires_at: row.get(5)?,
        seen_at: row.get(6)?,
        scopes: row.get(7)?,
    })
}
