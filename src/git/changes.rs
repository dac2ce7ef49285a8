//! Which files differ between two commits, without their lines.

use super::{Delta, ObjectId, Repository, Result};

/// Changed files among which a file that has moved is looked for by what it holds; among more, only one whose content
/// stayed the same is found, because comparing all of them would take too long.
const SIMILAR_MAX: usize = 50;

/// A file that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedFile {
    pub delta: Delta,
    pub path: String,
    /// Where it was before, if it has moved.
    pub old_path: Option<String>,
    /// What it holds now, unless it is gone.
    pub blob: Option<ObjectId>,
}

/// The files that differ between two commits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedFiles {
    /// None of them when they are more than were asked for.
    pub files: Vec<ChangedFile>,
    pub count: usize,
}

impl Repository {
    /// Which files `new` has otherwise than `old`; when they are more than `max`, only how many.
    ///
    /// # Errors
    /// [`super::Error::NotFound`] for a commit that there isn't.
    pub fn changed_files(&self, old: ObjectId, new: ObjectId, max: usize) -> Result<ChangedFiles> {
        let tree = |commit: ObjectId| self.git.find_commit(commit.oid())?.tree();
        let mut options = git2::DiffOptions::new();
        options.skip_binary_check(true);
        let mut diff = self.git.diff_tree_to_tree(Some(&tree(old)?), Some(&tree(new)?), Some(&mut options))?;
        let count = diff.deltas().len();
        if count > max {
            return Ok(ChangedFiles { files: Vec::new(), count });
        }
        if count > 1 {
            let mut similar = git2::DiffFindOptions::new();
            similar.renames(true).exact_match_only(count > SIMILAR_MAX);
            diff.find_similar(Some(&mut similar))?;
        }
        let files: Vec<ChangedFile> = diff.deltas().map(|delta| read(&delta)).collect();
        Ok(ChangedFiles { count: files.len(), files })
    }
}

fn read(delta: &git2::DiffDelta<'_>) -> ChangedFile {
    let path = |file: git2::DiffFile<'_>| String::from_utf8_lossy(file.path_bytes().unwrap_or_default()).into_owned();
    let kind = match delta.status() {
        git2::Delta::Added => Delta::Added,
        git2::Delta::Deleted => Delta::Deleted,
        git2::Delta::Renamed => Delta::Renamed,
        _ => Delta::Changed,
    };
    ChangedFile {
        delta: kind,
        path: path(if kind == Delta::Deleted { delta.old_file() } else { delta.new_file() }),
        old_path: (kind == Delta::Renamed).then(|| path(delta.old_file())),
        blob: (kind != Delta::Deleted).then(|| ObjectId::new(delta.new_file().id())),
    }
}
