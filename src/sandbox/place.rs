//! Where a command works: a folder with what it works on, one for what its programs keep, and one for what passes.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, chown},
    path::{Path, PathBuf},
};

use rustix::process::geteuid;

use super::{child::NOBODY, folder::Folder};

/// Names within a place. The first one is where the child makes its own root.
pub(super) const ROOT: &str = "root";
pub(super) const TREE: &str = "tree";
pub(super) const HOME: &str = "home";
pub(super) const TMP: &str = "tmp";

/// A place belongs to the server's own account, or to nobody, and to no one else.
const MODE: u32 = 0o700;

/// Where places are made.
#[derive(Clone, Debug)]
pub struct Places {
    folder: PathBuf,
}

/// A place, which goes with this.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
}

impl Places {
    /// Places in `folder`, from which goes whatever a server that was killed has left there.
    ///
    /// # Errors
    /// When it can't be made, or not be cleared.
    pub fn prepare(folder: PathBuf) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(MODE).create(&folder)?;
        Folder::open(&folder)?.clear()?;
        Ok(Self { folder })
    }

    /// A fresh place.
    ///
    /// # Errors
    /// When there is one of this name, or it can't be made.
    pub fn make(&self, name: &str) -> io::Result<Place> {
        let path = self.folder.join(name);
        DirBuilder::new().mode(MODE).create(&path)?;
        let place = Place { path };
        for inner in [ROOT, TREE, HOME, TMP] {
            DirBuilder::new().mode(MODE).create(place.path.join(inner))?;
            give_away(&place.path.join(inner))?;
        }
        give_away(&place.path)?;
        Ok(place)
    }
}

impl Place {
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the command works on.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn tree(&self) -> io::Result<Folder> {
        Folder::open(&self.path.join(TREE))
    }

    /// Empties what passes.
    ///
    /// # Errors
    /// When it can't be.
    pub fn clear_passing(&self) -> io::Result<()> {
        Folder::open(&self.path.join(TMP))?.clear()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let gone = Folder::open(&self.path).and_then(|folder| folder.clear()).and_then(|()| fs::remove_dir(&self.path));
        if let Err(error) = gone {
            tracing::warn!("a sandbox's folder could not be removed, and goes at the next start: {error}");
        }
    }
}

fn give_away(path: &Path) -> io::Result<()> {
    if geteuid().is_root() { chown(path, Some(NOBODY), Some(NOBODY)) } else { Ok(()) }
}
