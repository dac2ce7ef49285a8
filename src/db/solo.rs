//! One file with one connection, on whichever thread holds it.
//!
//! For files that are many, small and seldom used, such as a repository's: a pool keeps threads and spare connections
//! for each of its files, and a lane is for what a user waits for.

use std::path::Path;

use rusqlite::Connection;

use super::{Error, Migrations, Opened, Result, Tx, pool::write_on};

/// A file that its owner alone has open. Dropping it closes the file.
pub struct Solo {
    connection: Connection,
}

impl Solo {
    /// Opens the file at `path`, making it when it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file can't be opened, or was written by a newer version.
    pub fn open(path: &Path, migrations: &Migrations) -> Result<Self> {
        Ok(Self { connection: Opened::or_create(path, migrations)? })
    }

    /// Runs `verb` in one transaction, which is on the disk when this returns. An error of the verb rolls it back.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub fn write<T, E: From<Error>>(
        &mut self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        write_on(&mut self.connection, verb)
    }

    /// Runs `verb` on a snapshot. Nothing that it writes is kept.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub fn read<T, E: From<Error>>(
        &mut self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let transaction = self.connection.transaction().map_err(Error::from)?;
        verb(&Tx::new(&transaction))
    }
}
