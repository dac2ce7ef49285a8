//! The moves of a repository's branches that no event tells of yet, in memory.
//!
//! A move stands here before its branch can be seen to have moved (see [`git::Watch`]), so that events tell of every
//! single move, with who made it, however many come before they are written. What is lost with the process is found
//! again by comparing where the branches stand with where they were last seen.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{
    account::UserId,
    git::{self, BranchName, ObjectId},
};

/// Moves that wait at most. When they are more, because nothing can be written for a while, they are told as one.
const WAITING_MAX: usize = 2_000;

/// A move of a branch; `None` is "not there".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Leg {
    pub from: Option<ObjectId>,
    pub to: Option<ObjectId>,
    pub by: Option<UserId>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    leg: Leg,
    /// Whether it is known to have come about.
    is_done: bool,
}

/// What waits.
#[derive(Default)]
pub(super) struct Trail {
    branches: BTreeMap<BranchName, Vec<Waiting>>,
    count: usize,
    /// Whether moves were lost here, so that all branches must be compared.
    pub is_broken: bool,
}

impl Trail {
    pub fn begin(&mut self, step: &git::Step, by: Option<UserId>) {
        if self.count >= WAITING_MAX {
            *self = Self { is_broken: true, ..Self::default() };
        }
        let waiting = Waiting { leg: Leg { from: step.from, to: step.to, by }, is_done: false };
        self.branches.entry(step.branch.clone()).or_default().push(waiting);
        self.count += 1;
    }

    pub fn end(&mut self, step: &git::Step, has_moved: bool) {
        let Some(list) = self.branches.get_mut(&step.branch) else {
            self.is_broken = true;
            return;
        };
        let is_it = |waiting: &Waiting| !waiting.is_done && (waiting.leg.from, waiting.leg.to) == (step.from, step.to);
        let Some(at) = list.iter().rposition(is_it) else {
            self.is_broken = true;
            return;
        };
        if has_moved {
            list[at].is_done = true;
        } else {
            list.remove(at);
            self.count -= 1;
            self.is_broken = true;
        }
    }

    /// The branches that have moved.
    pub fn branches(&self) -> Vec<BranchName> {
        self.branches.keys().cloned().collect()
    }

    /// What is known to have come about on a branch, in its order: the last one may still be under way.
    pub fn done(&self, branch: &BranchName) -> Vec<Leg> {
        let list = self.branches.get(branch).map(Vec::as_slice).unwrap_or_default();
        // Whoever moved it on has found it moved.
        let count = list.len() - usize::from(list.last().is_some_and(|last| !last.is_done));
        list[..count].iter().map(|waiting| waiting.leg).collect()
    }

    /// Whether a move of the branch is under way, so that where it stands will be told of by that.
    pub fn is_moving(&self, branch: &BranchName) -> bool {
        self.branches.get(branch).and_then(|list| list.last()).is_some_and(|last| !last.is_done)
    }

    /// Forgets the first `count` moves of a branch: events tell of them.
    pub fn told(&mut self, branch: &BranchName, count: usize) {
        let Some(list) = self.branches.get_mut(branch) else { return };
        let count = count.min(list.len());
        list.drain(..count);
        self.count -= count;
        if list.is_empty() {
            self.branches.remove(branch);
        }
    }
}

/// The moves that led a branch from where it was `seen` to where it stands, `head`, of which `done` is what is known.
/// What nobody here has done is one move by nobody.
pub(super) fn way(
    seen: Option<ObjectId>,
    head: Option<ObjectId>,
    done: &[Leg],
    is_moving: bool,
) -> (Vec<Leg>, Option<ObjectId>) {
    let (mut at, mut legs) = (seen, Vec::new());
    // Where it stands was looked at before what is known: it may be a place on the way.
    let mut has_been = seen == head;
    for leg in done {
        if leg.from != at {
            legs.push(Leg { from: at, to: leg.from, by: None });
        }
        legs.push(*leg);
        at = leg.to;
        has_been |= leg.from == head || leg.to == head;
    }
    if !has_been && !is_moving {
        legs.push(Leg { from: at, to: head, by: None });
        at = head;
    }
    (legs, at)
}
