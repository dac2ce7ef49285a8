//! Which apps a user has, in which versions: install, save, roll back, archive.

use std::collections::BTreeSet;

use super::{
    AppId, Category, Error, Package, PackageId, Permission, Version,
    audit::{self, What},
    grant, job, state, store,
};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// Apps that are installed: many times what a person looks through.
pub const APPS_MAX: usize = 5_000;
/// Versions that are kept beside the one that runs.
pub const VERSIONS_KEPT: u32 = 3;

/// Where an app came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Catalogue,
    /// Its user made it here.
    Own,
    Import,
}

impl Origin {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Catalogue => "catalogue",
            Self::Own => "own",
            Self::Import => "import",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Catalogue, Self::Own, Self::Import].into_iter().find(|origin| origin.as_str() == word)
    }
}

/// An app as it is installed.
#[derive(Clone, PartialEq, Debug)]
pub struct App {
    pub id: AppId,
    pub package: PackageId,
    pub name: String,
    pub icon: String,
    pub category: Category,
    pub author: String,
    pub description: String,
    pub tags: Vec<String>,
    pub origin: Origin,
    /// The number of the version that runs, from 1, and what it says of itself.
    pub number: u32,
    pub version: Version,
    pub has_auto_update: bool,
    pub is_favourite: bool,
    /// Its place in the dock, from 0.
    pub pin_order: Option<u32>,
    pub last_used_at: Option<Timestamp>,
    /// Rises whenever what the app keeps was replaced by somebody else than the app.
    pub epoch: u64,
    pub installed_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

impl App {
    #[must_use]
    pub const fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }
}

/// One of an app's versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    pub number: u32,
    pub version: Version,
    pub saved_at: Timestamp,
    /// Whether there is a copy of what the app kept when this version was replaced.
    pub has_data: bool,
}

/// An app to be installed, or another version of one.
#[derive(Clone, Copy, Debug)]
pub struct NewApp<'a> {
    /// Used when the user has no such app yet.
    pub id: AppId,
    pub package: &'a Package,
    /// The package as its author wrote it.
    pub text: &'a str,
    pub origin: Origin,
    /// What the user allows it, of what it asks for; `None` when they were not asked.
    pub consent: Option<&'a BTreeSet<Permission>>,
}

/// What becomes of an app's data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Data {
    /// It stays as it is.
    Keep,
    /// It is put back as it was, or erased.
    Replace,
}

/// The app, archived or not.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, app: AppId) -> Result<App, Error> {
    store::find(tx, app)?.ok_or(Error::NotFound)
}

/// The app with this id of its package, archived or not.
///
/// # Errors
/// Whatever the database refuses.
pub fn by_package(tx: &Tx, package: &PackageId) -> db::Result<Option<App>> {
    store::by_package(tx, package)
}

/// All apps that are not archived, by name.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx) -> db::Result<Vec<App>> {
    store::list(tx)
}

/// The apps of the dock, in their order.
///
/// # Errors
/// Whatever the database refuses.
pub fn docked(tx: &Tx) -> db::Result<Vec<App>> {
    store::docked(tx)
}

/// The text of the package that runs.
///
/// # Errors
/// [`Error::NotFound`].
pub fn current(tx: &Tx, app: AppId) -> Result<String, Error> {
    let app = find(tx, app)?;
    version_text(tx, app.id, app.number)
}

/// The text of one version.
///
/// # Errors
/// [`Error::NoSuchVersion`].
pub fn version_text(tx: &Tx, app: AppId, number: u32) -> Result<String, Error> {
    let packed = store::package(tx, app, number)?.ok_or(Error::NoSuchVersion(number))?;
    Ok(store::unpack(app, &packed)?)
}

/// The versions that are there, the last first.
///
/// # Errors
/// [`Error::NotFound`].
pub fn versions(tx: &Tx, app: AppId) -> Result<Vec<Saved>, Error> {
    find(tx, app)?;
    Ok(store::versions(tx, app)?)
}

/// How often what the app keeps was replaced from outside.
///
/// # Errors
/// [`Error::NotFound`].
pub fn epoch(tx: &Tx, app: AppId) -> Result<u64, Error> {
    Ok(find(tx, app)?.epoch)
}

/// Installs the app, or, when its user has it, makes this its next version. An archived one comes back with what it
/// had kept.
///
/// # Errors
/// [`Error::Clash`] when an app of somebody else, or of the catalogue for a file, has this id; [`Error::NeedsConsent`]
/// when the package asks for what its user has not been asked about; [`Error::TooManyApps`].
pub fn save(tx: &Tx, new: NewApp<'_>, now: Timestamp) -> Result<App, Error> {
    let Some(app) = by_package(tx, &new.package.id)? else {
        return install(tx, new, now);
    };
    if version_text(tx, app.id, app.number)? == new.text && !app.is_archived() {
        return Ok(app);
    }
    // A file says by itself who has written it: what came from the catalogue is replaced by the catalogue, or by its
    // user's own hand, and by no file that claims the same author.
    let is_forged = app.origin == Origin::Catalogue && new.origin == Origin::Import;
    if app.author != new.package.author.as_str() || is_forged {
        return Err(Error::Clash { package: app.package, author: app.author });
    }
    let added = grant::not_asked_yet(tx, app.id, new.package)?;
    let consent = match new.consent {
        Some(consent) => consent.clone(),
        None if added.is_empty() => BTreeSet::new(),
        None => return Err(Error::NeedsConsent(added)),
    };
    next_version(tx, &app, new, now)?;
    grant::ask(tx, app.id, &added, &consent, now)?;
    job::schedule(tx, app.id, new.package, now)?;
    find(tx, app.id)
}

