//! What apps may do, and what they did.

use super::super::{
    AppId,
    audit::{Entry, What},
    grant::Grant,
};
use crate::db::{self, Tx, params};

crate::word_column!(What);

pub(in crate::app) fn of_app(tx: &Tx, app: AppId) -> db::Result<Vec<Grant>> {
    tx.all(
        "SELECT permission, granted_at, revoked_at FROM app_grants WHERE app_id = ?1 ORDER BY permission",
        params![app],
        |row| Ok(Grant { permission: row.get(0)?, granted_at: row.get(1)?, revoked_at: row.get(2)? }),
    )
}

pub(in crate::app) fn put(tx: &Tx, app: AppId, grant: &Grant) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO app_grants (app_id, permission, granted_at, revoked_at) VALUES (?1, ?2, ?3, ?4)",
        params![app, grant.permission, grant.granted_at, grant.revoked_at],
    )?;
    Ok(())
}

pub(in crate::app) fn note(tx: &Tx, app: AppId, entry: &Entry) -> db::Result<i64> {
    tx.insert(
        "INSERT INTO app_audit (app_id, at, what, detail) VALUES (?1, ?2, ?3, ?4)",
        params![app, entry.at, entry.what, entry.detail],
    )
}

/// The last `limit` entries, the last first.
pub(in crate::app) fn entries(tx: &Tx, app: AppId, limit: u32) -> db::Result<Vec<Entry>> {
    tx.all(
        "SELECT at, what, detail FROM app_audit WHERE app_id = ?1 ORDER BY id DESC LIMIT ?2",
        params![app, limit],
        |row| Ok(Entry { at: row.get(0)?, what: row.get(1)?, detail: row.get(2)? }),
    )
}

/// Forgets all but the last `kept` entries.
pub(in crate::app) fn forget_entries(tx: &Tx, app: AppId, kept: u32) -> db::Result<()> {
    tx.execute(
        "DELETE FROM app_audit
         WHERE app_id = ?1
           AND id <= (SELECT id FROM app_audit WHERE app_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        params![app, kept],
    )?;
    Ok(())
}
