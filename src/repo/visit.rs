//! The branches that somebody has been on lately.

use super::{Repo, RepoId, Result, store};
use crate::{account::UserId, db::Tx, git::BranchName, kit::Timestamp};

/// Branches of one user that are remembered.
pub const VISITS_MAX: usize = 20;

/// How long a visit is the same visit, in milliseconds: pages of one branch are opened one after the other, and each
/// need not be written down.
const SAME_MS: i64 = 60_000;

/// A branch that somebody has been on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    pub repo: Repo,
    pub branch: BranchName,
    pub at: Timestamp,
}

/// Whether a visit is still to be noted.
///
/// # Errors
/// Whatever the database refuses.
pub fn is_new_visit(tx: &Tx, user: UserId, repo: RepoId, branch: &BranchName, now: Timestamp) -> Result<bool> {
    Ok(store::visited_at(tx, user, repo, branch)?.is_none_or(|at| now.0 - at.0 >= SAME_MS))
}

/// Notes a visit, and forgets those that are older than as many as are remembered.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_visit(tx: &Tx, user: UserId, repo: RepoId, branch: &BranchName, now: Timestamp) -> Result<()> {
    store::put_visit(tx, user, repo, branch, now)?;
    Ok(store::forget_visits(tx, user, VISITS_MAX)?)
}

/// Where `user` has been, the last first, as far as they may still be there.
///
/// # Errors
/// Whatever the database refuses.
pub fn visits(tx: &Tx, user: UserId) -> Result<Vec<Visit>> {
    let mut visits = Vec::new();
    for (id, branch, at) in store::visits(tx, user)? {
        let (Some(repo), Ok(branch)) = (store::find_by_id(tx, user, id)?, BranchName::new(&branch)) else { continue };
        if !repo.is_archived() {
            visits.push(Visit { repo, branch, at });
        }
    }
    Ok(visits)
}
