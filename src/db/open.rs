//! Opening a file: the flags and pragmas that every connection gets, and the snapshot before a migration.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{Error, Migrations, Result};

/// Statements kept prepared per connection. The desk's verbs together use about 60.
const STATEMENTS_MAX: usize = 96;

/// Pages in a connection's cache, in KiB. Small, because thousands of files may be open at once.
const CACHE_KIB: i64 = 128;

/// How long a connection waits for another process (the command line) to finish writing.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// How to open a file.
pub struct Opened;

impl Opened {
    /// Opens an existing file, brings its schema up to date, and answers the connection.
    ///
    /// An older file is copied to `<name>.before-<schema>` first, so that an upgrade can be taken back.
    pub(super) fn existing(path: &Path, migrations: &Migrations) -> Result<Connection> {
        let length = fs::metadata(path).map_err(|source| file_error(path, source))?.len();
        if length == 0 {
            return Err(Error::Damaged { path: path.to_owned(), reason: "the file is empty".to_owned() });
        }
        let mut connection = connect(path, OpenFlags::empty())?;
        let found = migrations.version(&connection)?;
        if found == 0 {
            return Err(Error::Damaged { path: path.to_owned(), reason: "it holds no schema".to_owned() });
        }
        if found < migrations.latest() {
            snapshot(&connection, path, found)?;
            migrations.apply(&mut connection)?;
        }
        Ok(connection)
    }

    /// Opens the file, making it when it is missing, and brings its schema up to date.
    pub(super) fn or_create(path: &Path, migrations: &Migrations) -> Result<Connection> {
        if path.exists() && fs::metadata(path).is_ok_and(|meta| meta.len() > 0) {
            return Self::existing(path, migrations);
        }
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        migrations.apply(&mut connection)?;
        Ok(connection)
    }
}

fn connect(path: &Path, more: OpenFlags) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags | more)?;
    configure(&connection)?;
    Ok(connection)
}

pub(super) fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT_MS))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -{CACHE_KIB};"
    ))?;
    Ok(())
}

fn snapshot(connection: &Connection, path: &Path, schema: usize) -> Result<()> {
    let target = PathBuf::from(format!("{}.before-{}", path.display(), schema + 1));
    if target.exists() {
        return Ok(());
    }
    connection.execute("VACUUM INTO ?1", [target.display().to_string()])?;
    Ok(())
}

/// Makes the names in `folder` durable, so that a file renamed into place stays there after a power cut.
///
/// # Errors
/// When the folder can't be opened or synced.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

fn file_error(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), source }
}
