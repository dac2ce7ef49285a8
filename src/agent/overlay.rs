//! The tree of one commit with changes over it that nobody has committed yet.
//!
//! There is no checkout: what was changed is kept by path, and everything else is read from the commit. An overlay is
//! made of the repository, the commit and the changes in their order, and of nothing else, so that doing the same
//! changes again makes the same overlay: that is how work goes on after a restart. It never writes into the
//! repository; what it holds becomes a commit by [`changes`](Overlay::changes).

mod rebase;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::git::{self, Change, Edit, Entry, Expect, FileKind, ObjectId, Put, Repository, Stored, TreePath};

pub use rebase::Clash;

/// Files that differ from the commit. More are a matter for several commits.
pub const FILES_MAX: usize = 1_000;

/// Bytes of all new contents together, which stay in memory until they are committed.
pub const BYTES_MAX: usize = 16 << 20;

/// Bytes of a file that is read as a text. What is larger was not written by hand.
pub const TEXT_BYTES_MAX: u64 = 2 << 20;

/// Why the overlay did not do as asked; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was wrong and what to try instead.
    #[error("{0}")]
    Refused(String),
    /// The repository can't be used.
    #[error(transparent)]
    Broken(git::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

/// A commit's tree, and what is to be otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overlay {
    base: ObjectId,
    pending: BTreeMap<TreePath, Pending>,
    /// Of all contents in `pending`.
    bytes: usize,
}