fn install(tx: &Tx, new: NewApp<'_>, now: Timestamp) -> Result<App, Error> {
    if store::count(tx)? >= APPS_MAX {
        return Err(Error::TooManyApps);
    }
    let asked = grant::asked(new.package);
    let consent = match new.consent {
        Some(consent) => consent.clone(),
        None if asked.is_empty() => BTreeSet::new(),
        None => return Err(Error::NeedsConsent(asked)),
    };
    store::insert(tx, &new, now)?;
    store::insert_version(tx, new.id, 1, new.package.version, new.text, now)?;
    grant::ask(tx, new.id, &asked, &consent, now)?;
    job::schedule(tx, new.id, new.package, now)?;
    audit::note(tx, new.id, What::Installed, &new.package.version.to_string(), now)?;
    find(tx, new.id)
}

/// Puts the package in the place of the one that runs, of which a copy is kept together with what the app keeps.
fn next_version(tx: &Tx, app: &App, new: NewApp<'_>, now: Timestamp) -> Result<(), Error> {
    let number = store::last_number(tx, app.id)? + 1;
    store::set_state_before(tx, app.id, app.number, &state::packed(tx, app.id)?)?;
    store::insert_version(tx, app.id, number, new.package.version, new.text, now)?;
    store::describe(tx, app.id, number, new.package, now)?;
    store::drop_versions(tx, app.id, number.saturating_sub(VERSIONS_KEPT))?;
    audit::note(tx, app.id, What::Updated, &new.package.version.to_string(), now)?;
    Ok(())
}

/// Runs an earlier version again, or one that was left by going back. What the app keeps is put back as it was then, if
/// `data` says so and there is a copy.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NoSuchVersion`].
pub fn roll_back(
    tx: &Tx,
    app: AppId,
    number: u32,
    package: &Package,
    data: Data,
    now: Timestamp,
) -> Result<App, Error> {
    let app = find(tx, app)?;
    if number == app.number {
        return Ok(app);
    }
    let before = store::state_before(tx, app.id, number)?.ok_or(Error::NoSuchVersion(number))?;
    store::set_state_before(tx, app.id, app.number, &state::packed(tx, app.id)?)?;
    if let (Data::Replace, Some(packed)) = (data, before) {
        state::restore_packed(tx, app.id, &packed)?;
    }
    store::describe(tx, app.id, number, package, now)?;
    store::raise_epoch(tx, app.id)?;
    job::schedule(tx, app.id, package, now)?;
    audit::note(tx, app.id, What::RolledBack, &package.version.to_string(), now)?;
    find(tx, app.id)
}

/// Archives the app: it is listed no more, and its jobs rest. What it keeps stays, or is erased.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &Tx, app: AppId, data: Data, now: Timestamp) -> Result<App, Error> {
    let app = find(tx, app)?;
    if data == Data::Replace {
        state::erase(tx, app.id)?;
    }
    if !app.is_archived() {
        store::set_archived(tx, app.id, Some(now))?;
        job::unschedule(tx, app.id)?;
        audit::note(tx, app.id, What::Archived, "", now)?;
    }
    find(tx, app.id)
}

/// Brings an archived app back.
///
/// # Errors
/// [`Error::NotFound`].
pub fn restore(tx: &Tx, app: AppId, package: &Package, now: Timestamp) -> Result<App, Error> {
    let app = find(tx, app)?;
    if app.is_archived() {
        store::set_archived(tx, app.id, None)?;
        job::schedule(tx, app.id, package, now)?;
        audit::note(tx, app.id, What::Installed, &app.version.to_string(), now)?;
    }
    find(tx, app.id)
}

/// Whether newer versions of the catalogue are installed by themselves, as long as they ask for nothing more.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_auto_update(tx: &Tx, app: AppId, is_on: bool) -> Result<(), Error> {
    find(tx, app)?;
    Ok(store::set_auto_update(tx, app, is_on)?)
}

/// Puts the app among the favourites, or takes it out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_favourite(tx: &Tx, app: AppId, is_favourite: bool) -> Result<(), Error> {
    find(tx, app)?;
    Ok(store::set_favourite(tx, app, is_favourite)?)
}

/// Puts the app at the end of the dock, or takes it out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_pinned(tx: &Tx, app: AppId, is_pinned: bool) -> Result<(), Error> {
    let app = find(tx, app)?;
    if is_pinned != app.pin_order.is_some() {
        store::set_pinned(tx, app.id, is_pinned)?;
    }
    Ok(())
}

/// Lays the app at a place of the dock, from 0; past the end it is the last. One that is not in the dock stays out of it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_dock_place(tx: &Tx, app: AppId, place: usize) -> Result<(), Error> {
    find(tx, app)?;
    let mut dock: Vec<AppId> = store::docked(tx)?.into_iter().map(|each| each.id).collect();
    let Some(from) = dock.iter().position(|each| *each == app) else { return Ok(()) };
    dock.remove(from);
    dock.insert(place.min(dock.len()), app);
    for (at, each) in dock.into_iter().enumerate() {
        store::set_dock_place(tx, each, at)?;
    }
    Ok(())
}

/// Notes that the app was opened.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_use(tx: &Tx, app: AppId, now: Timestamp) -> db::Result<()> {
    store::set_used(tx, app, now)
}
