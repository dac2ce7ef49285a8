//! Another server on which the branches of a repository really stand.
//!
//! A branch of such a repository moves there first, by compare-and-swap, and here only when that server has said yes. When
//! it says that the branch stands elsewhere, the branch moves to there here too, and whoever came too late is told so as they
//! are of anybody else's commit.

use std::sync::Arc;

use super::{Branch, Error, ObjectId, Repository, Result, Step};

/// The other server, for one repository. Called on the thread that moves a branch, while its lock is held.
pub trait Upstream: Send + Sync {
    /// Moves a branch there, if it stands where the step begins.
    ///
    /// # Errors
    /// [`Error::Stale`] with where it stands there, all of which is here by then; [`Error::Protected`],
    /// [`Error::NotAllowed`] and [`Error::KeyRefused`]; [`Error::Away`] when it can't be reached.
    fn push(&self, step: &Step) -> Result<()>;
}

/// What the other server has said to a move.
pub(super) enum Said {
    Yes,
    /// The branch stands elsewhere there.
    Elsewhere(Option<ObjectId>),
}

impl Repository {
    /// The same repository, whose branches move on `upstream` before they move here.
    #[must_use]
    pub fn toward(mut self, upstream: Arc<dyn Upstream>) -> Self {
        self.upstream = Some(upstream);
        self
    }

    /// Asks the other server, where there is one.
    pub(super) fn ask_upstream(&self, step: &Step) -> Result<Said> {
        match self.upstream.as_ref().map(|upstream| upstream.push(step)) {
            None | Some(Ok(())) => Ok(Said::Yes),
            Some(Err(Error::Stale { head, .. })) => Ok(Said::Elsewhere(head)),
            Some(Err(error)) => Err(error),
        }
    }

    /// Where the branches stood on the other server when it was last looked at, as [`super::Program::fetch`] has left it.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn upstream_branches(&self) -> Result<Vec<Branch>> {
        let mut branches = Vec::new();
        for reference in self.git.references_glob("refs/remotes/origin/*")? {
            let reference = reference?;
            let name = reference.name().ok().and_then(|name| name.strip_prefix("refs/remotes/origin/"));
            let name = name.and_then(|name| super::BranchName::new(name).ok());
            if let (Some(name), Some(target)) = (name, reference.target()) {
                branches.push(Branch { name, head: ObjectId::new(target) });
            }
        }
        Ok(branches)
    }

    /// Has the branches stand where they stand on the other server. `here` is where they stood here before that server was
    /// looked at: one that has moved since then has moved there, too, and later than what the look has found. Answers how
    /// many have moved.
    ///
    /// # Errors
    /// When the repository can't be read or written.
    pub fn follow_upstream(&self, here: &[Branch]) -> Result<usize> {
        let there = self.upstream_branches()?;
        let mut moved = 0;
        let gone = here.iter().filter(|branch| !there.iter().any(|other| other.name == branch.name));
        for branch in gone {
            moved +=
                usize::from(self.follow(&Step { branch: branch.name.clone(), from: Some(branch.head), to: None })?);
        }
        for branch in there {
            let from = here.iter().find(|other| other.name == branch.name).map(|other| other.head);
            moved += usize::from(self.follow(&Step { branch: branch.name, from, to: Some(branch.head) })?);
        }
        Ok(moved)
    }

    /// Takes a step that the other server has taken. Somebody who moves the same branch at this moment has asked that
    /// server, too, and is left to it.
    fn follow(&self, step: &Step) -> Result<bool> {
        if step.from == step.to {
            return Ok(false);
        }
        match self.move_here(step) {
            Ok(()) => Ok(true),
            Err(Error::Stale { .. } | Error::Exists(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
