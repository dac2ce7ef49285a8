//! Requests to bring one branch into another.

mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{Error, Repo, RepoId, Result, Role};
use crate::{
    account::{Name, UserId},
    db::Tx,
    git::{BranchName, ObjectId},
    kit::{Line, Timestamp},
};

/// Open requests of one repository: a page of them can be read.
pub const PULLS_OPEN_MAX: u64 = 300;

/// Requests that one list shows, the last ones.
pub const PULLS_LISTED_MAX: u64 = 300;

/// Characters of a title, and of what is said below it.
const TITLE_CHARS_MAX: usize = 200;
const BODY_CHARS_MAX: usize = 20_000;

/// What has become of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PullState {
    Open,
    Merged,
    Closed,
}

impl PullState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Merged, Self::Closed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

crate::word_column!(PullState);

/// A request to bring one branch into another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pull {
    pub number: u64,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub from: BranchName,
    pub into: BranchName,
    pub state: PullState,
    pub opened_by: UserId,
    pub opened_by_name: Name,
    pub opened_at: Timestamp,
    /// Who closed or merged it; absent when it was found to be merged by a push.
    pub closed_by_name: Option<Name>,
    pub closed_at: Option<Timestamp>,
    /// Where `into` stood after the merge.
    pub merged_commit: Option<ObjectId>,
}

/// A request to be made.
#[derive(Clone, Debug)]
pub struct NewPull {
    pub title: String,
    pub body: String,
    pub from: BranchName,
    pub into: BranchName,
}

/// Makes a request.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Archived`]; [`Error::BadPull`]; [`Error::PullExists`] when one of the same branches is open;
/// [`Error::TooManyPulls`].
pub fn open_pull(tx: &Tx, repo: &Repo, by: UserId, new: NewPull, now: Timestamp) -> Result<Pull> {
    repo.require(Role::Write)?;
    let (title, body) = checked(&new.title, &new.body)?;
    if new.from == new.into {
        return Err(Error::BadPull("a branch can't be brought into itself".to_owned()));
    }
    if let Some(number) = store::find_open(tx, repo.id, &new.from, &new.into)? {
        return Err(Error::PullExists(number));
    }
    if store::count_open(tx, repo.id)? >= PULLS_OPEN_MAX {
        return Err(Error::TooManyPulls);
    }
    let number = store::last_number(tx, repo.id)? + 1;
    store::insert(tx, repo.id, number, &NewPull { title, body, ..new }, by, now)?;
    pull(tx, repo, number)
}

/// The requests that are open, or those that are not, the last ones first.
///
/// # Errors
/// Whatever the database refuses.
pub fn pulls(tx: &Tx, repo: &Repo, is_open: bool) -> Result<Vec<Pull>> {
    Ok(store::list(tx, repo.id, is_open, PULLS_LISTED_MAX)?)
}

/// How many are open.
///
/// # Errors
/// Whatever the database refuses.
pub fn count_open_pulls(tx: &Tx, repo: &Repo) -> Result<u64> {
    Ok(store::count_open(tx, repo.id)?)
}

/// One request.
///
/// # Errors
/// [`Error::NotFound`].
pub fn pull(tx: &Tx, repo: &Repo, number: u64) -> Result<Pull> {
    store::find(tx, repo.id, number)?.ok_or(Error::NotFound)
}

/// Says something else about a request.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::BadPull`].
pub fn change_pull(tx: &Tx, repo: &Repo, number: u64, (title, body): (&str, &str)) -> Result<Pull> {
    repo.require(Role::Write)?;
    let (title, body) = checked(title, body)?;
    pull(tx, repo, number)?;
    store::set_text(tx, repo.id, number, &title, &body)?;
    pull(tx, repo, number)
}

/// Closes a request that is open, without a merge. One that is not stays as it is.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn close_pull(tx: &Tx, repo: &Repo, number: u64, by: UserId, now: Timestamp) -> Result<Pull> {
    repo.require(Role::Write)?;
    if pull(tx, repo, number)?.state == PullState::Open {
        store::close(tx, repo.id, number, (PullState::Closed, None), Some(by), now)?;
    }
    pull(tx, repo, number)
}

/// Opens a request again that was closed.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::PullExists`] when there is another one by now.
pub fn reopen_pull(tx: &Tx, repo: &Repo, number: u64) -> Result<Pull> {
    repo.require(Role::Write)?;
    let closed = pull(tx, repo, number)?;
    if closed.state == PullState::Closed {
        if let Some(other) = store::find_open(tx, repo.id, &closed.from, &closed.into)? {
            return Err(Error::PullExists(other));
        }
        store::reopen(tx, repo.id, number)?;
    }
    pull(tx, repo, number)
}

/// Notes that `from` has come into `into`, for the request that asked for it, and answers that. `by` is absent when nobody
/// saw who did it.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_merged(
    tx: &Tx,
    repo: RepoId,
    (from, into): (&BranchName, &BranchName),
    commit: ObjectId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Option<Pull>> {
    let Some(number) = store::find_open(tx, repo, from, into)? else { return Ok(None) };
    store::close(tx, repo, number, (PullState::Merged, Some(commit)), by, now)?;
    Ok(store::find(tx, repo, number)?)
}

pub(super) fn checked(title: &str, body: &str) -> Result<(String, String)> {
    let title = Line::<TITLE_CHARS_MAX>::new(title).map_err(|why| Error::BadPull(format!("the title {why}")))?;
    if body.chars().count() > BODY_CHARS_MAX || body.contains('\0') {
        return Err(Error::BadPull(format!("the description has at most {BODY_CHARS_MAX} characters")));
    }
    Ok((title.as_str().to_owned(), body.trim().replace("\r\n", "\n")))
}
