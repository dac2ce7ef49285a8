//! What apps do while nobody looks.

use super::super::{AppId, job::Job};
use crate::{
    db::{self, Row, Tx, params},
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT app_id, job, every_ms, due_at, last_run_at, stopped_at FROM app_jobs ", $rest)
    };
}

pub(in crate::app) fn put(tx: &Tx, job: &Job) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO app_jobs (app_id, job, every_ms, due_at, last_run_at, stopped_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![job.app, job.name, job.every_ms, job.due_at, job.last_run_at, job.stopped_at],
    )?;
    Ok(())
}

pub(in crate::app) fn of_app(tx: &Tx, app: AppId) -> db::Result<Vec<Job>> {
    tx.all(select!("WHERE app_id = ?1 ORDER BY job"), params![app], read)
}

pub(in crate::app) fn due(tx: &Tx, now: Timestamp, limit: usize) -> db::Result<Vec<Job>> {
    let due = select!("WHERE stopped_at IS NULL AND due_at <= ?1 ORDER BY due_at, app_id, job LIMIT ?2");
    tx.all(due, params![now, limit], read)
}

pub(in crate::app) fn next_due(tx: &Tx) -> db::Result<Option<Timestamp>> {
    tx.one("SELECT min(due_at) FROM app_jobs WHERE stopped_at IS NULL", [], |row| row.get(0))
}

/// Puts the job off, if nobody has since it was due.
pub(in crate::app) fn put_off(tx: &Tx, job: &Job, due_at: Timestamp, now: Timestamp) -> db::Result<bool> {
    let changed = tx.execute(
        "UPDATE app_jobs
         SET due_at = ?4, last_run_at = ?5
         WHERE app_id = ?1 AND job = ?2 AND due_at = ?3 AND stopped_at IS NULL",
        params![job.app, job.name, job.due_at, due_at, now],
    )?;
    Ok(changed == 1)
}

pub(in crate::app) fn remove(tx: &Tx, app: AppId, name: &str) -> db::Result<()> {
    tx.execute("DELETE FROM app_jobs WHERE app_id = ?1 AND job = ?2", params![app, name])?;
    Ok(())
}

fn read(row: &Row<'_>) -> db::RowResult<Job> {
    Ok(Job {
        app: row.get(0)?,
        name: row.get(1)?,
        every_ms: row.get(2)?,
        due_at: row.get(3)?,
        last_run_at: row.get(4)?,
        stopped_at: row.get(5)?,
    })
}
