//! What is done with repositories as a whole.

use super::{Error, Origin, Protection, Repo, RepoId, RepoName, Result, Role, Visibility, mirror, store};
use crate::{
    account::{self, UserId},
    db::Tx,
    kit::{Line, Timestamp},
};

/// Repositories of one owner that are not archived.
pub const REPOS_MAX: u64 = 500;

/// Characters of a description.
const DESCRIPTION_CHARS_MAX: usize = 300;

/// A repository to be made.
#[derive(Clone, Debug)]
pub struct NewRepo {
    pub id: RepoId,
    pub name: RepoName,
    pub description: String,
    pub visibility: Visibility,
    pub protection: Protection,
    /// What it mirrors, and whether its owner may write there.
    pub origin: Option<(Origin, bool)>,
}

/// What is to be another way; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<RepoName>,
    pub description: Option<String>,
    pub visibility: Option<Visibility>,
    pub protection: Option<Protection>,
}

/// Notes a new repository. Its folder must be there already, so that no row is without one.
///
/// # Errors
/// [`Error::NameTaken`], also when only the case differs; [`Error::TooMany`].
pub fn create(tx: &Tx, owner: UserId, new: NewRepo, now: Timestamp) -> Result<Repo> {
    if store::count(tx, owner)? >= REPOS_MAX {
        return Err(Error::TooMany);
    }
    let is_taken = match &new.origin {
        Some((origin, _)) => store::find_mirror(tx, owner, origin)?.is_some(),
        None => store::is_taken(tx, owner, &new.name, None)?,
    };
    if is_taken {
        return Err(Error::NameTaken(new.name));
    }
    let repo = Repo {
        id: new.id,
        owner,
        owner_name: account::find(tx, owner)?.name,
        name: new.name,
        description: described(&new.description)?,
        visibility: new.visibility,
        protection: new.protection,
        created_at: now,
        changed_at: now,
        archived_at: None,
        role: Role::Admin,
        origin: new.origin.as_ref().map(|(origin, _)| origin.clone()),
    };
    store::insert(tx, &repo)?;
    if let Some((origin, can_push)) = &new.origin {
        mirror::store::insert_origin(tx, repo.id, owner, (origin, *can_push), now)?;
    }
    Ok(repo)
}

/// The repository at an address, as `user` sees it.
///
/// # Errors
/// [`Error::NotFound`], the same when there is none and when `user` may not see it.
pub fn find(tx: &Tx, user: UserId, owner: &str, name: &str) -> Result<Repo> {
    let Ok(name) = RepoName::new(name) else { return Err(Error::NotFound) };
    let owner = account::find_by_name(tx, owner).map_err(|error| match error {
        account::Error::Db(error) => Error::Db(error),
        _ => Error::NotFound,
    })?;
    store::find(tx, user, owner.id, &name)?.ok_or(Error::NotFound)
}

/// The same by its id.
///
/// # Errors
/// [`Error::NotFound`], the same when there is none and when `user` may not see it.
pub fn find_by_id(tx: &Tx, user: UserId, id: RepoId) -> Result<Repo> {
    store::find_by_id(tx, user, id)?.ok_or(Error::NotFound)
}

/// What `user` may see, the last changed first: their own, those they are members of, and those open to the server.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, user: UserId) -> Result<Vec<Repo>> {
    Ok(store::list(tx, user)?)
}

/// Changes what is said of a repository, and who sees it.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin of it; [`Error::NameTaken`]; [`Error::BadDescription`].
pub fn change(tx: &Tx, repo: &Repo, change: Change, now: Timestamp) -> Result<Repo> {
    repo.require(Role::Admin)?;
    let is_elsewhere = change.name.as_ref().is_some_and(|name| *name != repo.name)
        || change.visibility.is_some_and(|to| to != repo.visibility);
    if repo.origin.is_some() && is_elsewhere {
        return Err(Error::IsMirror);
    }
    let mut changed = repo.clone();
    if let Some(name) = change.name {
        if repo.origin.is_none() && store::is_taken(tx, repo.owner, &name, Some(repo.id))? {
            return Err(Error::NameTaken(name));
        }
        changed.name = name;
    }
    if let Some(description) = change.description {
        changed.description = described(&description)?;
    }
    changed.visibility = change.visibility.unwrap_or(repo.visibility);
    changed.protection = change.protection.unwrap_or(changed.protection);
    changed.changed_at = now;
    store::update(tx, &changed)?;
    Ok(changed)
}

/// Puts a repository away: it can be read and brought back, and nothing in it changes.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin of it.
pub fn archive(tx: &Tx, repo: &Repo, now: Timestamp) -> Result<()> {
    require_keeper(repo)?;
    Ok(store::set_archived(tx, repo.id, Some(repo.archived_at.unwrap_or(now)))?)
}

/// Brings it back.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin of it; [`Error::TooMany`].
pub fn restore(tx: &Tx, repo: &Repo) -> Result<()> {
    require_keeper(repo)?;
    if repo.is_archived() && store::count(tx, repo.owner)? >= REPOS_MAX {
        return Err(Error::TooMany);
    }
    Ok(store::set_archived(tx, repo.id, None)?)
}

/// Notes that something in it has changed just now.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_change(tx: &Tx, id: RepoId, now: Timestamp) -> Result<()> {
    Ok(store::set_changed(tx, id, now)?)
}

/// A mirror is its user's own to put away, whatever they may do there.
fn require_keeper(repo: &Repo) -> Result<()> {
    if repo.origin.is_some() { Ok(()) } else { repo.require(Role::Admin) }
}

fn described(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let line = Line::<DESCRIPTION_CHARS_MAX>::new(text).map_err(Error::BadDescription)?;
    Ok(line.as_str().to_owned())
}
