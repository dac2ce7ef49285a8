//! Branches that a handle may move, and those that it may not.
//!
//! Whoever opens a repository for somebody else puts a fence around what they may move. It is asked in the functions that
//! write refs, so that no verb can forget it: a move beyond it is [`Error::Protected`], and nothing has happened.

use std::sync::Arc;

use super::{BranchName, Error, Repository, Result};

/// Says what may be moved. Called on the thread that moves, before the branch is locked.
pub trait Fence: Send + Sync {
    /// Whether the branch may be made, moved or removed.
    ///
    /// # Errors
    /// When that can't be found out; it is not moved then.
    fn may_move(&self, branch: &BranchName) -> Result<bool>;

    /// Whether tags, and which branch is the default one, may be changed.
    fn may_move_others(&self) -> bool;
}

/// A fence around one branch.
struct Only(BranchName);

impl Fence for Only {
    fn may_move(&self, branch: &BranchName) -> Result<bool> {
        Ok(self.0 == *branch)
    }

    fn may_move_others(&self) -> bool {
        false
    }
}

impl Repository {
    /// The same repository, in which only what `fence` allows moves.
    #[must_use]
    pub fn fenced(mut self, fence: Arc<dyn Fence>) -> Self {
        self.fence = Some(fence);
        self
    }

    /// The same repository, in which nothing but `branch` moves.
    #[must_use]
    pub fn only(self, branch: BranchName) -> Self {
        self.fenced(Arc::new(Only(branch)))
    }

    pub(super) fn check_fence(&self, branch: &BranchName) -> Result<()> {
        match &self.fence {
            Some(fence) if !fence.may_move(branch)? => Err(Error::Protected(branch.clone())),
            Some(_) | None => Ok(()),
        }
    }

    /// The same for what is no branch; `what` names it in the refusal.
    pub(super) fn check_fence_of_others(&self, what: &str) -> Result<()> {
        match &self.fence {
            Some(fence) if !fence.may_move_others() => Err(Error::Invalid(format!("{what} can't be changed here"))),
            Some(_) | None => Ok(()),
        }
    }
}
