//! What can be asked of a place where repositories are, wherever that is.
//!
//! Pages, programs and agents speak to a [`Forge`] about branches, files and requests, and get their answers in the words
//! of [`super::Error`]. Every write names what it started from, and moves its branch by compare-and-swap or not at all.

use std::ops::Range;

use futures_util::future::BoxFuture;

use super::{NewPull, Pull, Repo, Result};
use crate::{
    account::UserId,
    git::{
        Author, Branch, BranchName, Change, Committed, Comparison, Content, Entry, MergeKind, Message, ObjectId,
        Settled, TreePath,
    },
};

/// Branches on one page of a list, at most.
pub const BRANCHES_LISTED_MAX: usize = 1_000;

/// An answer that is on its way.
pub type Answer<'a, T> = BoxFuture<'a, Result<T>>;

/// Who asks, in which repository, as they may see it.
#[derive(Clone, Debug)]
pub struct Asker {
    pub repo: Repo,
    pub user: UserId,
    /// What their commits say of them.
    pub author: Author,
}

/// Branches in the order of their names, from after one of them on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    pub after: Option<BranchName>,
    /// At most [`BRANCHES_LISTED_MAX`].
    pub limit: usize,
}

/// A page of branches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branches {
    pub default: BranchName,
    pub branches: Vec<Branch>,
    /// Where to read on.
    pub next: Option<BranchName>,
}

/// A commit to be made.
#[derive(Clone, Debug)]
pub struct NewCommit {
    pub branch: BranchName,
    /// Where the branch must stand; absent when it is enough that each change finds what it expects.
    pub expect_head: Option<ObjectId>,
    pub message: Message,
    pub changes: Vec<Change>,
}

/// One branch that is to come into another.
#[derive(Clone, Debug)]
pub struct NewMerge {
    pub into: BranchName,
    /// Where it must stand.
    pub expect_into: ObjectId,
    pub from: BranchName,
    pub expect_from: Option<ObjectId>,
    pub kind: MergeKind,
    /// What stands where both have changed the same places.
    pub settled: Vec<(TreePath, Settled)>,
    pub message: Message,
}

/// What is to become of a request; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct PullChange {
    pub title: Option<String>,
    pub body: Option<String>,
    /// Whether it is to be open.
    pub is_open: Option<bool>,
}

/// A place where repositories are. A `name` is a branch's or a commit's.
pub trait Forge: Send + Sync {
    /// What `user` may see, the last changed first.
    fn repos(&self, user: UserId) -> Answer<'_, Vec<Repo>>;

    /// A page of branches.
    fn branches(&self, by: &Asker, page: Page) -> Answer<'_, Branches>;

    /// One branch.
    fn branch(&self, by: &Asker, name: BranchName) -> Answer<'_, Branch>;

    /// Makes a branch where a branch or a commit stands, or the default branch, and answers where that is.
    fn create_branch(&self, by: &Asker, name: BranchName, from: Option<String>) -> Answer<'_, ObjectId>;

    /// Removes a branch that stands at `expect`, or wherever it stands.
    fn delete_branch(&self, by: &Asker, name: BranchName, expect: Option<ObjectId>) -> Answer<'_, ()>;

    /// A folder and the commit in which it was read; the default branch's and the top where none is named.
    fn tree(&self, by: &Asker, name: Option<String>, path: Option<TreePath>) -> Answer<'_, (ObjectId, Vec<Entry>)>;

    /// A file, or a part of it in bytes, and the commit in which it was read.
    fn read(
        &self,
        by: &Asker,
        name: Option<String>,
        path: TreePath,
        range: Option<Range<u64>>,
    ) -> Answer<'_, (ObjectId, Content)>;

    /// Makes a commit.
    fn commit(&self, by: &Asker, new: NewCommit) -> Answer<'_, Committed>;

    /// How two branches or commits stand to each other.
    fn compare(&self, by: &Asker, into: String, from: String) -> Answer<'_, Comparison>;

    /// Brings a branch into another one, and answers where that stands then.
    fn merge(&self, by: &Asker, new: NewMerge) -> Answer<'_, ObjectId>;

    /// The requests that are open, or those that are not, the last ones first.
    fn pulls(&self, by: &Asker, is_open: bool) -> Answer<'_, Vec<Pull>>;

    /// One request.
    fn pull(&self, by: &Asker, number: u64) -> Answer<'_, Pull>;

    /// Opens a request.
    fn open_pull(&self, by: &Asker, new: NewPull) -> Answer<'_, Pull>;

    /// Says something else of a request, closes it, or opens it again.
    fn change_pull(&self, by: &Asker, number: u64, change: PullChange) -> Answer<'_, Pull>;
}
