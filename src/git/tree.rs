//! What stands in a commit: folders, files, and what can be read of them.

use std::ops::Range;

use super::{Error, ObjectId, Repository, Result, TreePath};

/// Bytes of one file, on every way in. The same bound as on other forges, so that what is here can go there.
pub const FILE_BYTES_MAX: u64 = 100 << 20;

/// Bytes at the start of a content by which it is told whether it is a text, as git does.
const TOLD_BY_BYTES: usize = 8_000;

/// Entries of a whole tree that are listed. Larger repositories are shown folder by folder.
const LISTED_MAX: usize = 50_000;

/// What an entry of a folder is. Links and submodules are shown, and never followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Folder,
    File,
    Executable,
    Link,
    Submodule,
}

impl FileKind {
    pub(super) const fn of_mode(mode: i32) -> Self {
        match mode {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            0o100_755 => Self::Executable,
            _ => Self::File,
        }
    }

    /// Whether it holds bytes of its own that may be read and replaced.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Executable)
    }
}

/// One entry of a folder.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Entry {
    /// From the top of the repository. A name that this house would not take in stands here as it is, made readable.
    pub path: String,
    pub kind: FileKind,
    pub id: ObjectId,
    /// Of a file.
    pub bytes: Option<u64>,
}

impl Entry {
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// A file as it stands in a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    pub id: ObjectId,
    pub kind: FileKind,
    /// Of the whole file.
    pub bytes: u64,
    /// Whether it holds bytes that no text does.
    pub is_binary: bool,
    /// What was asked for of it.
    pub data: Vec<u8>,
}

impl Repository {
    /// The entries of a folder, folders first, each group in the order of the names; `None` is the top.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a path that is no folder.
    pub fn entries(&self, commit: ObjectId, folder: Option<&TreePath>) -> Result<Vec<Entry>> {
        let tree = self.tree_at(commit, folder)?;
        let prefix = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
        let odb = self.git.odb()?;
        let mut entries: Vec<Entry> = Vec::with_capacity(tree.len());
        for entry in &tree {
            entries.push(read_entry(&odb, &prefix, &entry)?);
        }
        entries.sort_by(|one, other| {
            (one.kind != FileKind::Folder, &one.path).cmp(&(other.kind != FileKind::Folder, &other.path))
        });
        Ok(entries)
    }

    /// Every file of a commit in the order of the paths, without folders and sizes, and whether there are more.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a commit that there isn't.
    pub fn files(&self, commit: ObjectId) -> Result<(Vec<Entry>, bool)> {
        let tree = self.git.find_commit(commit.oid())?.tree()?;
        let (mut files, mut is_cut) = (Vec::new(), false);
        let walked = tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            if files.len() == LISTED_MAX {
                is_cut = true;
                return git2::TreeWalkResult::Abort;
            }
            let kind = FileKind::of_mode(entry.filemode());
            if kind != FileKind::Folder {
                let name = String::from_utf8_lossy(entry.name_bytes());
                files.push(Entry { path: format!("{folder}{name}"), kind, id: ObjectId::new(entry.id()), bytes: None });
            }
            git2::TreeWalkResult::Ok
        });
        if !is_cut {
            walked?;
        }
        Ok((files, is_cut))
    }

    /// Fills in how many bytes each of these files has, where that is not known.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn measure(&self, files: &mut [Entry]) -> Result<()> {
        let odb = self.git.odb()?;
        for file in files.iter_mut().filter(|file| file.kind.is_file() && file.bytes.is_none()) {
            file.bytes = Some(odb.read_header(file.id.oid())?.0 as u64);
        }
        Ok(())
    }

    /// What a path names in a commit.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn entry(&self, commit: ObjectId, path: &TreePath) -> Result<Entry> {
        let tree = self.git.find_commit(commit.oid())?.tree()?;
        let found = tree.get_path(std::path::Path::new(path.as_str()))?;
        let prefix = path.folder().map(|folder| format!("{folder}/")).unwrap_or_default();
        read_entry(&self.git.odb()?, &prefix, &found)
    }

    /// Reads a file, or the part of it that `range` names in bytes; what lies beyond its end is left out.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for folders, links and submodules; [`Error::TooLarge`].
    pub fn read(&self, commit: ObjectId, path: &TreePath, range: Option<Range<u64>>) -> Result<Content> {
        let entry = self.entry(commit, path)?;
        let (true, Some(bytes)) = (entry.kind.is_file(), entry.bytes) else { return Err(Error::NotFound) };
        if bytes > FILE_BYTES_MAX {
            return Err(Error::TooLarge { max: FILE_BYTES_MAX });
        }
        let blob = self.git.find_blob(entry.id.oid())?;
        let data = blob.content();
        let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(data.len());
        let wanted = range.map_or(0..data.len(), |range| at(range.start)..at(range.end.max(range.start)));
        Ok(Content { id: entry.id, kind: entry.kind, bytes, is_binary: blob.is_binary(), data: data[wanted].to_vec() })
    }

    /// Reads what a file held or holds, by the name of the content.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooLarge`] beyond `bytes_max`.
    pub fn blob(&self, id: ObjectId, bytes_max: u64) -> Result<Vec<u8>> {
        let (bytes, kind) = self.git.odb()?.read_header(id.oid())?;
        if kind != git2::ObjectType::Blob {
            return Err(Error::NotFound);
        }
        if bytes as u64 > bytes_max {
            return Err(Error::TooLarge { max: bytes_max });
        }
        Ok(self.git.find_blob(id.oid())?.content().to_vec())
    }

    fn tree_at(&self, commit: ObjectId, folder: Option<&TreePath>) -> Result<git2::Tree<'_>> {
        let tree = self.git.find_commit(commit.oid())?.tree()?;
        let Some(folder) = folder else { return Ok(tree) };
        let entry = tree.get_path(std::path::Path::new(folder.as_str()))?;
        if entry.kind() != Some(git2::ObjectType::Tree) {
            return Err(Error::NotFound);
        }
        Ok(self.git.find_tree(entry.id())?)
    }
}

/// Whether a content holds what no text does.
#[must_use]
pub fn is_binary(content: &[u8]) -> bool {
    content[..content.len().min(TOLD_BY_BYTES)].contains(&0)
}

fn read_entry(odb: &git2::Odb<'_>, prefix: &str, entry: &git2::TreeEntry<'_>) -> Result<Entry> {
    let kind = FileKind::of_mode(entry.filemode());
    let bytes = if kind.is_file() { Some(odb.read_header(entry.id())?.0 as u64) } else { None };
    let name = String::from_utf8_lossy(entry.name_bytes());
    Ok(Entry { path: format!("{prefix}{name}"), kind, id: ObjectId::new(entry.id()), bytes })
}
