//! The SQL of a repository's own file.

use std::{collections::BTreeMap, ops::RangeInclusive};

use super::{Detail, Event};
use crate::{
    account::UserId,
    db::{
        self, Row, RowResult, Tx,
        column::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
        params,
    },
    git::{BranchName, ObjectId},
    kit::Timestamp,
};

/// A commit or a content in a column: 40 hexadecimal digits.
struct Named(ObjectId);

impl db::ToSql for Named {
    fn to_sql(&self) -> RowResult<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl db::FromSql for Named {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// The numbers of the oldest and the latest event.
pub(super) fn range(tx: &Tx) -> db::Result<Option<RangeInclusive<u64>>> {
    tx.one("SELECT min(seq), max(seq) FROM events", params![], |row| {
        let (oldest, latest): (Option<u64>, Option<u64>) = (row.get(0)?, row.get(1)?);
        Ok(oldest.zip(latest).map(|(oldest, latest)| oldest..=latest))
    })
}

pub(super) fn insert(tx: &Tx, event: &Event) -> db::Result<()> {
    tx.execute(
        "INSERT INTO events (seq, kind, branch, path, old_path, old_head, new_head, blob, file_count, detail, by_id, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            event.seq,
            event.kind,
            event.branch.as_ref().map(BranchName::as_str),
            event.path,
            event.old_path,
            event.old_head.map(Named),
            event.head.map(Named),
            event.blob.map(Named),
            event.file_count,
            said(&event.detail),
            event.by,
            event.at
        ],
    )?;
    Ok(())
}

/// Forgets what is older than the event `seq`.
pub(super) fn forget(tx: &Tx, seq: u64) -> db::Result<()> {
    tx.execute("DELETE FROM events WHERE seq < ?1", params![seq])?;
    Ok(())
}

pub(super) fn after(tx: &Tx, seq: u64) -> db::Result<Vec<Event>> {
    tx.all(
        "SELECT seq, kind, branch, path, old_path, old_head, new_head, blob, file_count, detail, by_id, at
         FROM events
         WHERE seq > ?1
         ORDER BY seq",
        params![seq],
        read,
    )
}

/// Whether the branch was deleted after the event `seq`.
pub(in crate::repo) fn was_deleted_since(tx: &Tx, branch: &BranchName, seq: u64) -> db::Result<bool> {
    tx.one(
        "SELECT EXISTS (SELECT 1 FROM events WHERE seq > ?1 AND kind = 'branch.deleted' AND branch = ?2)",
        params![seq, branch.as_str()],
        |row| row.get(0),
    )
}

/// Where each branch was last seen.
pub(in crate::repo) fn seen(tx: &Tx) -> db::Result<BTreeMap<BranchName, ObjectId>> {
    let rows = tx.all("SELECT name, head FROM seen_branches ORDER BY name", params![], |row| {
        Ok((branch(row, 0)?, row.get::<_, Named>(1)?.0))
    })?;
    Ok(rows.into_iter().collect())
}

pub(in crate::repo) fn seen_at(tx: &Tx, branch: &BranchName) -> db::Result<Option<ObjectId>> {
    tx.find("SELECT head FROM seen_branches WHERE name = ?1", params![branch.as_str()], |row| {
        Ok(row.get::<_, Named>(0)?.0)
    })
}

pub(in crate::repo) fn set_seen(tx: &Tx, branch: &BranchName, head: Option<ObjectId>) -> db::Result<()> {
    match head {
        Some(head) => tx.execute(
            "INSERT INTO seen_branches (name, head)
             VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET head = excluded.head",
            params![branch.as_str(), Named(head)],
        )?,
        None => tx.execute("DELETE FROM seen_branches WHERE name = ?1", params![branch.as_str()])?,
    };
    Ok(())
}

/// Notes that somebody was at work on a branch.
pub(in crate::repo) fn put_visit(tx: &Tx, branch: &BranchName, user: UserId, at: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO visits (branch, user_id, at)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (branch, user_id) DO UPDATE SET at = max(at, excluded.at)",
        params![branch.as_str(), user, at],
    )?;
    Ok(())
}

/// Who was last at work on a branch, the latest first.
pub(in crate::repo) fn visits(tx: &Tx, branch: &BranchName, max: u64) -> db::Result<Vec<(UserId, Timestamp)>> {
    tx.all(
        "SELECT user_id, at
         FROM visits
         WHERE branch = ?1
         ORDER BY at DESC, user_id
         LIMIT ?2",
        params![branch.as_str(), max],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The details as JSON; `None` when there are none.
fn said(detail: &Detail) -> Option<String> {
    if *detail == Detail::default() { None } else { serde_json::to_string(detail).ok() }
}

fn branch(row: &Row<'_>, column: usize) -> RowResult<BranchName> {
    let name: String = row.get(column)?;
    Ok(BranchName::new(&name).map_err(FromSqlError::other)?)
}

fn read(row: &Row<'_>) -> RowResult<Event> {
    let (name, detail): (Option<String>, Option<String>) = (row.get(2)?, row.get(9)?);
    let detail = detail.map(|text| serde_json::from_str(&text).map_err(FromSqlError::other)).transpose()?;
    let named = |column: usize| row.get::<_, Option<Named>>(column).map(|named| named.map(|named| named.0));
    Ok(Event {
        seq: row.get(0)?,
        kind: row.get(1)?,
        branch: name.map(|name| BranchName::new(&name).map_err(FromSqlError::other)).transpose()?,
        path: row.get(3)?,
        old_path: row.get(4)?,
        old_head: named(5)?,
        head: named(6)?,
        blob: named(7)?,
        file_count: row.get(8)?,
        detail: detail.unwrap_or_default(),
        by: row.get(10)?,
        at: row.get(11)?,
    })
}
