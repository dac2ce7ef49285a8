//! The SQL of [`super`].

use super::{Epoch, OpId, Receipt};
use crate::{
    account::UserId,
    activity::Seq,
    db::{self, Tx, params},
    kit::Timestamp,
    stack::StackId,
};

pub(super) fn insert_sprite(tx: &Tx, user: UserId, epoch: Epoch, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO sprite (id, user_id, epoch, created_at) VALUES (1, ?1, ?2, ?3)",
        params![user, epoch, now],
    )?;
    Ok(())
}

pub(super) fn owner(tx: &Tx) -> db::Result<Option<UserId>> {
    tx.find("SELECT user_id FROM sprite WHERE id = 1", [], |row| row.get(0))
}

pub(super) fn epoch(tx: &Tx) -> db::Result<Epoch> {
    tx.one("SELECT epoch FROM sprite WHERE id = 1", [], |row| row.get(0))
}

pub(super) fn active_stack(tx: &Tx) -> db::Result<Option<StackId>> {
    tx.one("SELECT active_stack_id FROM sprite WHERE id = 1", [], |row| row.get(0))
}

pub(super) fn set_active_stack(tx: &Tx, stack: StackId) -> db::Result<()> {
    tx.execute("UPDATE sprite SET active_stack_id = ?1 WHERE id = 1 AND active_stack_id IS NOT ?1", params![stack])?;
    Ok(())
}

pub(super) fn operation(tx: &Tx, op_id: &OpId) -> db::Result<Option<(Seq, Receipt)>> {
    tx.find("SELECT seq, result FROM operations WHERE op_id = ?1", params![op_id.as_str()], |row| {
        let result: Option<String> = row.get(1)?;
        let receipt = result.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        Ok((row.get(0)?, receipt))
    })
}

pub(super) fn insert_operation(tx: &Tx, op_id: &OpId, seq: Seq, receipt: &Receipt, now: Timestamp) -> db::Result<()> {
    let result = (*receipt != Receipt::default()).then(|| serde_json::json!(receipt).to_string());
    tx.execute(
        "INSERT INTO operations (op_id, seq, result, at) VALUES (?1, ?2, ?3, ?4)",
        params![op_id.as_str(), seq, result, now],
    )?;
    Ok(())
}

pub(super) fn delete_operations_before(tx: &Tx, before: Timestamp) -> db::Result<usize> {
    tx.execute("DELETE FROM operations WHERE at < ?1", params![before])
}
