//! Background jobs: rows with a due time, so that they survive a restart, run once after a gap, and never twice for
//! one due time.

use super::{AppId, Error, Package, check::interval_ms, store::job as table};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// How often a job may run: a mailbox, the weather, a reminder need no more.
const EVERY_MS_MIN: i64 = 30_000;
/// Jobs that are taken up at once; the others follow.
const DUE_MAX: usize = 100;

/// Something that an app does every now and then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    pub app: AppId,
    pub name: String,
    pub every_ms: i64,
    pub due_at: Timestamp,
    pub last_run_at: Option<Timestamp>,
    /// When the user stopped it.
    pub stopped_at: Option<Timestamp>,
}

/// Makes the jobs of the app those of its package. One that is there already keeps its due time, and stays stopped.
///
/// # Errors
/// Whatever the database refuses.
pub fn schedule(tx: &Tx, app: AppId, package: &Package, now: Timestamp) -> db::Result<()> {
    let known = table::of_app(tx, app)?;
    for gone in known.iter().filter(|known| package.ui_spec.jobs.iter().all(|job| job.id != known.name)) {
        table::remove(tx, app, &gone.name)?;
    }
    for job in &package.ui_spec.jobs {
        let Some(every_ms) = interval_ms(&job.every).and_then(|ms| i64::try_from(ms).ok()) else { continue };
        let known = known.iter().find(|known| known.name == job.id);
        if known.is_some_and(|known| known.every_ms == every_ms) {
            continue;
        }
        let stopped_at = known.and_then(|known| known.stopped_at);
        let last_run_at = known.and_then(|known| known.last_run_at);
        let due_at = now.plus_ms(every_ms);
        table::put(tx, &Job { app, name: job.id.clone(), every_ms, due_at, last_run_at, stopped_at })?;
    }
    Ok(())
}

/// Takes the jobs of the app away.
///
/// # Errors
/// Whatever the database refuses.
pub(super) fn unschedule(tx: &Tx, app: AppId) -> db::Result<()> {
    table::of_app(tx, app)?.iter().try_for_each(|job| table::remove(tx, app, &job.name))
}

/// The app's jobs, by name.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, app: AppId) -> db::Result<Vec<Job>> {
    table::of_app(tx, app)
}

/// The jobs whose time has come, the longest waiting first.
///
/// # Errors
/// Whatever the database refuses.
pub fn due(tx: &Tx, now: Timestamp) -> db::Result<Vec<Job>> {
    table::due(tx, now, DUE_MAX)
}

/// When the next job is due.
///
/// # Errors
/// Whatever the database refuses.
pub fn next_due(tx: &Tx) -> db::Result<Option<Timestamp>> {
    table::next_due(tx)
}

/// Takes the job up, as it was read from [`due`], and says whether it is still to be run: not when somebody was faster.
/// After a gap it is due once, and then at the next of its own moments.
///
/// # Errors
/// Whatever the database refuses.
pub fn ran(tx: &Tx, job: &Job, now: Timestamp) -> db::Result<bool> {
    let every_ms = job.every_ms.max(EVERY_MS_MIN);
    let missed = now.since_ms(job.due_at) / every_ms;
    table::put_off(tx, job, job.due_at.plus_ms((missed + 1).saturating_mul(every_ms)), now)
}

/// Stops the job until its user lets it go on.
///
/// # Errors
/// [`Error::NoSuchJob`].
pub fn stop(tx: &Tx, app: AppId, name: &str, now: Timestamp) -> Result<(), Error> {
    let job = find(tx, app, name)?;
    Ok(table::put(tx, &Job { stopped_at: Some(job.stopped_at.unwrap_or(now)), ..job })?)
}

/// Lets a stopped job go on.
///
/// # Errors
/// [`Error::NoSuchJob`].
pub fn go_on(tx: &Tx, app: AppId, name: &str, now: Timestamp) -> Result<(), Error> {
    let job = find(tx, app, name)?;
    let due_at = if job.stopped_at.is_some() { now.plus_ms(job.every_ms) } else { job.due_at };
    Ok(table::put(tx, &Job { stopped_at: None, due_at, ..job })?)
}

fn find(tx: &Tx, app: AppId, name: &str) -> Result<Job, Error> {
    table::of_app(tx, app)?.into_iter().find(|job| job.name == name).ok_or(Error::NoSuchJob)
}