/// A path that is to be otherwise than in the commit.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pending {
    /// The file that stands there in the commit.
    was: Option<ObjectId>,
    /// `None` when it is to go.
    now: Option<File>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct File {
    content: Held,
    is_executable: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Held {
    Here(Vec<u8>),
    /// In the repository already: a file that was moved.
    Stored(ObjectId),
}

impl Held {
    fn bytes(&self) -> usize {
        match self {
            Self::Here(content) => content.len(),
            Self::Stored(_) => 0,
        }
    }

    fn id(&self) -> Option<ObjectId> {
        match self {
            Self::Here(content) => ObjectId::of_content(content),
            Self::Stored(id) => Some(*id),
        }
    }
}

impl Overlay {
    /// The tree of `base` as it is.
    #[must_use]
    pub const fn new(base: ObjectId) -> Self {
        Self { base, pending: BTreeMap::new(), bytes: 0 }
    }

    /// The commit under it.
    #[must_use]
    pub const fn base(&self) -> ObjectId {
        self.base
    }

    /// Whether nothing differs from the commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// The paths that differ from the commit, in their order.
    pub fn changed_paths(&self) -> impl Iterator<Item = &TreePath> {
        self.pending.keys()
    }

    /// What a commit on top of the base has to change. Each change expects what stood there in the base.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let change = |(path, pending): (&TreePath, &Pending)| {
            let edit = match &pending.now {
                None => Edit::Delete,
                Some(File { content: Held::Here(content), is_executable }) => {
                    Edit::Put(Put { content: content.clone(), is_executable: Some(*is_executable) })
                }
                Some(File { content: Held::Stored(blob), is_executable }) => {
                    Edit::PutStored(Stored { blob: *blob, is_executable: Some(*is_executable) })
                }
            };
            Change { path: path.clone(), edit, expect: pending.was.map_or(Expect::Nothing, Expect::Blob) }
        };
        self.pending.iter().map(change).collect()
    }

    /// What stands at a path; `None` for nothing.
    ///
    /// # Errors
    /// [`Error::Broken`].
    pub fn kind(&self, repository: &Repository, path: &TreePath) -> Result<Option<FileKind>> {
        if let Some(pending) = self.pending.get(path) {
            return Ok(pending.now.as_ref().map(File::kind));
        }
        if self.comes_within(path) {
            return Ok(Some(FileKind::Folder));
        }
        Ok(found(repository, self.base, path)?.map(|entry| entry.kind))
    }

    /// What a file holds now.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no file, or more than `bytes_max`.
    pub fn read(&self, repository: &Repository, path: &TreePath, bytes_max: u64) -> Result<Vec<u8>> {
        match self.pending.get(path) {
            Some(Pending { now: None, .. }) => Err(no_such_file(path)),
            Some(Pending { now: Some(File { content: Held::Here(content), .. }), .. }) => Ok(content.clone()),
            Some(Pending { now: Some(File { content: Held::Stored(blob), .. }), .. }) => {
                stored(repository, *blob, path, bytes_max)
            }
            None => match self.kind(repository, path)? {
                Some(FileKind::File | FileKind::Executable) => {
                    let entry = found(repository, self.base, path)?.ok_or_else(|| no_such_file(path))?;
                    stored(repository, entry.id, path, bytes_max)
                }
                Some(kind) => Err(no_file(path, kind)),
                None => Err(no_such_file(path)),
            },
        }
    }

    /// What the file held in the commit, for showing what differs; `None` when there was none.
    ///
    /// # Errors
    /// [`Error::Refused`] for more than `bytes_max`.
    pub fn read_before(&self, repository: &Repository, path: &TreePath, bytes_max: u64) -> Result<Option<Vec<u8>>> {
        let was = self.pending.get(path).and_then(|pending| pending.was);
        was.map(|blob| stored(repository, blob, path, bytes_max)).transpose()
    }

    /// All files, links and submodules in the order of their paths, and whether there are more. Sizes are filled in by
    /// [`Repository::measure`].
    ///
    /// # Errors
    /// [`Error::Broken`].
    pub fn files(&self, repository: &Repository) -> Result<(Vec<Entry>, bool)> {
        let (mut files, is_cut) = repository.files(self.base).map_err(Error::Broken)?;
        files.retain(|file| TreePath::new(&file.path).map_or(true, |path| !self.pending.contains_key(&path)));
        for (path, pending) in &self.pending {
            let Some(now) = &pending.now else { continue };
            let bytes = matches!(now.content, Held::Here(_)).then(|| now.content.bytes() as u64);
            let Some(id) = now.content.id() else { continue };
            files.push(Entry { path: path.to_string(), kind: now.kind(), id, bytes });
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok((files, is_cut))
    }

    /// Has a file hold this; `None` keeps whether it may be run. Makes the folders that lead to it.
    ///
    /// # Errors
    /// [`Error::Refused`] where no file can stand, and beyond the bounds.
    pub fn put(
        &mut self,
        repository: &Repository,
        path: &TreePath,
        content: Vec<u8>,
        is_executable: Option<bool>,
    ) -> Result<()> {
        self.check_place(repository, path)?;
        let was_executable = self.kind(repository, path)? == Some(FileKind::Executable);
        let file = File { content: Held::Here(content), is_executable: is_executable.unwrap_or(was_executable) };
        self.set(repository, path, Some(file))
    }

    /// Has a file hold a content that the repository has already. Makes the folders that lead to it.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_stored(
        &mut self,
        repository: &Repository,
        path: &TreePath,
        content: ObjectId,
        is_executable: bool,
    ) -> Result<()> {
        self.check_place(repository, path)?;
        self.set(repository, path, Some(File { content: Held::Stored(content), is_executable }))
    }

    /// Has a file go.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no file.
    pub fn delete(&mut self, repository: &Repository, path: &TreePath) -> Result<()> {
        self.file(repository, path)?;
        self.set(repository, path, None)
    }

    /// Has a file stand elsewhere, with its content and mode.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no file, and where something stands already or can't stand.
    pub fn shift(&mut self, repository: &Repository, from: &TreePath, to: &TreePath) -> Result<()> {
        let file = self.file(repository, from)?;
        if self.kind(repository, to)?.is_some() {
            return Err(refused(format!(
                "there is something at {to} already: move to another path, or delete it first"
            )));
        }
        // What is moved away makes no room for folders of its own name: git knows no order within a commit.
        self.check_place(repository, to)?;
        if self.pending.len() + 2 > FILES_MAX {
            return Err(too_many());
        }
        self.set(repository, from, None)?;
        self.set(repository, to, Some(file))
    }

    /// The file at a path as it is now.
    fn file(&self, repository: &Repository, path: &TreePath) -> Result<File> {
        if let Some(pending) = self.pending.get(path) {
            return pending.now.clone().ok_or_else(|| no_such_file(path));
        }
        match (self.kind(repository, path)?, found(repository, self.base, path)?) {
            (Some(kind), Some(entry)) if kind.is_file() => {
                Ok(File { content: Held::Stored(entry.id), is_executable: kind == FileKind::Executable })
            }
            (Some(kind), _) => Err(no_file(path, kind)),
            (None, _) => Err(no_such_file(path)),
        }
    }

    /// A file can stand where the commit has one or nothing, in folders that are folders there too.
    fn check_place(&self, repository: &Repository, path: &TreePath) -> Result<()> {
        for folder in path.folders() {
            let pending = self.pending.get(&folder).is_some_and(|pending| pending.now.is_some());
            let kind = found(repository, self.base, &folder)?.map(|entry| entry.kind);
            match kind {
                Some(FileKind::Folder) | None if !pending => {}
                Some(FileKind::Link) => {
                    return Err(refused(format!("{folder} is a link, which is never followed: use another folder")));
                }
                _ => return Err(refused(format!("{folder} is a file, or was one: use another name for the folder"))),
            }
        }
        let kind = found(repository, self.base, path)?.map(|entry| entry.kind);
        match kind.filter(|kind| !kind.is_file()) {
            Some(kind) => Err(no_file(path, kind)),
            None if self.comes_within(path) => Err(no_file(path, FileKind::Folder)),
            None => Ok(()),
        }
    }

    /// Notes what is to be at a path, or nothing when that is what the commit has.
    fn set(&mut self, repository: &Repository, path: &TreePath, now: Option<File>) -> Result<()> {
        let entry = found(repository, self.base, path)?.filter(|entry| entry.kind.is_file());
        let is_same = match (&entry, &now) {
            (None, None) => true,
            (Some(entry), Some(now)) => now.kind() == entry.kind && now.content.id() == Some(entry.id),
            _ => false,
        };
        let before =
            self.pending.get(path).and_then(|pending| pending.now.as_ref()).map_or(0, |now| now.content.bytes());
        let added = now.as_ref().map_or(0, |now| now.content.bytes());
        if added > 0 && self.bytes - before + added > BYTES_MAX {
            return Err(refused(format!(
                "that would be more than {BYTES_MAX} bytes of changes that are not committed: write less"
            )));
        }
        if !is_same && !self.pending.contains_key(path) && self.pending.len() >= FILES_MAX {
            return Err(too_many());
        }
        if is_same {
            self.bytes -= before;
            self.pending.remove(path);
            return Ok(());
        }
        self.bytes = self.bytes - before + added;
        self.pending.insert(path.clone(), Pending { was: entry.map(|entry| entry.id), now });
        Ok(())
    }

    /// Whether something new is to stand in the folder of this name.
    fn comes_within(&self, path: &TreePath) -> bool {
        let within = format!("{path}/");
        let after = self.pending.range(path.clone()..).skip_while(|(other, _)| other.as_str() < within.as_str());
        let mut inside = after.take_while(|(other, _)| other.as_str().starts_with(&within));
        inside.any(|(_, pending)| pending.now.is_some())
    }
}

