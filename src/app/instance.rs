//! Running apps: each is a window, shown by a card. It lives as long as the card can be brought back.

use serde::{Deserialize, Serialize};

use super::{AppId, Error, InstanceId, registry, state, store::instance as table};
use crate::{
    card::CardId,
    db::{self, Tx},
    kit::Timestamp,
};

/// Windows that are open at once: far more than a desk shows.
pub const OPEN_MAX: usize = 1_000;
/// Failures one after the other, after which an app rests until its user starts it again.
pub const FAILURES_MAX: u32 = 5;
/// Characters of what an app stopped with.
const CRASH_CHARS_MAX: usize = 2_000;

/// A window of an app.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instance {
    pub id: InstanceId,
    pub app: AppId,
    pub card: CardId,
    pub opened_at: Timestamp,
    /// Failures one after the other.
    pub failures: u32,
    /// What it stopped with; such an app is not run until it is started again.
    pub crash: Option<String>,
    pub closed_at: Option<Timestamp>,
}

/// Opens a window of the app on a card, which the caller makes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Archived`], [`Error::TooManyInstances`].
pub fn open(tx: &Tx, id: InstanceId, app: AppId, card: CardId, now: Timestamp) -> Result<Instance, Error> {
    if registry::find(tx, app)?.is_archived() {
        return Err(Error::Archived);
    }
    if table::count_open(tx)? >= OPEN_MAX {
        return Err(Error::TooManyInstances);
    }
    let opened_at = now;
    let instance = Instance { id, app, card, opened_at, failures: 0, crash: None, closed_at: None };
    table::put(tx, &instance)?;
    Ok(instance)
}

/// The window, closed or not.
///
/// # Errors
/// [`Error::NoSuchInstance`].
pub fn find(tx: &Tx, id: InstanceId) -> Result<Instance, Error> {
    table::find(tx, id)?.ok_or(Error::NoSuchInstance)
}

/// The window that the card shows, if it shows one.
///
/// # Errors
/// Whatever the database refuses.
pub fn on_card(tx: &Tx, card: CardId) -> db::Result<Option<Instance>> {
    table::of_card(tx, card)
}

/// The app's windows that are not closed, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, app: AppId) -> db::Result<Vec<Instance>> {
    table::of_app(tx, app)
}

/// The windows of all apps that are not closed, in the order in which they were opened.
///
/// # Errors
/// Whatever the database refuses.
pub fn open_ones(tx: &Tx) -> db::Result<Vec<Instance>> {
    table::open(tx)
}

/// Closes the window for good: what it kept for itself is forgotten. Closing it twice changes nothing.
///
/// # Errors
/// [`Error::NoSuchInstance`].
pub fn close(tx: &Tx, id: InstanceId, now: Timestamp) -> Result<(), Error> {
    let instance = find(tx, id)?;
    if instance.closed_at.is_some() {
        return Ok(());
    }
    state::clear(tx, instance.app, Some(id))?;
    Ok(table::put(tx, &Instance { closed_at: Some(now), ..instance })?)
}

/// Notes that the app has failed once more, and answers how often it has in a row.
///
/// # Errors
/// [`Error::NoSuchInstance`].
pub fn count_failure(tx: &Tx, id: InstanceId) -> Result<u32, Error> {
    let instance = find(tx, id)?;
    let failures = instance.failures.saturating_add(1);
    table::put(tx, &Instance { failures, ..instance })?;
    Ok(failures)
}

/// Lets the app rest, with what it stopped with.
///
/// # Errors
/// [`Error::NoSuchInstance`].
pub fn set_crash(tx: &Tx, id: InstanceId, reason: &str) -> Result<(), Error> {
    let instance = find(tx, id)?;
    let crash = Some(reason.chars().take(CRASH_CHARS_MAX).collect());
    Ok(table::put(tx, &Instance { crash, ..instance })?)
}

/// Forgets failures, after a success or because its user starts it again.
///
/// # Errors
/// [`Error::NoSuchInstance`].
pub fn clear(tx: &Tx, id: InstanceId) -> Result<(), Error> {
    let instance = find(tx, id)?;
    if instance.failures == 0 && instance.crash.is_none() {
        return Ok(());
    }
    Ok(table::put(tx, &Instance { failures: 0, crash: None, ..instance })?)
}
