//! The SQL of [`super`].

use std::ops::ControlFlow;

use super::{Card, CardId, Made, Place, Shape, Titled, Version, version::unpack};
use crate::{
    activity::{By, Seq},
    db::{self, Row, Tx, params},
    kit::Timestamp,
    stack::StackId,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, stack_id, title, blocks, size, width, height, color, x, y, z, status, archived_at,
                    archived_by, version, turn_id, created_at, updated_at, seq, rowid, is_folded
             FROM cards ",
            $rest
        )
    };
}

macro_rules! select_version {
    ($rest:literal) => {
        concat!("SELECT version, title, size, color, blocks, by, at FROM card_versions ", $rest)
    };
}

pub(super) fn insert(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "INSERT INTO cards (id, stack_id, title, blocks, size, width, height, color, x, y, z, status, archived_at,
                            archived_by, version, by, turn_id, created_at, updated_at, seq, is_folded)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        params![
            card.id,
            card.stack,
            card.title,
            card.blocks_json,
            card.shape.size,
            card.shape.width,
            card.shape.height,
            card.color,
            card.place.x,
            card.place.y,
            card.z,
            card.status,
            card.archived_at,
            card.archived_by,
            card.version,
            card.by.as_str(),
            card.by.turn(),
            card.created_at,
            card.updated_at,
            card.seq,
            card.shape.is_folded
        ],
    )?;
    Ok(())
}

pub(super) fn set_content(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "UPDATE cards
         SET title = ?2, blocks = ?3, size = ?4, width = ?5, height = ?6, color = ?7, version = ?8, by = ?9,
             turn_id = ?10, updated_at = ?11, seq = ?12, is_folded = ?13
         WHERE id = ?1",
        params![
            card.id,
            card.title,
            card.blocks_json,
            card.shape.size,
            card.shape.width,
            card.shape.height,
            card.color,
            card.version,
            card.by.as_str(),
            card.by.turn(),
            card.updated_at,
            card.seq,
            card.shape.is_folded
        ],
    )?;
    Ok(())
}

/// Lays the card elsewhere on its stack, at the height that it has: most moves, and they touch no index but one.
pub(super) fn set_position(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "UPDATE cards SET x = ?2, y = ?3, seq = ?4 WHERE id = ?1",
        params![card.id, card.place.x, card.place.y, card.seq],
    )?;
    Ok(())
}

pub(super) fn set_place(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "UPDATE cards SET stack_id = ?2, x = ?3, y = ?4, z = ?5, seq = ?6 WHERE id = ?1",
        params![card.id, card.stack, card.place.x, card.place.y, card.z, card.seq],
    )?;
    Ok(())
}

pub(super) fn set_shape(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "UPDATE cards SET size = ?2, width = ?3, height = ?4, seq = ?5, is_folded = ?6 WHERE id = ?1",
        params![card.id, card.shape.size, card.shape.width, card.shape.height, card.seq, card.shape.is_folded],
    )?;
    Ok(())
}

pub(super) fn set_status(tx: &Tx, card: &Card) -> db::Result<()> {
    tx.execute(
        "UPDATE cards SET status = ?2, archived_at = ?3, archived_by = ?4, seq = ?5 WHERE id = ?1",
        params![card.id, card.status, card.archived_at, card.archived_by, card.seq],
    )?;
    Ok(())
}

pub(super) fn archive_with_stack(tx: &Tx, stack: StackId, seq: Seq, now: Timestamp) -> db::Result<usize> {
    tx.execute(
        "UPDATE cards
         SET status = 'archived', archived_at = ?2, archived_by = 'stack', seq = ?3
         WHERE stack_id = ?1 AND status = 'active'",
        params![stack, now, seq],
    )
}

pub(super) fn restore_with_stack(tx: &Tx, stack: StackId, seq: Seq) -> db::Result<usize> {
    tx.execute(
        "UPDATE cards
         SET status = 'active', archived_at = NULL, archived_by = NULL, seq = ?2
         WHERE stack_id = ?1 AND status = 'archived' AND archived_by = 'stack'",
        params![stack, seq],
    )
}

pub(super) fn part_from_stack(tx: &Tx, stack: StackId) -> db::Result<usize> {
    tx.execute(
        "UPDATE cards
         SET archived_by = 'itself'
         WHERE stack_id = ?1 AND status = 'archived' AND archived_by = 'stack'",
        params![stack],
    )
}

pub(super) fn find(tx: &Tx, id: CardId) -> db::Result<Option<Card>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(super) fn active_on(tx: &Tx, stack: StackId) -> db::Result<Vec<Card>> {
    tx.all(select!("WHERE stack_id = ?1 AND status = 'active' ORDER BY y, x, id"), params![stack], read)
}

/// Up to `limit` cards of the stack, the last touched first.
pub(super) fn latest_on(tx: &Tx, stack: StackId, limit: u32) -> db::Result<Vec<Card>> {
    tx.all(
        select!("WHERE stack_id = ?1 AND status = 'active' ORDER BY seq DESC, id DESC LIMIT ?2"),
        params![stack, limit],
        read,
    )
}

