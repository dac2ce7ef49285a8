//! All apps' windows and data at one moment, for sessions: taken as a whole and put back as a whole.

use serde::{Deserialize, Serialize};

use super::{
    AppId, PackageId, Version,
    instance::Instance,
    registry::App,
    state::{self, Kept},
    store,
};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// The apps at one moment.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    pub apps: Vec<FrozenApp>,
}

/// One app at one moment: those that have neither data nor windows are left out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenApp {
    pub id: AppId,
    pub package: PackageId,
    pub name: String,
    pub version: Version,
    pub instances: Vec<Instance>,
    pub rows: Vec<Kept>,
}

/// Takes what every app keeps and shows.
///
/// # Errors
/// Whatever the database refuses.
pub fn freeze(tx: &Tx) -> db::Result<Frozen> {
    let windows = store::instance::open(tx)?;
    let mut apps = Vec::new();
    for app in store::every(tx)? {
        let instances: Vec<Instance> = windows.iter().filter(|window| window.app == app.id).cloned().collect();
        let rows = state::rows(tx, app.id)?;
        if !instances.is_empty() || !rows.is_empty() {
            let App { id, package, name, version, .. } = app;
            apps.push(FrozenApp { id, package, name, version, instances, rows });
        }
    }
    Ok(Frozen { apps })
}

/// Puts back what every app kept and showed. Windows that were opened since are closed. Apps that the file has never
/// known are answered: nothing of them is put back.
///
/// # Errors
/// Whatever the database refuses; the caller takes the transaction back.
pub fn thaw(tx: &Tx, frozen: &Frozen, now: Timestamp) -> db::Result<Vec<PackageId>> {
    let apps = store::every(tx)?;
    for app in &apps {
        store::instance::close_all(tx, app.id, now)?;
        let then = frozen.apps.iter().find(|then| then.id == app.id || then.package == app.package);
        let is_empty = then.is_none() && state::rows(tx, app.id)?.is_empty();
        if !is_empty {
            state::replace(tx, app.id, then.map_or(&[], |then| &then.rows))?;
        }
        for window in then.into_iter().flat_map(|then| &then.instances) {
            store::instance::put(tx, &Instance { app: app.id, ..window.clone() })?;
        }
    }
    let is_known = |then: &&FrozenApp| apps.iter().any(|app| app.id == then.id || app.package == then.package);
    let unknown = frozen.apps.iter().filter(|then| !is_known(then));
    Ok(unknown.map(|then| then.package.clone()).collect())
}
