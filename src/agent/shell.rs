//! Commands of agents: the files that one works on, written out for it and taken in again.
//!
//! A command sees a folder with the files of an overlay in it. What differs there afterwards goes through the checks of
//! every other change, and what is no file of a repository is left out, with a word on it. Nothing of what a command has made
//! is ever followed: files are written and read beneath open folders, name by name. Whether commands may be run at all is an
//! admin's to say, in `shell_switches`; the sandbox itself is [`crate::sandbox`]'s.

mod collect;
mod ignored;
mod lay;
mod switch;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io};

use serde::{Deserialize, Serialize};

use super::overlay::{self, Overlay};
use crate::{
    git::{ObjectId, Repository, TreePath},
    sandbox::{Folder, FoundKind, Sign},
};

pub use collect::{Collected, collect};
pub use lay::lay;
pub use switch::{Switched, set_switch, switch};

/// Files that are written out for a command, and their bytes together. What is larger takes longer than the command.
pub const LAID_FILES_MAX: usize = 20_000;
pub const LAID_BYTES_MAX: u64 = 512 << 20;

/// Bytes of one file that is taken in, and of all that one command has changed.
pub const FILE_BYTES_MAX: u64 = 8 << 20;
pub const TAKEN_BYTES_MAX: u64 = 64 << 20;

/// Files that stand in the folder as they stand in the overlay.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    files: BTreeMap<TreePath, Standing>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Standing {
    content: ObjectId,
    is_executable: bool,
    sign: Sign,
}

/// A file that a command has changed: what it holds now, which the repository has already; `None` when it is gone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    pub path: TreePath,
    pub content: Option<ObjectId>,
    #[serde(default)]
    pub is_executable: bool,
}

/// Makes a change in the overlay that a command has made in its folder.
///
/// # Errors
/// [`overlay::Error::Refused`] where no such file can stand.
pub fn apply(repository: &Repository, overlay: &mut Overlay, taken: &Taken) -> overlay::Result<()> {
    match taken.content {
        Some(content) => overlay.put_stored(repository, &taken.path, content, taken.is_executable),
        None => overlay.delete(repository, &taken.path),
    }
}

/// The folder of a path, open, and the last name; `None` where there is no such folder.
fn folder_of<'p>(tree: &Folder, path: &'p TreePath, makes: bool) -> io::Result<Option<(Folder, &'p [u8])>> {
    let (folders, name) = path.as_str().rsplit_once('/').map_or((None, path.as_str()), |(all, name)| (Some(all), name));
    let mut folder = tree.again()?;
    for part in folders.into_iter().flat_map(|folders| folders.split('/')) {
        let part = part.as_bytes();
        folder = match folder.find(part)? {
            _ if makes => folder.make_folder(part)?,
            Some(found) if found.kind == FoundKind::Folder => folder.folder(part)?,
            _ => return Ok(None),
        };
    }
    Ok(Some((folder, name.as_bytes())))
}

fn refused(what: &str, error: &io::Error) -> overlay::Error {
    overlay::Error::Refused(format!("{what}: {error}"))
}
