//! The table `avatars`.

use crate::{
    account::{Avatar, UserId},
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(in crate::account) fn find(tx: &Tx, user: UserId) -> db::Result<Option<Avatar>> {
    tx.find("SELECT sign, color, picture FROM avatars WHERE user_id = ?1", params![user], |row| {
        Ok(Avatar { sign: row.get(0)?, color: row.get(1)?, picture: row.get(2)? })
    })
}

pub(in crate::account) fn put(tx: &Tx, user: UserId, avatar: &Avatar, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO avatars (user_id, sign, color, picture, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (user_id) DO UPDATE
         SET sign = excluded.sign, color = excluded.color, picture = excluded.picture, changed_at = excluded.changed_at",
        params![user, avatar.sign, avatar.color, avatar.picture, now],
    )?;
    Ok(())
}
