//! Apps that open by themselves.

use super::super::AppId;
use crate::{
    db::{self, Tx, params},
    stack::StackId,
};

pub(in crate::app) fn of_stack(tx: &Tx, stack: StackId) -> db::Result<Vec<AppId>> {
    let sql = "SELECT app_id FROM app_startups WHERE stack_id = ?1 AND is_on ORDER BY app_id";
    tx.all(sql, params![stack], |row| row.get(0))
}

pub(in crate::app) fn put(tx: &Tx, stack: StackId, app: AppId, is_on: bool) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO app_startups (stack_id, app_id, is_on) VALUES (?1, ?2, ?3)",
        params![stack, app, is_on],
    )?;
    Ok(())
}
