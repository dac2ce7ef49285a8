//! A first commit of many files, one file in memory at a time.

use std::{collections::HashSet, io::Read};

use super::super::{
    Author, BranchName, Error, Message, ObjectId, Repository, Result, TreePath, commit::signature, tree::FILE_BYTES_MAX,
};
use crate::kit::Timestamp;

/// Files of a first commit.
const FILES_MAX: usize = 50_000;

/// What git calls a file, and one that may be run.
const MODES: [u32; 2] = [0o100_644, 0o100_755];

/// Bytes that are read at a time.
const CHUNK_BYTES: u64 = 64 << 10;

/// A commit that is being put together.
pub struct Filling<'r> {
    repository: &'r Repository,
    /// The same one, opened so that nothing waits for the disk.
    quick: git2::Repository,
    index: git2::Index,
    files: HashSet<String>,
    folders: HashSet<String>,
    bytes: u64,
    bytes_max: u64,
}

impl<'r> Filling<'r> {
    /// Begins one in an empty repository that nobody uses yet: what is written need not be on the disk at once, because
    /// [`Self::commit`] sees to it.
    ///
    /// # Errors
    /// When the library can't begin.
    pub fn begin(repository: &'r Repository, bytes_max: u64) -> Result<Self> {
        let quick = git2::Repository::open_bare(repository.folder())?;
        let index = git2::Index::new()?;
        Ok(Self { repository, quick, index, files: HashSet::new(), folders: HashSet::new(), bytes: 0, bytes_max })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; [`Error::Invalid`] for a second one of the same path, a file where a folder is, and too many.
    pub fn put(&mut self, path: &TreePath, is_executable: bool, content: &mut dyn Read) -> Result<()> {
        self.take_place(path)?;
        let broken = |error: &std::io::Error| Error::Invalid(format!("{path} can't be read: {error}"));
        let mut data = Vec::new();
        let room = self.bytes_max.saturating_sub(self.bytes).min(FILE_BYTES_MAX);
        while content.take(CHUNK_BYTES).read_to_end(&mut data).map_err(|error| broken(&error))? > 0 {
            if data.len() as u64 > FILE_BYTES_MAX {
                return Err(Error::Invalid(format!("{path}: a file has at most {} MiB", FILE_BYTES_MAX >> 20)));
            }
            if data.len() as u64 > room {
                return Err(Error::TooLarge { max: self.bytes_max });
            }
        }
        self.bytes += data.len() as u64;
        let id = self.quick.blob(&data)?;
        let none = git2::IndexTime::new(0, 0);
        let entry = git2::IndexEntry {
            ctime: none,
            mtime: none,
            dev: 0,
            ino: 0,
            mode: MODES[usize::from(is_executable)],
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: path.as_str().as_bytes().to_vec(),
        };
        Ok(self.index.add(&entry)?)
    }

    /// How many files there are by now.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Makes the first commit of a branch of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no file.
    pub fn commit(
        mut self,
        branch: &BranchName,
        author: &Author,
        message: &Message,
        now: Timestamp,
    ) -> Result<ObjectId> {
        if self.files.is_empty() {
            return Err(Error::Invalid("there is no file in it".to_owned()));
        }
        let git = &self.quick;
        let tree = git.find_tree(self.index.write_tree_to(git)?)?;
        let signature = signature(author, now)?;
        let commit = git.commit(None, &signature, &signature, message.as_str(), &tree, &[])?;
        self.repository.sync()?;
        self.repository.move_branch(branch, None, Some(ObjectId::new(commit)))?;
        Ok(ObjectId::new(commit))
    }

    /// Makes sure that a file may stand there: libgit2 would quietly put it in the place of a folder.
    fn take_place(&mut self, path: &TreePath) -> Result<()> {
        if self.files.len() == FILES_MAX {
            return Err(Error::Invalid(format!("a first commit has at most {FILES_MAX} files")));
        }
        let twice = || Error::Invalid(format!("{path} is there twice, or is a file and a folder"));
        let full = path.as_str();
        for (end, _) in full.match_indices('/') {
            let folder = &full[..end];
            if self.files.contains(folder) {
                return Err(twice());
            }
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        if self.folders.contains(full) || !self.files.insert(full.to_owned()) { Err(twice()) } else { Ok(()) }
    }
}
