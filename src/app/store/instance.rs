//! Running apps.

use super::super::{AppId, InstanceId, instance::Instance};
use crate::{
    card::CardId,
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, app_id, card_id, opened_at, failures, crash, closed_at FROM app_instances ", $rest)
    };
}

pub(in crate::app) fn put(tx: &Tx, instance: &Instance) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO app_instances
             (id, app_id, card_id, opened_at, failures, crash, closed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            instance.id,
            instance.app,
            instance.card,
            instance.opened_at,
            instance.failures,
            instance.crash,
            instance.closed_at
        ],
    )?;
    Ok(())
}

pub(in crate::app) fn find(tx: &Tx, id: InstanceId) -> db::Result<Option<Instance>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(in crate::app) fn of_app(tx: &Tx, app: AppId) -> db::Result<Vec<Instance>> {
    tx.all(select!("WHERE app_id = ?1 AND closed_at IS NULL ORDER BY opened_at DESC, id DESC"), params![app], read)
}

pub(in crate::app) fn of_card(tx: &Tx, card: CardId) -> db::Result<Option<Instance>> {
    tx.find(select!("WHERE card_id = ?1 ORDER BY opened_at DESC, id DESC LIMIT 1"), params![card], read)
}

pub(in crate::app) fn open(tx: &Tx) -> db::Result<Vec<Instance>> {
    tx.all(select!("WHERE closed_at IS NULL ORDER BY opened_at, id"), [], read)
}

pub(in crate::app) fn count_open(tx: &Tx) -> db::Result<usize> {
    tx.one("SELECT count(*) FROM app_instances WHERE closed_at IS NULL", [], |row| row.get(0))
}

pub(in crate::app) fn close_all(tx: &Tx, app: AppId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE app_instances SET closed_at = ?2 WHERE app_id = ?1 AND closed_at IS NULL", params![app, now])?;
    Ok(())
}

fn read(row: &Row<'_>) -> db::RowResult<Instance> {
    Ok(Instance {
        id: row.get(0)?,
        app: row.get(1)?,
        card: row.get(2)?,
        opened_at: row.get(3)?,
        failures: row.get(4)?,
        crash: row.get(5)?,
        closed_at: row.get(6)?,
    })
}
