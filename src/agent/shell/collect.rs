//! Taking in what a command has changed.

use std::io;

use super::{FILE_BYTES_MAX, Laid, Standing, TAKEN_BYTES_MAX, Taken, apply, folder_of, ignored::Rules, refused};
use crate::{
    agent::overlay::{Error, FILES_MAX, Overlay, Result},
    git::{ObjectId, Repository, TreePath},
    sandbox::{Folder, Found, FoundKind},
};

/// Things that are looked at in all, and folders within each other.
const LOOKED_AT_MAX: usize = 200_000;
const DEPTH_MAX: usize = 60;

/// Things left out that are named.
const NAMED_MAX: usize = 20;

/// Characters of a name that nobody can write.
const NAME_CHARS_MAX: usize = 100;

/// What a command has changed.
#[derive(Debug, Default)]
pub struct Collected {
    /// What stands in the folder from now on as it stands in the overlay.
    pub laid: Laid,
    /// What the overlay has taken over.
    pub taken: Vec<Taken>,
    /// What was left out, and why, as far as it is named.
    pub left_out: Vec<String>,
    /// How many were left out.
    pub left_out_count: usize,
}

/// Takes what differs in the folder over into the overlay. What is left out is taken away there, so that the next command
/// finds what the overlay holds. Contents are kept in the repository, which may have `repository_bytes_max` on disk.
///
/// # Errors
/// [`Error::Refused`] when it is too much: then nothing is taken over, and the folder is no good any more.
pub fn collect(
    repository: &Repository,
    overlay: &mut Overlay,
    (tree, laid): (&Folder, &Laid),
    repository_bytes_max: u64,
) -> Result<Collected> {
    let mut walk =
        Walk { laid, done: Collected::default(), changed: Vec::new(), rules: Rules::default(), bytes: 0, seen: 0 };
    walk.folder(tree, None, false)?;
    let Walk { mut done, changed, .. } = walk;
    let gone: Vec<TreePath> = laid
        .files
        .keys()
        .filter(|path| !done.laid.files.contains_key(*path) && !changed.iter().any(|new| new.path == **path))
        .cloned()
        .collect();
    if changed.len() + gone.len() > FILES_MAX {
        return Err(too_much(&format!("{FILES_MAX} files")));
    }
    let contents: Vec<&[u8]> = changed.iter().map(|new| new.content.as_slice()).collect();
    let contents = repository.keep_all(&contents, repository_bytes_max).map_err(|error| match error {
        crate::git::Error::TooLarge { max } => too_much(&format!("{max} bytes")),
        error => Error::Broken(error),
    })?;
    let gone = gone.into_iter().map(|path| (Taken { path, content: None, is_executable: false }, None));
    let changed = changed.into_iter().zip(contents).map(|(new, content)| {
        let taken = Taken { path: new.path, content: Some(content), is_executable: new.standing.is_executable };
        (taken, Some(new.standing))
    });
    for (taken, standing) in gone.chain(changed) {
        match apply(repository, overlay, &taken) {
            Ok(()) => {
                done.laid.files.extend(standing.map(|standing| (taken.path.clone(), standing)));
                done.taken.push(taken);
            }
            Err(Error::Refused(why)) => {
                if let Ok(Some((folder, name))) = folder_of(tree, &taken.path, false) {
                    folder.remove(name).map_err(failed)?;
                }
                done.leave_out(taken.path.as_str(), &why);
            }
            Err(error) => return Err(error),
        }
    }
    done.taken.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(done)
}

/// A file that differs.
struct New {
    path: TreePath,
    content: Vec<u8>,
    standing: Standing,
}

