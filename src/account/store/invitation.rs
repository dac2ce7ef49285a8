//! The table `invitations`.

use crate::{
    account::{Invitation, InvitationId, InvitationKind, UserId},
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT invitations.id, invitations.kind, invitations.tier, invitations.role, invited_by,
                    invitations.created_at, expires_at, used_at, users.name, withdrawn_at
             FROM invitations
             LEFT JOIN users ON users.id = used_by ",
            $rest
        )
    };
}

pub(in crate::account) fn insert(tx: &Tx, invitation: &Invitation, hash: &str) -> db::Result<()> {
    tx.execute(
        "INSERT INTO invitations (id, token_hash, kind, tier, role, invited_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            invitation.id,
            hash,
            invitation.kind,
            invitation.tier,
            invitation.role,
            invitation.invited_by,
            invitation.created_at,
            invitation.expires_at
        ],
    )?;
    Ok(())
}

pub(in crate::account) fn find(tx: &Tx, id: InvitationId) -> db::Result<Option<Invitation>> {
    tx.find(select!("WHERE invitations.id = ?1 AND invitations.kind = 'invitation'"), params![id], read)
}

pub(in crate::account) fn find_by_hash(tx: &Tx, kind: InvitationKind, hash: &str) -> db::Result<Option<Invitation>> {
    tx.find(select!("WHERE token_hash = ?1 AND invitations.kind = ?2"), params![hash, kind], read)
}

pub(in crate::account) fn list(tx: &Tx, limit: u32) -> db::Result<Vec<Invitation>> {
    tx.all(
        select!(
            "WHERE invitations.kind = 'invitation' ORDER BY invitations.created_at DESC, invitations.id DESC LIMIT ?1"
        ),
        params![limit],
        read,
    )
}

pub(in crate::account) fn mark_used(tx: &Tx, id: InvitationId, by: UserId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE invitations SET used_at = ?2, used_by = ?3 WHERE id = ?1", params![id, now, by])?;
    Ok(())
}

pub(in crate::account) fn withdraw(tx: &Tx, id: InvitationId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE invitations SET withdrawn_at = ?2 WHERE id = ?1", params![id, now])?;
    Ok(())
}

/// Withdraws the set-up links that were not used.
pub(in crate::account) fn withdraw_setup(tx: &Tx, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE invitations
         SET withdrawn_at = ?1
         WHERE kind = 'setup' AND used_at IS NULL AND withdrawn_at IS NULL",
        params![now],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> db::RowResult<Invitation> {
    Ok(Invitation {
        id: row.get(0)?,
        kind: row.get(1)?,
        tier: row.get(2)?,
        role: row.get(3)?,
        invited_by: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
        used_at: row.get(7)?,
        used_by: row.get(8)?,
        withdrawn_at: row.get(9)?,
    })
}