/// Up to `limit` active cards that were made after `after`, in that order.
pub(super) fn list_titles(
    tx: &Tx,
    stack: Option<StackId>,
    after: Option<CardId>,
    limit: u32,
) -> db::Result<Vec<Titled>> {
    let read =
        |row: &Row<'_>| Ok(Titled { id: row.get(0)?, stack: row.get(1)?, title: row.get(2)?, updated_at: row.get(3)? });
    match stack {
        Some(stack) => tx.all(
            "SELECT id, stack_id, title, updated_at
             FROM cards
             WHERE stack_id = ?1 AND status = 'active'
                 AND rowid > coalesce((SELECT rowid FROM cards WHERE id = ?2), 0)
             ORDER BY rowid
             LIMIT ?3",
            params![stack, after, limit],
            read,
        ),
        None => tx.all(
            "SELECT id, stack_id, title, updated_at
             FROM cards INDEXED BY cards_on_desk
             WHERE status = 'active' AND rowid > coalesce((SELECT rowid FROM cards WHERE id = ?1), 0)
             ORDER BY rowid
             LIMIT ?2",
            params![after, limit],
            read,
        ),
    }
}

/// Hands the active cards that were made after `after` to `visit`, until it breaks off, each with its place in that
/// order.
pub(super) fn each_active(
    tx: &Tx,
    after: Made,
    mut visit: impl FnMut(Made, Card) -> ControlFlow<()>,
) -> db::Result<()> {
    // Named, because the order must not depend on what the planner thinks of a small table.
    let sql = select!("INDEXED BY cards_on_desk WHERE status = 'active' AND rowid > ?1 ORDER BY rowid");
    tx.each(sql, params![after.0], |row| Ok(visit(Made(row.get(19)?), read(row)?)))
}

/// Up to `limit` cards touched after `after`, wherever they are, in the order of their last change.
pub(crate) fn changed_since(tx: &Tx, after: Seq, limit: usize) -> db::Result<Vec<Card>> {
    tx.all(select!("WHERE seq > ?1 ORDER BY seq, id LIMIT ?2"), params![after, limit], read)
}

pub(super) fn list_archived(tx: &Tx, text: &str, limit: u32) -> db::Result<Vec<Card>> {
    let text = text.to_lowercase();
    let sql = select!("WHERE status = 'archived' AND archived_by = 'itself' ORDER BY archived_at DESC, id DESC");
    tx.pick(sql, [], limit, |row| {
        let title = row.get_ref(2)?.as_str()?;
        if title.to_lowercase().contains(&text) { read(row).map(Some) } else { Ok(None) }
    })
}

pub(super) fn count_active(tx: &Tx, stack: StackId) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM cards WHERE stack_id = ?1 AND status = 'active'", params![stack], |row| row.get(0))
}

/// How many cards are on the desk, over all stacks.
pub(crate) fn count_all_active(tx: &Tx) -> db::Result<usize> {
    tx.one("SELECT count(*) FROM cards WHERE status = 'active'", [], |row| row.get(0))
}

pub(super) fn top_z(tx: &Tx, stack: StackId) -> db::Result<i64> {
    tx.one("SELECT coalesce(max(z), 0) FROM cards WHERE stack_id = ?1 AND status = 'active'", params![stack], |row| {
        row.get(0)
    })
}

pub(super) fn insert_version(tx: &Tx, card: &Card, packed: &[u8]) -> db::Result<()> {
    tx.execute(
        "INSERT INTO card_versions (card_id, version, title, size, color, blocks, by, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            card.id,
            card.version,
            card.title,
            card.shape.size,
            card.color,
            packed,
            card.by.as_str(),
            card.updated_at
        ],
    )?;
    Ok(())
}

pub(super) fn versions(tx: &Tx, id: CardId) -> db::Result<Vec<Version>> {
    tx.all(select_version!("WHERE card_id = ?1 ORDER BY version DESC"), params![id], read_version)
}

pub(super) fn version(tx: &Tx, id: CardId, number: u32) -> db::Result<Option<Version>> {
    tx.find(select_version!("WHERE card_id = ?1 AND version = ?2"), params![id, number], read_version)
}

/// Bytes of all contents, earlier ones as they are packed.
pub(crate) fn bytes(tx: &Tx) -> db::Result<u64> {
    tx.one(
        "SELECT (SELECT coalesce(sum(octet_length(blocks) + octet_length(title)), 0) FROM cards)
              + (SELECT coalesce(sum(octet_length(blocks)), 0) FROM card_versions)",
        [],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> db::RowResult<Card> {
    Ok(Card {
        id: row.get(0)?,
        stack: row.get(1)?,
        title: row.get(2)?,
        blocks_json: row.get(3)?,
        shape: Shape { size: row.get(4)?, width: row.get(5)?, height: row.get(6)?, is_folded: row.get(20)? },
        color: row.get(7)?,
        place: Place { x: row.get(8)?, y: row.get(9)? },
        z: row.get(10)?,
        status: row.get(11)?,
        archived_at: row.get(12)?,
        archived_by: row.get(13)?,
        version: row.get(14)?,
        by: By::from_turn(row.get(15)?),
        created_at: row.get(16)?,
        updated_at: row.get(17)?,
        seq: row.get(18)?,
    })
}

fn read_version(row: &Row<'_>) -> db::RowResult<Version> {
    let packed = row.get_ref(4)?.as_blob()?;
    Ok(Version {
        version: row.get(0)?,
        title: row.get(1)?,
        size: row.get(2)?,
        color: row.get(3)?,
        blocks_json: unpack(packed).map_err(db::column::FromSqlError::other)?,
        by: row.get(5)?,
        at: row.get(6)?,
    })
}
