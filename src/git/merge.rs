//! Merging: three versions of one text, and one branch into another.

mod conflict;

use super::{Author, BranchName, Error, Message, ObjectId, Repository, Result, TreePath};
use crate::kit::Timestamp;

pub use conflict::{Conflict, Settled};

/// Three versions of a text, made one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergedText {
    pub text: String,
    /// Whether both sides have changed the same lines: these stand in it twice, between marks.
    pub has_conflicts: bool,
}

impl Repository {
    /// Merges `ours` with what stands in `theirs`, both made from what stands in `base`. The labels are what the marks
    /// of a conflict say. `None` when one of them is no text.
    ///
    /// # Errors
    /// [`super::Error::NotFound`] for a content that there isn't.
    pub fn merge_text(
        &self,
        base: ObjectId,
        (ours, ours_label): (&str, &str),
        (theirs, theirs_label): (ObjectId, &str),
    ) -> Result<Option<MergedText>> {
        let (base, theirs) = (self.git.find_blob(base.oid())?, self.git.find_blob(theirs.oid())?);
        if base.is_binary() || theirs.is_binary() {
            return Ok(None);
        }
        let side = |content| {
            let mut input = git2::MergeFileInput::new();
            input.content(content);
            input
        };
        let mut options = git2::MergeFileOptions::new();
        options.our_label(ours_label).their_label(theirs_label);
        let (base, ours, theirs) = (side(base.content()), side(ours.as_bytes()), side(theirs.content()));
        let merged = git2::merge_file(&base, &ours, &theirs, Some(&mut options))?;
        let has_conflicts = !merged.is_automergeable();
        let text = String::from_utf8(merged.content().to_vec());
        Ok(text.ok().map(|text| MergedText { text, has_conflicts }))
    }
}

/// How one branch comes into another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeKind {
    /// A commit with both as its parents.
    Merge,
    /// One commit with all that has changed.
    Squash,
    /// No commit: the branch moves forward, if nothing was done on it since.
    FastForward,
}

/// What becomes of three versions of one file that differ in the same places: what it held when both began, and what
/// each side holds. `None` leaves it a conflict.
pub type Resolve<'a> = &'a dyn Fn(&TreePath, [&[u8]; 3]) -> Option<Vec<u8>>;

/// How one branch comes into another one, and what stands where both have changed the same places.
#[derive(Clone, Copy)]
pub struct How<'a> {
    pub kind: MergeKind,
    /// What somebody has said of files.
    pub settled: &'a [(TreePath, Settled)],
    /// Asked about those of which nobody has said anything.
    pub resolve: Resolve<'a>,
}

impl How<'_> {
    /// Where nothing is settled.
    #[must_use]
    pub fn plain(kind: MergeKind) -> Self {
        Self { kind, settled: &[], resolve: &|_, _| None }
    }
}

impl Repository {
    /// Brings `from` into the branch `into`, which must stand at `expect`; answers where it stands then. What is in it
    /// already changes nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] with such places of which nothing was said, [`Error::NotFastForward`], [`Error::Stale`].
    pub fn merge(
        &self,
        (into, expect): (&BranchName, ObjectId),
        from: ObjectId,
        how: &How<'_>,
        (author, message): (&Author, &Message),
        now: Timestamp,
    ) -> Result<ObjectId> {
        let kind = how.kind;
        let head = self.head(into)?;
        if head != expect {
            return Err(Error::Stale { head: Some(head), file: None });
        }
        let base = self.merge_base(head, from)?;
        if base == Some(from) {
            return Ok(head);
        }
        let made = match kind {
            MergeKind::FastForward if base == Some(head) => from,
            MergeKind::FastForward => return Err(Error::NotFastForward(into.clone())),
            MergeKind::Merge | MergeKind::Squash => {
                let (ours, theirs) = (self.git.find_commit(head.oid())?, self.git.find_commit(from.oid())?);
                let mut index = self.git.merge_commits(&ours, &theirs, None)?;
                self.settle(&mut index, how)?;
                let tree = self.git.find_tree(index.write_tree_to(&self.git)?)?;
                // What was squashed before is there, although no commit says so.
                if kind == MergeKind::Squash && tree.id() == ours.tree_id() {
                    return Ok(head);
                }
                let by = super::commit::signature(author, now)?;
                let both = [&ours, &theirs];
                let parents = if kind == MergeKind::Merge { &both[..] } else { &both[..1] };
                ObjectId::new(self.git.commit(None, &by, &by, message.as_str(), &tree, parents)?)
            }
        };
        self.move_branch(into, Some(expect), Some(made))?;
        Ok(made)
    }
}