impl File {
    const fn kind(&self) -> FileKind {
        if self.is_executable { FileKind::Executable } else { FileKind::File }
    }
}

/// What a commit has at a path.
fn found(repository: &Repository, commit: ObjectId, path: &TreePath) -> Result<Option<Entry>> {
    match repository.entry(commit, path) {
        Ok(entry) => Ok(Some(entry)),
        Err(git::Error::NotFound) => Ok(None),
        Err(error) => Err(Error::Broken(error)),
    }
}

fn stored(repository: &Repository, blob: ObjectId, path: &TreePath, bytes_max: u64) -> Result<Vec<u8>> {
    repository.blob(blob, bytes_max).map_err(|error| match error {
        git::Error::TooLarge { max } => refused(format!("{path} has more than {max} bytes: leave it as it is")),
        error => Error::Broken(error),
    })
}

fn no_such_file(path: &TreePath) -> Error {
    refused(format!("there is no file {path}: look for it with list or search"))
}

fn no_file(path: &TreePath, kind: FileKind) -> Error {
    refused(match kind {
        FileKind::Folder => format!("{path} is a folder: name a file in it, as list shows them"),
        FileKind::Link => format!("{path} is a link, which is shown and never followed: use another path"),
        FileKind::Submodule => format!("{path} is another repository, which can't be reached: use another path"),
        FileKind::File | FileKind::Executable => format!("{path} is a file"),
    })
}

fn too_many() -> Error {
    refused(format!("at most {FILES_MAX} files can be changed before a commit: finish with those that are"))
}

const fn refused(message: String) -> Error {
    Error::Refused(message)
}
