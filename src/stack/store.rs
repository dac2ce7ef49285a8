//! The SQL of [`super`].

use super::{Decor, Stack, StackId, Wallpaper};
use crate::{
    activity::Seq,
    db::{self, Row, Tx, params},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, color, sort_order, status, archived_at, created_at, seq, icon, wallpaper
             FROM stacks ",
            $rest
        )
    };
}

pub(super) fn insert(tx: &Tx, stack: &Stack) -> db::Result<()> {
    tx.execute(
        "INSERT INTO stacks (id, name, color, sort_order, status, archived_at, created_at, seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            stack.id,
            stack.name,
            stack.color,
            stack.sort_order,
            stack.status,
            stack.archived_at,
            stack.created_at,
            stack.seq
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx, stack: &Stack) -> db::Result<()> {
    tx.execute(
        "UPDATE stacks
         SET name = ?2, color = ?3, sort_order = ?4, status = ?5, archived_at = ?6, seq = ?7,
             icon = ?8, wallpaper = ?9
         WHERE id = ?1",
        params![
            stack.id,
            stack.name,
            stack.color,
            stack.sort_order,
            stack.status,
            stack.archived_at,
            stack.seq,
            stack.decor.icon,
            stack.decor.wallpaper.map(|wallpaper| wallpaper.to_string()),
        ],
    )?;
    Ok(())
}

pub(super) fn set_sort_order(tx: &Tx, id: StackId, sort_order: i64, seq: Seq) -> db::Result<()> {
    tx.execute("UPDATE stacks SET sort_order = ?2, seq = ?3 WHERE id = ?1", params![id, sort_order, seq])?;
    Ok(())
}

pub(super) fn find(tx: &Tx, id: StackId) -> db::Result<Option<Stack>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(super) fn list_active(tx: &Tx) -> db::Result<Vec<Stack>> {
    tx.all(select!("WHERE status = 'active' ORDER BY sort_order, id"), [], read)
}

pub(super) fn list_archived(tx: &Tx, text: &str, limit: u32) -> db::Result<Vec<Stack>> {
    let text = text.to_lowercase();
    tx.pick(select!("WHERE status = 'archived' ORDER BY archived_at DESC, id DESC"), [], limit, |row| {
        let stack = read(row)?;
        Ok(stack.name.to_lowercase().contains(&text).then_some(stack))
    })
}

pub(super) fn changed_since(tx: &Tx, after: Seq) -> db::Result<Vec<Stack>> {
    tx.all(select!("WHERE seq > ?1 ORDER BY seq, sort_order"), params![after], read)
}

pub(super) fn count_active(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM stacks WHERE status = 'active'", [], |row| row.get(0))
}

pub(super) fn count_all(tx: &Tx) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM stacks", [], |row| row.get(0))
}

pub(super) fn last_sort_order(tx: &Tx) -> db::Result<i64> {
    tx.one("SELECT coalesce(max(sort_order), 0) FROM stacks WHERE status = 'active'", [], |row| row.get(0))
}

fn read(row: &Row<'_>) -> db::RowResult<Stack> {
    let wallpaper: Option<String> = row.get(9)?;
    Ok(Stack {
        id: row.get(0)?,
        name: row.get(1)?,
        color: row.get(2)?,
        sort_order: row.get(3)?,
        status: row.get(4)?,
        archived_at: row.get(5)?,
        created_at: row.get(6)?,
        seq: row.get(7)?,
        decor: Decor { icon: row.get(8)?, wallpaper: wallpaper.as_deref().and_then(Wallpaper::from_word) },
    })
}
