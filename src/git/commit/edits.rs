//! The tree that changes make of a tree.

use std::path::Path;

use git2::{FileMode, Oid, build::TreeUpdateBuilder};

use super::{
    super::{
        Error, ObjectId, Repository, Result, TreePath,
        tree::{FILE_BYTES_MAX, FileKind},
    },
    Change, Edit, Expect,
};

/// What stands at a path.
struct Found {
    id: Oid,
    kind: FileKind,
}

/// Makes the tree; answers it and what was written where. Each change sees the tree as it was before all of them.
pub(super) fn apply(
    repository: &Repository,
    head: Option<ObjectId>,
    changes: &[Change],
) -> Result<(Oid, Vec<(TreePath, ObjectId)>)> {
    let git = &repository.git;
    let base = match head {
        Some(head) => git.find_commit(head.oid())?.tree()?,
        None => git.find_tree(git.treebuilder(None)?.write()?)?,
    };
    each_path_once(changes)?;
    let mut update = TreeUpdateBuilder::new();
    let mut written = Vec::new();
    for change in changes {
        let path = &change.path;
        check_way(&base, path, changes)?;
        let found = find(&base, path)?;
        match &change.edit {
            Edit::Put(put) => {
                check_expected(head, path, change.expect, found.as_ref())?;
                let mode = mode_of(put.is_executable, found.as_ref(), path)?;
                let id = write_blob(git, &put.content)?;
                update.upsert(path.as_str(), id, mode);
                written.push((path.clone(), ObjectId::new(id)));
            }
            Edit::PutStored(stored) => {
                check_expected(head, path, change.expect, found.as_ref())?;
                let mode = mode_of(stored.is_executable, found.as_ref(), path)?;
                check_stored(git, stored.blob)?;
                update.upsert(path.as_str(), stored.blob.oid(), mode);
                written.push((path.clone(), stored.blob));
            }
            Edit::Delete => {
                check_expected(head, path, change.expect, found.as_ref())?;
                found.filter(|found| found.kind != FileKind::Folder).ok_or(Error::NotFound)?;
                update.remove(path.as_str());
            }
            Edit::MoveFrom(from) => {
                if found.is_some() && !is_left(changes, path) {
                    return Err(Error::Exists(path.to_string()));
                }
                let moved = find(&base, from)?;
                check_expected(head, from, change.expect, moved.as_ref())?;
                let moved = moved.filter(|moved| moved.kind.is_file()).ok_or(Error::NotFound)?;
                let mode = if moved.kind == FileKind::Executable { FileMode::BlobExecutable } else { FileMode::Blob };
                if !is_written(changes, from) {
                    update.remove(from.as_str());
                }
                update.upsert(path.as_str(), moved.id, mode);
                written.push((path.clone(), ObjectId::new(moved.id)));
            }
        }
    }
    Ok((update.create_updated(git, &base)?, written))
}

/// Two changes of one path have no order, and the second would be lost or the first.
fn each_path_once(changes: &[Change]) -> Result<()> {
    let mut paths: Vec<&TreePath> = changes.iter().map(|change| &change.path).collect();
    paths.sort();
    match paths.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::Invalid(format!("{} is changed twice in one commit", pair[0]))),
        None => Ok(()),
    }
}

/// Whether the file at `path` goes elsewhere, or away, in the same commit.
fn is_left(changes: &[Change], path: &TreePath) -> bool {
    changes.iter().any(|change| matches!(&change.edit, Edit::MoveFrom(from) if from == path))
}

/// Whether something else comes to `path` in the same commit.
fn is_written(changes: &[Change], path: &TreePath) -> bool {
    changes.iter().any(|change| change.path == *path && !matches!(change.edit, Edit::Delete))
}

fn find(tree: &git2::Tree<'_>, path: &TreePath) -> Result<Option<Found>> {
    match tree.get_path(Path::new(path.as_str())) {
        Ok(entry) => Ok(Some(Found { id: entry.id(), kind: FileKind::of_mode(entry.filemode()) })),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A path leads through folders alone: never through a file, a link or a submodule, unless that goes away at once.
fn check_way(tree: &git2::Tree<'_>, path: &TreePath, changes: &[Change]) -> Result<()> {
    for folder in path.folders() {
        match find(tree, &folder)? {
            Some(found) if found.kind != FileKind::Folder => {
                return Err(Error::Invalid(format!("{folder} is not a folder")));
            }
            Some(_) => {}
            None => break,
        }
    }
    let within = format!("{path}/");
    match changes.iter().find(|other| other.path.as_str().starts_with(&within) && !matches!(other.edit, Edit::Delete)) {
        Some(other) if !matches!(changes.iter().find(|c| c.path == *path).map(|c| &c.edit), Some(Edit::Delete)) => {
            Err(Error::Invalid(format!("{path} can't be a file and the folder of {}", other.path)))
        }
        _ => Ok(()),
    }
}

fn check_expected(head: Option<ObjectId>, path: &TreePath, expect: Expect, found: Option<&Found>) -> Result<()> {
    let is_as_expected = match (expect, found) {
        (Expect::Anything, _) | (Expect::Nothing, None) => true,
        (Expect::Blob(blob), Some(found)) => found.id == blob.oid() && found.kind.is_file(),
        (Expect::Nothing, Some(_)) | (Expect::Blob(_), None) => false,
    };
    if is_as_expected {
        return Ok(());
    }
    let current = found.filter(|found| found.kind.is_file()).map(|found| ObjectId::new(found.id));
    Err(Error::Stale { head, file: Some((path.clone(), current)) })
}

fn mode_of(is_executable: Option<bool>, found: Option<&Found>, path: &TreePath) -> Result<FileMode> {
    let kind = found.map(|found| found.kind);
    if let Some(FileKind::Folder | FileKind::Link | FileKind::Submodule) = kind {
        return Err(Error::Invalid(format!("{path} is not a file")));
    }
    let is_executable = is_executable.unwrap_or(kind == Some(FileKind::Executable));
    Ok(if is_executable { FileMode::BlobExecutable } else { FileMode::Blob })
}

/// A content that a commit is to name is here, and is a file's.
fn check_stored(git: &git2::Repository, blob: ObjectId) -> Result<()> {
    let missing = || Error::Invalid(format!("there is no content {blob} here: send it first"));
    let (bytes, kind) = git.odb()?.read_header(blob.oid()).map_err(|_| missing())?;
    if kind != git2::ObjectType::Blob {
        return Err(missing());
    }
    if bytes as u64 > FILE_BYTES_MAX {
        return Err(Error::TooLarge { max: FILE_BYTES_MAX });
    }
    Ok(())
}

fn write_blob(git: &git2::Repository, content: &[u8]) -> Result<Oid> {
    if content.len() as u64 > FILE_BYTES_MAX {
        return Err(Error::TooLarge { max: FILE_BYTES_MAX });
    }
    Ok(git.blob(content)?)
}