struct Walk<'l> {
    laid: &'l Laid,
    done: Collected,
    changed: Vec<New>,
    rules: Rules,
    /// Of all that differs.
    bytes: u64,
    seen: usize,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Folder, path: Option<&TreePath>, is_ignored: bool) -> Result<()> {
        let (all, has_more) = folder.list(LOOKED_AT_MAX).map_err(failed)?;
        self.seen += all.len();
        if has_more || self.seen > LOOKED_AT_MAX {
            return Err(too_much(&format!("{LOOKED_AT_MAX} files and folders")));
        }
        let before = self.rules.enter(folder, path);
        for found in all {
            self.one(folder, path, &found, is_ignored)?;
        }
        self.rules.leave(before);
        Ok(())
    }

    fn one(&mut self, folder: &Folder, within: Option<&TreePath>, found: &Found, is_ignored: bool) -> Result<()> {
        let path = match named(within, &found.name) {
            Ok(path) => path,
            Err(_) if is_ignored => return Ok(()),
            Err((shown, why)) => return self.leave_out(folder, found, &shown, &why),
        };
        let is_folder = found.kind == FoundKind::Folder;
        let is_ignored = is_ignored || self.rules.has(&path, is_folder);
        // What the repository keeps already is kept, whatever its rules say of new files.
        if is_ignored && !self.knows(&path, is_folder) {
            return Ok(());
        }
        match found.kind {
            FoundKind::Folder if path.as_str().split('/').count() >= DEPTH_MAX => {
                self.leave_out(folder, found, path.as_str(), "too many folders within each other")
            }
            FoundKind::Folder => {
                let inner = folder.folder(&found.name).map_err(failed)?;
                self.folder(&inner, Some(&path), is_ignored)
            }
            FoundKind::Link => self.leave_out(folder, found, path.as_str(), "a link, which is never followed"),
            FoundKind::Special => self.leave_out(folder, found, path.as_str(), "no file"),
            FoundKind::File { is_executable } => self.file(folder, found, path, is_executable),
        }
    }

    fn file(&mut self, folder: &Folder, found: &Found, path: TreePath, is_executable: bool) -> Result<()> {
        let before = self.laid.files.get(&path).copied();
        if let Some(before) = before.filter(|before| before.sign == found.sign && before.is_executable == is_executable)
        {
            self.done.laid.files.insert(path, before);
            return Ok(());
        }
        let Some(content) = folder.read(&found.name, FILE_BYTES_MAX).map_err(failed)? else {
            let why = format!("more than {} MiB", FILE_BYTES_MAX >> 20);
            return self.leave_out(folder, found, path.as_str(), &why);
        };
        let Some(id) = ObjectId::of_content(&content) else {
            return self.leave_out(folder, found, path.as_str(), "it can't be kept");
        };
        let standing = Standing { content: id, is_executable, sign: found.sign };
        if before.is_some_and(|before| before.content == id && before.is_executable == is_executable) {
            self.done.laid.files.insert(path, standing);
            return Ok(());
        }
        self.bytes += content.len() as u64;
        if self.bytes > TAKEN_BYTES_MAX {
            return Err(too_much(&format!("{} MiB", TAKEN_BYTES_MAX >> 20)));
        }
        self.changed.push(New { path, content, standing });
        Ok(())
    }

    /// Whether the repository has a file there, or within.
    fn knows(&self, path: &TreePath, is_folder: bool) -> bool {
        if !is_folder {
            return self.laid.files.contains_key(path);
        }
        let within = format!("{path}/");
        let mut after = self.laid.files.range(path.clone()..).map(|(other, _)| other.as_str());
        after.find(|other| *other >= within.as_str()).is_some_and(|other| other.starts_with(&within))
    }

    fn leave_out(&mut self, folder: &Folder, found: &Found, shown: &str, why: &str) -> Result<()> {
        self.done.leave_out(shown, why);
        folder.remove(&found.name).map_err(failed)
    }
}

impl Collected {
    fn leave_out(&mut self, shown: &str, why: &str) {
        self.left_out_count += 1;
        if self.left_out.len() < NAMED_MAX {
            self.left_out.push(format!("{shown}: {why}"));
        }
    }
}

/// The path of a name within a folder; or the name as it can be shown, and what is wrong with it.
fn named(within: Option<&TreePath>, name: &[u8]) -> std::result::Result<TreePath, (String, String)> {
    let shown = || String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let text = std::str::from_utf8(name).map_err(|_| (shown(), "a name must be UTF-8".to_owned()))?;
    let path = within.map_or_else(|| TreePath::new(text), |within| within.join(text));
    path.map_err(|bad| (shown(), bad.to_string()))
}

fn too_much(what: &str) -> Error {
    Error::Refused(format!(
        "the command has changed more than {what}: nothing of it is taken over. Have it write less, or less at once"
    ))
}

fn failed(error: io::Error) -> Error {
    refused("what the command has left could not be read", &error)
}
