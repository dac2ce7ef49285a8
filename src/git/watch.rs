//! Hearing of every branch that this process moves.
//!
//! What others are told of a branch is made of what its ref did, never of what somebody says. Whoever watches a
//! repository hears of a move while the branch's lock is held: before the branch can be seen to stand elsewhere, and in
//! the order in which it moves.

use std::sync::Arc;

use super::{BranchName, ObjectId, Repository};

/// A branch on its way from one commit to another; `None` is "not there".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub branch: BranchName,
    pub from: Option<ObjectId>,
    pub to: Option<ObjectId>,
}

/// Somebody who hears of moves. Called on the thread that moves, so that it must be quick and must not move anything.
pub trait Watch: Send + Sync {
    /// The branch is about to move. Nobody else moves it before [`Self::ended`], unless it stays where it is.
    fn begins(&self, step: &Step);

    /// It has moved; or the disk refused, and where it stands must be looked at.
    fn ended(&self, step: &Step, has_moved: bool);
}

impl Repository {
    /// The same repository, whose moves `watch` hears of.
    #[must_use]
    pub fn watched(mut self, watch: Arc<dyn Watch>) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Tells of `steps`, takes them, and tells how that ended.
    pub(super) fn tell<T, E>(
        &self,
        steps: &[Step],
        take: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let Some(watch) = &self.watch else { return take() };
        let moved = steps.iter().filter(|step| step.from != step.to);
        moved.clone().for_each(|step| watch.begins(step));
        let answer = take();
        moved.for_each(|step| watch.ended(step, answer.is_ok()));
        answer
    }
}
