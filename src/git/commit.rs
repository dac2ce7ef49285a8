//! Commits made here: changes of files, checked against what is there, and one compare-and-swap.

mod edits;

use super::{BadPath, BranchName, Error, Message, ObjectId, Repository, Result, TreePath};
use crate::kit::Timestamp;

/// Changes in one commit. A folder that is moved is one change a file.
pub const CHANGES_MAX: usize = 5_000;

/// Times that a commit is made anew because somebody else's came first and touched other files.
const ATTEMPTS_MAX: usize = 16;

/// Who made a commit: a name and an address as git wants them. Neither is sent anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    pub name: String,
    pub email: String,
}

impl Author {
    /// Somebody of this server. The address is nobody's (RFC 2606): git wants one, and nobody is to be written to.
    #[must_use]
    pub fn of(name: &impl std::fmt::Display, id: &impl std::fmt::Display) -> Self {
        Self { name: name.to_string(), email: format!("{id}@stackhouse.invalid") }
    }
}

/// What a change expects to find at its path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    Anything,
    Nothing,
    /// A file with this content.
    Blob(ObjectId),
}

/// A file's new content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Put {
    pub content: Vec<u8>,
    /// Whether it may be run; `None` keeps what it was, and makes a new file an ordinary one.
    pub is_executable: Option<bool>,
}

/// A file's new content, which the repository holds already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    pub blob: ObjectId,
    /// As in [`Put`].
    pub is_executable: Option<bool>,
}

/// What is done at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    Put(Put),
    PutStored(Stored),
    Delete,
    /// The file that stands at another path comes here, with its content and mode.
    MoveFrom(TreePath),
}

/// One change of one path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub path: TreePath,
    pub edit: Edit,
    /// What stands at the path before; for a move, what stands at the path that it comes from.
    pub expect: Expect,
}

/// A commit that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committed {
    pub commit: ObjectId,
    /// The commit before it; `None` for the first.
    pub parent: Option<ObjectId>,
    /// What stands now at each path that was written.
    pub blobs: Vec<(TreePath, ObjectId)>,
}

impl Repository {
    /// Makes one commit of `changes` on a branch; the first commit makes the branch.
    ///
    /// With `expect_head` the branch must stand there. Without it, it is enough that each change finds what it
    /// expects: what others have done to other files meanwhile stays. Changes that change nothing make no commit, and
    /// the present one is answered.
    ///
    /// # Errors
    /// [`Error::Stale`] with what is there now; [`Error::NotFound`] for a path to be deleted or moved that isn't there;
    /// [`Error::Invalid`] for paths through files, links and submodules; [`Error::TooLarge`].
    pub fn commit(
        &self,
        branch: &BranchName,
        expect_head: Option<ObjectId>,
        changes: &[Change],
        author: &Author,
        message: &Message,
        now: Timestamp,
    ) -> Result<Committed> {
        if changes.len() > CHANGES_MAX {
            return Err(Error::Invalid(format!("a commit has at most {CHANGES_MAX} changes")));
        }
        let signature = signature(author, now)?;
        let began_at = self.find_head(branch)?;
        for _ in 0..ATTEMPTS_MAX {
            let head = self.find_head(branch)?;
            // A branch that somebody removes meanwhile is not made again.
            if began_at.is_some() && head.is_none() {
                return Err(Error::Stale { head, file: None });
            }
            if expect_head.is_some() && head != expect_head {
                return Err(Error::Stale { head, file: None });
            }
            let (tree, blobs) = edits::apply(self, head, changes)?;
            let parent = head.map(|head| self.git.find_commit(head.oid())).transpose()?;
            if let Some(parent) = parent.as_ref().filter(|parent| parent.tree_id() == tree) {
                let commit = ObjectId::new(parent.id());
                return Ok(Committed { commit, parent: parent.parent_id(0).ok().map(ObjectId::new), blobs });
            }
            let tree = self.git.find_tree(tree)?;
            let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
            let made = self.git.commit(None, &signature, &signature, message.as_str(), &tree, &parents)?;
            match self.move_branch(branch, head, Some(ObjectId::new(made))) {
                Ok(()) => return Ok(Committed { commit: ObjectId::new(made), parent: head, blobs }),
                // Somebody was faster: look again at what is there now.
                Err(Error::Stale { .. }) => {}
                Err(Error::Exists(_)) if head.is_none() && self.find_head(branch)?.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Stale { head: self.find_head(branch)?, file: None })
    }
}

pub(super) fn signature(author: &Author, now: Timestamp) -> Result<git2::Signature<'static>> {
    let clean = |text: &str| text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect::<String>();
    let time = git2::Time::new(now.0.div_euclid(1_000), 0);
    Ok(git2::Signature::new(&clean(&author.name), &clean(&author.email), &time)?)
}

impl From<BadPath> for Error {
    fn from(bad: BadPath) -> Self {
        Self::Invalid(bad.to_string())
    }
}
