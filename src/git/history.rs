//! What has happened on a branch, the latest first.

use super::{Author, Error, ObjectId, Repository, Result, TreePath};
use crate::kit::Timestamp;

/// Commits that are looked at for one page of a file's history. Beyond that the page says where it stopped.
const LOOKED_AT_MAX: usize = 20_000;

/// One commit of a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub commit: ObjectId,
    pub parents: Vec<ObjectId>,
    /// The first line of the message.
    pub summary: String,
    /// The rest of it.
    pub body: String,
    pub author: Author,
    pub at: Timestamp,
}

/// A page of a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    pub entries: Vec<Entry>,
    /// From where to read on, when there is more.
    pub next: Option<ObjectId>,
}

impl Repository {
    /// One commit.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn commit_entry(&self, commit: ObjectId) -> Result<Entry> {
        Ok(read(&self.git.find_commit(commit.oid())?))
    }

    /// The commits that lead to `from`, the latest first; with `path` those alone that have changed what stands there,
    /// also when it stood elsewhere before it was renamed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a commit that there isn't.
    pub fn history(&self, from: ObjectId, path: Option<&TreePath>, limit: usize) -> Result<Past> {
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push(from.oid())?;
        let mut past = Past { entries: Vec::new(), next: None };
        let mut path = path.cloned();
        for (looked_at, id) in walk.enumerate() {
            let commit = self.git.find_commit(id?)?;
            if past.entries.len() == limit || looked_at == LOOKED_AT_MAX {
                past.next = Some(ObjectId::new(commit.id()));
                break;
            }
            let Some(there) = &path else {
                past.entries.push(read(&commit));
                continue;
            };
            if has_changed(&commit, there).unwrap_or(false) {
                past.entries.push(read(&commit));
                path = self.name_before(&commit, there).or(path);
            }
        }
        Ok(past)
    }
}

impl Repository {
    /// What a file that a commit has changed was called before it.
    fn name_before(&self, commit: &git2::Commit<'_>, path: &TreePath) -> Option<TreePath> {
        let parent = commit.parents().next()?;
        let (name, _) = self.before(commit, &parent, path.as_str()).ok()??;
        TreePath::new(&name).ok()
    }
}

/// Whether what stands at `path` is not what stood there in any parent: the commit itself has changed it.
fn has_changed(commit: &git2::Commit<'_>, path: &TreePath) -> Result<bool> {
    let at = |tree: git2::Tree<'_>| match tree.get_path(std::path::Path::new(path.as_str())) {
        Ok(entry) => Ok(Some((entry.id(), entry.filemode()))),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(Error::from(error)),
    };
    let here = at(commit.tree()?)?;
    if commit.parent_count() == 0 {
        return Ok(here.is_some());
    }
    for parent in commit.parents() {
        if at(parent.tree()?)? == here {
            return Ok(false);
        }
    }
    Ok(true)
}

fn read(commit: &git2::Commit<'_>) -> Entry {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let (summary, body) = message.split_once('\n').unwrap_or((&message, ""));
    let author = commit.author();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Entry {
        commit: ObjectId::new(commit.id()),
        parents: commit.parent_ids().map(ObjectId::new).collect(),
        summary: summary.trim().to_owned(),
        body: body.trim().to_owned(),
        author: Author { name: text(author.name_bytes()), email: text(author.email_bytes()) },
        at: Timestamp(commit.time().seconds().saturating_mul(1_000)),
    }
}
