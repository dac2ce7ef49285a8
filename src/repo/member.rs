//! Who may do what in a repository besides its owner.

use super::{Error, Repo, Result, Role, store};
use crate::{
    account::{self, Name, UserId},
    db::Tx,
    kit::Timestamp,
};

/// Members of one repository: a page of them can be read.
pub const MEMBERS_MAX: u64 = 200;

/// Somebody who was let in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    pub user: UserId,
    pub name: Name,
    pub role: Role,
}

/// The members in the order of their names, without the owner.
///
/// # Errors
/// Whatever the database refuses.
pub fn members(tx: &Tx, repo: &Repo) -> Result<Vec<Member>> {
    Ok(store::members(tx, repo.id)?)
}

/// Lets somebody in, or changes what they may do.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin of it; [`Error::NoSuchUser`], [`Error::IsOwner`],
/// [`Error::TooManyMembers`].
pub fn set_member(tx: &Tx, repo: &Repo, name: &str, role: Role, now: Timestamp) -> Result<Member> {
    repo.require(Role::Admin)?;
    if repo.origin.is_some() {
        return Err(Error::IsMirror);
    }
    let user = account::find_by_name(tx, name).map_err(|error| match error {
        account::Error::Db(error) => Error::Db(error),
        _ => Error::NoSuchUser(name.chars().take(80).collect()),
    })?;
    if user.id == repo.owner {
        return Err(Error::IsOwner);
    }
    let is_new = !store::members(tx, repo.id)?.iter().any(|member| member.user == user.id);
    if is_new && store::count_members(tx, repo.id)? >= MEMBERS_MAX {
        return Err(Error::TooManyMembers);
    }
    store::put_member(tx, repo.id, user.id, role, now)?;
    Ok(Member { user: user.id, name: user.name, role })
}

/// Shows somebody out; members may leave by themselves. Whoever is no member stays none.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin of it and means somebody else.
pub fn remove_member(tx: &Tx, repo: &Repo, user: UserId, by: UserId) -> Result<()> {
    if user != by {
        repo.require(Role::Admin)?;
    }
    Ok(store::remove_member(tx, repo.id, user)?)
}
