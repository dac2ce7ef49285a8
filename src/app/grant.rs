//! What its user has allowed an app. Revoked at any time; read once, at the effect.

use std::collections::BTreeSet;

use super::{
    AppId, Error, Package, Permission,
    audit::{self, What},
    registry,
    store::grant as table,
};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// A permission that the user was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    pub permission: Permission,
    pub granted_at: Timestamp,
    /// When the user took it back, or said no in the first place.
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.revoked_at.is_none()
    }
}

/// What the package asks its user for, in the order in which it does.
#[must_use]
pub fn asked(package: &Package) -> Vec<Permission> {
    let mut seen = BTreeSet::new();
    package.permissions.iter().filter(|asked| asked.is_asked() && seen.insert((*asked).clone())).cloned().collect()
}

/// What the package asks for that its user has never been asked.
///
/// # Errors
/// Whatever the database refuses.
pub fn not_asked_yet(tx: &Tx, app: AppId, package: &Package) -> db::Result<Vec<Permission>> {
    let known = list(tx, app)?;
    let is_known = |permission: &Permission| known.iter().any(|grant| grant.permission == *permission);
    Ok(asked(package).into_iter().filter(|permission| !is_known(permission)).collect())
}

/// Everything that the user was asked for, whatever they said.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, app: AppId) -> db::Result<Vec<Grant>> {
    table::of_app(tx, app)
}

/// What the app may do now.
///
/// # Errors
/// Whatever the database refuses.
pub fn granted(tx: &Tx, app: AppId) -> db::Result<BTreeSet<Permission>> {
    Ok(list(tx, app)?.into_iter().filter(Grant::is_given).map(|grant| grant.permission).collect())
}

/// Keeps the answers to what was asked: yes to what is in `consent`, no to the rest.
///
/// # Errors
/// [`Error::NotAsked`] for a consent to what nobody asks for.
pub(super) fn ask(
    tx: &Tx,
    app: AppId,
    asked: &[Permission],
    consent: &BTreeSet<Permission>,
    now: Timestamp,
) -> Result<(), Error> {
    for permission in asked {
        set(tx, app, permission, consent.contains(permission), now)?;
    }
    Ok(())
}

/// Allows the app what it asks for.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotAsked`].
pub fn grant(tx: &Tx, app: AppId, permission: &Permission, now: Timestamp) -> Result<(), Error> {
    change(tx, app, permission, true, now)
}

/// Takes a permission back. Doing so twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotAsked`].
pub fn revoke(tx: &Tx, app: AppId, permission: &Permission, now: Timestamp) -> Result<(), Error> {
    change(tx, app, permission, false, now)
}

fn change(tx: &Tx, app: AppId, permission: &Permission, is_given: bool, now: Timestamp) -> Result<(), Error> {
    registry::find(tx, app)?;
    let known = list(tx, app)?.into_iter().find(|grant| grant.permission == *permission);
    let known = known.ok_or_else(|| Error::NotAsked(permission.clone()))?;
    if known.is_given() == is_given {
        return Ok(());
    }
    set(tx, app, permission, is_given, now)
}

fn set(tx: &Tx, app: AppId, permission: &Permission, is_given: bool, now: Timestamp) -> Result<(), Error> {
    let revoked_at = (!is_given).then_some(now);
    table::put(tx, app, &Grant { permission: permission.clone(), granted_at: now, revoked_at })?;
    let what = if is_given { What::Granted } else { What::Revoked };
    Ok(audit::note(tx, app, what, &permission.to_string(), now)?)
}
