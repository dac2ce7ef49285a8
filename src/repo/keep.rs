//! Branches that are somebody's: an agent works there for whoever has asked for it, and nobody else comes between.

use super::{RepoId, Result, store};
use crate::{
    account::UserId,
    db::{Pool, Tx},
    git::{self, BranchName, Fence},
};

/// What the names of such branches begin with.
pub const KEPT_FOLDER: &str = "agent/";

/// What a user may move in a repository: everything but what is somebody else's.
pub(super) struct Keeping {
    pub people: Option<Pool>,
    pub repo: RepoId,
    pub user: UserId,
}

impl Fence for Keeping {
    fn may_move(&self, branch: &BranchName) -> git::Result<bool> {
        if !branch.as_str().starts_with(KEPT_FOLDER) {
            return Ok(true);
        }
        let Some(people) = &self.people else { return Ok(false) };
        let may = people.read_now(|tx| may_move(tx, self.repo, branch, self.user));
        may.map_err(|error| git::Error::Unavailable(error.to_string()))
    }

    fn may_move_others(&self) -> bool {
        true
    }
}

/// Gives a branch to a user: of those who write in the repository, nobody else moves it, but for its admins.
///
/// # Errors
/// Whatever the database refuses.
pub fn keep_branch(tx: &Tx, repo: RepoId, branch: &BranchName, user: UserId) -> Result<()> {
    Ok(store::keep_branch(tx, repo, branch, user)?)
}

/// Whether a user who may write in the repository may move this branch.
///
/// # Errors
/// Whatever the database refuses.
pub fn may_move(tx: &Tx, repo: RepoId, branch: &BranchName, user: UserId) -> Result<bool> {
    Ok(!branch.as_str().starts_with(KEPT_FOLDER) || store::may_move(tx, repo, branch, user)?)
}
