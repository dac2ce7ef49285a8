//! What comes from outside, looked at before it counts.

use std::collections::HashSet;

use super::{
    Error, ObjectId, Repository, Result, TreePath, path,
    tree::{FILE_BYTES_MAX, FileKind},
};

impl Repository {
    /// Checks the paths and sizes of all commits that lead to `tip`, of those that nothing in `before` leads
    /// to; what is in `known` was looked at already.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first bad path, [`Error::NotFound`] for what names no commit.
    pub fn check_new_commits(&self, tip: ObjectId, before: &[ObjectId], known: &mut HashSet<ObjectId>) -> Result<()> {
        let tip = match self.git.find_object(tip.oid(), None)?.peel(git2::ObjectType::Commit) {
            Ok(commit) => commit.id(),
            // A tag may name a tree or a file; neither is ever shown or checked out by name.
            Err(_) => return Err(Error::Invalid("a tag has to lead to a commit".to_owned())),
        };
        let mut walk = self.git.revwalk()?;
        walk.push(tip)?;
        for known in before {
            // What leads to no commit hides none.
            let _ = walk.hide(known.oid());
        }
        for commit in walk {
            self.check_paths(ObjectId::new(commit?), known)?;
        }
        Ok(())
    }

    /// Checks every path of a commit, of those that `known` does not have: what comes from outside, before it counts.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first bad path, [`Error::TooLarge`] for a file.
    fn check_paths(&self, commit: ObjectId, known: &mut std::collections::HashSet<ObjectId>) -> Result<()> {
        let tree = self.git.find_commit(commit.oid())?.tree_id();
        let odb = self.git.odb()?;
        let mut waiting = vec![(tree, String::new())];
        while let Some((id, prefix)) = waiting.pop() {
            if !known.insert(ObjectId::new(id)) {
                continue;
            }
            for entry in &self.git.find_tree(id)? {
                let refuse = |why: String| {
                    Error::Invalid(format!("{prefix}{}: {why}", String::from_utf8_lossy(entry.name_bytes())))
                };
                let name = entry.name().map_err(|_| refuse(path::BadPath::NotUtf8.to_string()))?;
                path::check_part(name).map_err(|why| refuse(why.to_string()))?;
                let full = format!("{prefix}{name}");
                TreePath::new(&full).map_err(|why| refuse(why.to_string()))?;
                match FileKind::of_mode(entry.filemode()) {
                    FileKind::Folder => waiting.push((entry.id(), format!("{full}/"))),
                    FileKind::File | FileKind::Executable if known.insert(ObjectId::new(entry.id())) => {
                        let (bytes, _) = odb.read_header(entry.id())?;
                        if bytes as u64 > FILE_BYTES_MAX {
                            return Err(refuse(format!("a file has at most {} MiB", FILE_BYTES_MAX >> 20)));
                        }
                    }
                    FileKind::File | FileKind::Executable | FileKind::Link | FileKind::Submodule => {}
                }
            }
        }
        Ok(())
    }
}
