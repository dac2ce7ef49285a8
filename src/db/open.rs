//! Opening a file: the flags and pragmas that every connection gets, and the snapshot before a migration.

use std::{
    fs, io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, ffi::SQLITE_CORRUPT};

use super::{Error, Migrations, Result, wal};

/// Statements kept prepared per connection. The desk's verbs together use about 60.
const STATEMENTS_MAX: usize = 96;

/// Pages in a connection's cache, in KiB. Small, because thousands of files may be open at once.
const CACHE_KIB: i64 = 64;

/// How long a connection waits for another process (the command line) to finish writing.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Bytes that SQLite reads at once, too.
const PAGE_BYTES: usize = 4_096;

/// The bits of a result code that say what kind of failure it is; those above say more about it.
const PRIMARY: i32 = 0xff;

/// Times that a file is tried to be opened: descriptors that were missing for a moment are there the next time.
const ATTEMPTS_MAX: usize = 3;

/// How to open a file.
pub struct Opened;

impl Opened {
    /// Opens an existing file, brings its schema up to date, and answers the connection.
    ///
    /// An older file is copied to `<name>.before-<its next schema>` first, so that an upgrade can be taken back.
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

    /// The same for a file that nobody else has open, whose log is looked at before SQLite reads it.
    pub(super) fn alone(path: &Path, migrations: &Migrations) -> Result<Connection> {
        wal::check(path)?;
        Self::existing(path, migrations)
    }

    /// Reads the whole of a file that nobody else has open, and says whether it is in order.
    ///
    /// # Errors
    /// [`Error::Damaged`] with SQLite's first complaint, and whatever keeps the file from being opened.
    pub fn inspect(path: &Path, migrations: &Migrations) -> Result<()> {
        read_through(path)?;
        let connection = Self::alone(path, migrations)?;
        let complaint: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        connection.close().map_err(|(_, error)| error)?;
        match complaint.rsplit_once("error code=") {
            _ if complaint == "ok" => Ok(()),
            // A page that could not be read is the disk's failure, and says nothing of what the page holds.
            Some((_, code)) if code.parse().is_ok_and(|code: i32| code & PRIMARY != SQLITE_CORRUPT) => {
                Err(Error::Unavailable(complaint))
            }
            _ => Err(Error::Damaged { path: path.to_owned(), reason: complaint }),
        }
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

/// Reads every byte. A disk that can't give them says so here, where SQLite may well call the file malformed.
fn read_through(path: &Path) -> Result<()> {
    let read = || -> io::Result<()> {
        let file = fs::File::open(path)?;
        let (mut at, mut page) = (0, [0; PAGE_BYTES]);
        loop {
            match file.read_at(&mut page, at)? {
                0 => return Ok(()),
                read => at += read as u64,
            }
        }
    };
    read().map_err(|source| file_error(path, source))
}

/// Opens the file for writing, once more when what kept it from opening is gone by the time it is looked for.
fn connect(path: &Path, more: OpenFlags) -> Result<Connection> {
    let path = real_path(path)?;
    let mut attempts = 1;
    loop {
        match connect_once(&path, more) {
            Err(error) if is_unopened(&error) && attempts < ATTEMPTS_MAX => attempts += 1,
            other => return other,
        }
    }
}

fn connect_once(path: &Path, more: OpenFlags) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags | more).map_err(|error| explain(path, error.into()))?;
    // The connection is still there when its failure is explained, and holds the descriptors that it has got.
    configure(&connection).and_then(|()| check_writable(&connection)).map_err(|error| explain(path, error))?;
    Ok(connection)
}

/// SQLite does not say why a file can't be opened; whether descriptors have run out shows when another is asked for.
fn explain(path: &Path, error: Error) -> Error {
    if !is_unopened(&error) {
        return error;
    }
    match fs::File::open(path).map_err(|source| file_error(path, source)) {
        Err(reason) if reason.is_out_of_files() => reason,
        Ok(_) | Err(_) => error,
    }
}

fn is_unopened(error: &Error) -> bool {
    let Error::Sqlite(error) = error else { return false };
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// The path with the links among its folders followed: SQLite's `NOFOLLOW` refuses a link anywhere in a path, but
/// an operator may well keep the data folder behind one. The file itself stays unfollowed.
pub(super) fn real_path(path: &Path) -> Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if !folder.as_os_str().is_empty() => {
            Ok(fs::canonicalize(folder).map_err(|source| file_error(folder, source))?.join(name))
        }
        _ => Ok(path.to_owned()),
    }
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

/// Refuses a connection that can't write. Where a file can't be opened for writing, be it for a moment, SQLite
/// silently opens it for reading alone, and every later write would fail; the WAL likewise, which only a transaction
/// that means to write finds out.
pub(super) fn check_writable(connection: &Connection) -> Result<()> {
    if connection.is_readonly("main")? {
        let refusal = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
        return Err(rusqlite::Error::SqliteFailure(refusal, Some("not for writing".to_owned())).into());
    }
    Ok(connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?)
}

/// Copies the file as it is before its schema changes. An older copy under that name gives way: the file has been
/// put back and written to since.
fn snapshot(connection: &Connection, path: &Path, schema: usize) -> Result<()> {
    let target = beside(path, &format!(".before-{}", schema + 1));
    // Copied beside its place and then renamed, so that a crash leaves no half copy that looks whole.
    let fresh = beside(&target, ".new");
    let io = |source| file_error(&target, source);
    if fresh.exists() {
        fs::remove_file(&fresh).map_err(io)?;
    }
    connection.execute("VACUUM INTO ?1", [fresh.display().to_string()])?;
    fs::File::open(&fresh).and_then(|file| file.sync_all()).map_err(io)?;
    fs::rename(&fresh, &target).map_err(io)?;
    target.parent().map_or(Ok(()), sync_folder).map_err(io)
}

/// The path with `suffix` after its whole name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
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
