//! A Sprite's place on the disk, and how it comes into being.
//!
//! `users/<id>/sprite.db` is copied from a migrated template: written beside its place, synced, renamed, and
//! the folder synced. Each step may be repeated, so that a crash between any two heals at the next visit.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    account::UserId,
    db::{self, Migrations},
    kit::Timestamp,
};

/// The folder that holds all Sprites of a server.
#[derive(Clone, Debug)]
pub struct Homes {
    root: PathBuf,
}

impl Homes {
    /// # Errors
    /// When the folders can't be made or the template can't be written.
    pub fn prepare(data: &Path, migrations: &Migrations) -> db::Result<Self> {
        let homes = Self { root: data.to_owned() };
        fs::create_dir_all(homes.root.join("users")).map_err(|source| at(&homes.root, source))?;
        db::make_template(&homes.template(migrations), migrations)?;
        // Else a power cut may take the folder with everybody's in it.
        db::sync_folder(data).map_err(|source| at(data, source))?;
        Ok(homes)
    }

    /// Where the user's file is, or will be.
    #[must_use]
    pub fn file(&self, user: UserId) -> PathBuf {
        self.folder(user).join("sprite.db")
    }

    /// Puts a fresh file into place, unless there is one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn build(&self, user: UserId, migrations: &Migrations) -> db::Result<()> {
        let (folder, file) = (self.folder(user), self.file(user));
        let build = || -> io::Result<()> {
            if fs::metadata(&file).is_ok_and(|meta| meta.len() > 0) {
                return Ok(());
            }
            fs::create_dir_all(&folder)?;
            let fresh = folder.join("sprite.db.new");
            fs::copy(self.template(migrations), &fresh)?;
            fs::File::open(&fresh)?.sync_all()?;
            fs::rename(&fresh, &file)?;
            db::sync_folder(&folder)?;
            db::sync_folder(&self.root.join("users"))
        };
        build().map_err(|source| at(&folder, source))
    }

    /// Moves a file that can't be read aside, with what belongs to it, so that nothing writes to it any more.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set_aside(&self, user: UserId, now: Timestamp) -> io::Result<PathBuf> {
        let folder = self.folder(user);
        let aside = folder.join(format!("damaged-{}", now.0));
        fs::create_dir_all(&aside)?;
        for name in ["sprite.db", "sprite.db-wal", "sprite.db-shm"] {
            match fs::rename(folder.join(name), aside.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        db::sync_folder(&folder)?;
        Ok(aside)
    }

    fn folder(&self, user: UserId) -> PathBuf {
        self.root.join("users").join(user.to_string())
    }

    fn template(&self, migrations: &Migrations) -> PathBuf {
        self.root.join(format!("template-{}.db", migrations.latest()))
    }
}

fn at(path: &Path, source: io::Error) -> db::Error {
    db::Error::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
