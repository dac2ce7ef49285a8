//! Apps that open by themselves: each stack has its own, as a person has different tools on different desks.

use std::collections::BTreeSet;

use super::{App, AppId, Error, instance, registry, store::startup as table};
use crate::{
    card,
    db::{self, Tx},
    desk,
    stack::{self, StackId, Status},
};

/// Apps that open by themselves on one stack: as many windows as anybody looks at.
pub const STARTUPS_MAX: usize = 20;

/// The apps that open by themselves on the stack, by name.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, stack: StackId) -> db::Result<Vec<App>> {
    let chosen: BTreeSet<AppId> = table::of_stack(tx, stack)?.into_iter().collect();
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    Ok(registry::list(tx)?.into_iter().filter(|app| chosen.contains(&app.id)).collect())
}

/// Chooses the apps that open by themselves on the stack: these, and no others.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Archived`], [`Error::TooManyInstances`]; [`Error::Desk`] when there is no such stack.
pub fn choose(tx: &Tx, stack: StackId, apps: &BTreeSet<AppId>) -> Result<(), Error> {
    stack::active(tx, stack).map_err(desk::Error::from)?;
    if apps.len() > STARTUPS_MAX {
        return Err(Error::TooManyInstances);
    }
    for app in apps {
        if registry::find(tx, *app)?.is_archived() {
            return Err(Error::Archived);
        }
    }
    for gone in table::of_stack(tx, stack)?.into_iter().filter(|app| !apps.contains(app)) {
        table::put(tx, stack, gone, false)?;
    }
    Ok(apps.iter().try_for_each(|app| table::put(tx, stack, *app, true))?)
}

/// The chosen apps of which no window can be seen on the stack.
///
/// # Errors
/// Whatever the database refuses.
pub fn missing(tx: &Tx, stack: StackId) -> Result<Vec<AppId>, Error> {
    let mut missing = Vec::new();
    for app in list(tx, stack)? {
        let windows = instance::list(tx, app.id)?;
        let is_seen = |card: card::Card| card.stack == stack && card.status == Status::Active;
        if !windows.iter().any(|window| card::find(tx, window.card).is_ok_and(is_seen)) {
            missing.push(app.id);
        }
    }
    Ok(missing)
}
