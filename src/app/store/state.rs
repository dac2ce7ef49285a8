//! What apps keep.

use super::super::{
    AppId,
    state::{Kept, Place, Whose},
};
use crate::db::{self, Row, Tx, params};

pub(in crate::app) fn of_window(tx: &Tx, app: AppId, whose: Whose) -> db::Result<Vec<Kept>> {
    tx.all(
        "SELECT instance_id, name, item, place, value
         FROM app_state
         WHERE app_id = ?1 AND instance_id = ?2
         ORDER BY name, place, item",
        params![app, whose.to_string()],
        read,
    )
}

pub(in crate::app) fn of_app(tx: &Tx, app: AppId) -> db::Result<Vec<Kept>> {
    tx.all(
        "SELECT instance_id, name, item, place, value
         FROM app_state
         WHERE app_id = ?1
         ORDER BY instance_id, name, place, item",
        params![app],
        read,
    )
}

pub(in crate::app) fn places(tx: &Tx, app: AppId, whose: Whose, name: &str) -> db::Result<Vec<(String, Place)>> {
    tx.all(
        "SELECT item, place FROM app_state WHERE app_id = ?1 AND instance_id = ?2 AND name = ?3 ORDER BY place, item",
        params![app, whose.to_string(), name],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(in crate::app) fn put(tx: &Tx, app: AppId, row: &Kept) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO app_state (app_id, instance_id, name, item, place, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![app, row.instance, row.name, row.item, row.place, row.value],
    )?;
    Ok(())
}

pub(in crate::app) fn set_place(
    tx: &Tx,
    app: AppId,
    whose: Whose,
    name: &str,
    item: &str,
    place: Place,
) -> db::Result<()> {
    tx.execute(
        "UPDATE app_state SET place = ?5 WHERE app_id = ?1 AND instance_id = ?2 AND name = ?3 AND item = ?4",
        params![app, whose.to_string(), name, item, place],
    )?;
    Ok(())
}

pub(in crate::app) fn remove(tx: &Tx, app: AppId, whose: Whose, name: &str, item: &str) -> db::Result<()> {
    tx.execute(
        "DELETE FROM app_state WHERE app_id = ?1 AND instance_id = ?2 AND name = ?3 AND item = ?4",
        params![app, whose.to_string(), name, item],
    )?;
    Ok(())
}

pub(in crate::app) fn remove_name(tx: &Tx, app: AppId, whose: Whose, name: &str) -> db::Result<()> {
    tx.execute(
        "DELETE FROM app_state WHERE app_id = ?1 AND instance_id = ?2 AND name = ?3",
        params![app, whose.to_string(), name],
    )?;
    Ok(())
}

pub(in crate::app) fn clear_window(tx: &Tx, app: AppId, whose: Whose) -> db::Result<()> {
    tx.execute("DELETE FROM app_state WHERE app_id = ?1 AND instance_id = ?2", params![app, whose.to_string()])?;
    Ok(())
}

pub(in crate::app) fn clear(tx: &Tx, app: AppId) -> db::Result<()> {
    tx.execute("DELETE FROM app_state WHERE app_id = ?1", params![app])?;
    Ok(())
}

/// Bytes that are kept: of one window, or of what belongs to all of them, and of the whole app.
pub(in crate::app) fn bytes(tx: &Tx, app: AppId, whose: Whose) -> db::Result<(usize, usize)> {
    tx.one(
        "SELECT coalesce(sum(octet_length(value)) FILTER (WHERE instance_id = ?2), 0),
                coalesce(sum(octet_length(value)), 0)
         FROM app_state
         WHERE app_id = ?1",
        params![app, whose.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn read(row: &Row<'_>) -> db::RowResult<Kept> {
    Ok(Kept { instance: row.get(0)?, name: row.get(1)?, item: row.get(2)?, place: row.get(3)?, value: row.get(4)? })
}
