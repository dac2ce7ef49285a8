//! The table `users`.

use crate::{
    account::{Name, PasswordHash, Role, SpriteStatus, Status, User, UserId},
    db::{self, Row, Tx, params},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, role, tier, status, sprite_status, created_at, password_hash
             FROM users ",
            $rest
        )
    };
}

pub(in crate::account) fn insert(tx: &Tx, user: &User, key: &str, password: &PasswordHash) -> db::Result<()> {
    tx.execute(
        "INSERT INTO users (id, name, name_key, password_hash, role, tier, status, sprite_status, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            user.id,
            user.name,
            key,
            password.0,
            user.role,
            user.tier,
            user.status,
            user.sprite_status,
            user.created_at
        ],
    )?;
    Ok(())
}

pub(in crate::account) fn find(tx: &Tx, id: UserId) -> db::Result<Option<User>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(in crate::account) fn find_by_key(tx: &Tx, key: &str) -> db::Result<Option<(User, PasswordHash)>> {
    tx.find(select!("WHERE name_key = ?1"), params![key], |row| Ok((read(row)?, PasswordHash(row.get(7)?))))
}

pub(in crate::account) fn list(tx: &Tx) -> db::Result<Vec<User>> {
    tx.all(select!("ORDER BY name_key, id"), [], read)
}

pub(in crate::account) fn count(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM users", [], |row| row.get(0))
}

pub(in crate::account) fn count_active_admins(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM users WHERE role = 'admin' AND status = 'active'", [], |row| row.get(0))
}

pub(in crate::account) fn set_name(tx: &Tx, id: UserId, name: &Name, key: &str) -> db::Result<()> {
    tx.execute("UPDATE users SET name = ?2, name_key = ?3 WHERE id = ?1", params![id, name, key])?;
    Ok(())
}

pub(in crate::account) fn set_password(tx: &Tx, id: UserId, password: &PasswordHash) -> db::Result<()> {
    tx.execute("UPDATE users SET password_hash = ?2 WHERE id = ?1", params![id, password.0])?;
    Ok(())
}

pub(in crate::account) fn set_tier(tx: &Tx, id: UserId, tier: &str) -> db::Result<()> {
    tx.execute("UPDATE users SET tier = ?2 WHERE id = ?1", params![id, tier])?;
    Ok(())
}

pub(in crate::account) fn set_role(tx: &Tx, id: UserId, role: Role) -> db::Result<()> {
    tx.execute("UPDATE users SET role = ?2 WHERE id = ?1", params![id, role])?;
    Ok(())
}

pub(in crate::account) fn set_status(tx: &Tx, id: UserId, status: Status) -> db::Result<()> {
    tx.execute("UPDATE users SET status = ?2 WHERE id = ?1", params![id, status])?;
    Ok(())
}

/// Answers whether there is such a user.
pub(in crate::account) fn set_sprite_status(tx: &Tx, id: UserId, status: SpriteStatus) -> db::Result<bool> {
    Ok(tx.execute("UPDATE users SET sprite_status = ?2 WHERE id = ?1", params![id, status])? > 0)
}

fn read(row: &Row<'_>) -> db::RowResult<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        tier: row.get(3)?,
        status: row.get(4)?,
        sprite_status: row.get(5)?,
        created_at: row.get(6)?,
    })
}
