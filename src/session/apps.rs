//! The apps of a session, and what has come since: the past takes nothing from what it did not know.

use std::collections::HashSet;

use super::Result;
use crate::{
    app::{self, App, Frozen, FrozenApp, state::Kept},
    db::Tx,
    kit::Timestamp,
};

/// The apps as they were at `saved_at`, with what they could not know: the windows that were opened since, whose cards
/// are in the Drawer from now on and can be brought back from there, and the apps that were installed since.
///
/// # Errors
/// Whatever the database refuses.
pub(super) fn with_what_came_since(tx: &Tx, was: Frozen, now: &Frozen, saved_at: Timestamp) -> Result<Frozen> {
    let mut apps = Vec::new();
    for was in was.apps {
        apps.push(as_it_is_called_now(tx, was)?);
    }
    for is in &now.apps {
        match apps.iter_mut().find(|was| was.id == is.id) {
            Some(was) => {
                let since = opened_since(was, is);
                was.instances.extend(since.instances);
                was.rows.extend(since.rows);
            }
            None if is_new(tx, is, saved_at)? => apps.push(is.clone()),
            // It was there, and had neither windows nor data.
            None => apps.push(opened_since(&FrozenApp { instances: Vec::new(), rows: Vec::new(), ..is.clone() }, is)),
        }
    }
    apps.retain(|app| !app.instances.is_empty() || !app.rows.is_empty());
    apps.iter_mut().for_each(sort);
    apps.sort_by_key(|app| app.id);
    Ok(Frozen { apps })
}

/// A newer version of the app runs with what an earlier one has kept.
fn as_it_is_called_now(tx: &Tx, was: FrozenApp) -> Result<FrozenApp> {
    match app::find(tx, was.id) {
        Ok(App { package, name, version, .. }) => Ok(FrozenApp { package, name, version, ..was }),
        Err(app::Error::NotFound) => Ok(was),
        Err(error) => Err(error.into()),
    }
}

/// The windows of `is` that `was` does not have, with what they keep for themselves.
fn opened_since(was: &FrozenApp, is: &FrozenApp) -> FrozenApp {
    let known: HashSet<_> = was.instances.iter().map(|window| window.id).collect();
    let instances: Vec<_> = is.instances.iter().filter(|window| !known.contains(&window.id)).cloned().collect();
    let own: HashSet<String> = instances.iter().map(|window| window.id.to_string()).collect();
    let rows = is.rows.iter().filter(|row| own.contains(&row.instance)).cloned().collect();
    FrozenApp { instances, rows, ..is.clone() }
}

fn is_new(tx: &Tx, app: &FrozenApp, saved_at: Timestamp) -> Result<bool> {
    match app::find(tx, app.id) {
        Ok(found) => Ok(found.installed_at > saved_at),
        Err(app::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Puts windows and rows in the order in which they are read, so that the same ones are the same text.
fn sort(app: &mut FrozenApp) {
    app.instances.sort_by_key(|window| (window.opened_at, window.id));
    let key = |row: &Kept| (row.instance.clone(), row.name.clone(), row.place, row.item.clone());
    app.rows.sort_by_cached_key(key);
}
