//! The server's shared file, through a pool of connections on blocking threads.

use std::{path::Path, sync::Arc, time::Duration};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Error, Migrations, Opened, Result, Tx, open};

/// Connections to the shared file. Its verbs take microseconds; more would only wait for each other.
const CONNECTIONS_MAX: u32 = 8;

/// Connections to one shared file. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<r2d2::Pool<SqliteConnectionManager>>,
}

impl Pool {
    /// Opens the file at `path`, making it when it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file can't be opened, or was written by a newer version.
    pub fn open(path: &Path, migrations: &Migrations) -> Result<Self> {
        drop(Opened::or_create(path, migrations)?);
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let manager = SqliteConnectionManager::file(open::real_path(path)?).with_flags(flags).with_init(|connection| {
            open::configure(connection).and_then(|()| open::check_writable(connection)).map_err(into_sqlite)
        });
        let inner = r2d2::Pool::builder()
            .max_size(CONNECTIONS_MAX)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(10))
            .build(manager)
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `verb` in one transaction on a blocking thread. An error of the verb rolls it back.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub async fn write<T, E, F>(&self, verb: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&Tx) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.clone();
        match tokio::task::spawn_blocking(move || pool.write_now(verb)).await {
            Ok(answer) => answer,
            Err(error) => Err(Error::Unavailable(error.to_string()).into()),
        }
    }

    /// The same, on the caller's own thread: for the command line, which has no reactor to block.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub fn write_now<T, E: From<Error>>(
        &self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut connection = self.inner.get().map_err(|error| Error::Unavailable(error.to_string()))?;
        write_on(&mut connection, verb)
    }

    /// Runs `verb` on a snapshot, on a blocking thread. Nothing that it writes is kept.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub async fn read<T, E, F>(&self, verb: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&Tx) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.clone();
        match tokio::task::spawn_blocking(move || pool.read_now(verb)).await {
            Ok(answer) => answer,
            Err(error) => Err(Error::Unavailable(error.to_string()).into()),
        }
    }

    /// The same, on the caller's own thread: for one that may block.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub fn read_now<T, E: From<Error>>(
        &self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut connection = self.inner.get().map_err(|error| Error::Unavailable(error.to_string()))?;
        let transaction = connection.transaction().map_err(Error::from)?;
        verb(&Tx::new(&transaction))
    }

    /// A connection of its own that notices what anybody else has written, other processes included.
    ///
    /// # Errors
    /// When the pool has no connection left.
    pub fn watch(&self) -> Result<Watch> {
        let connection = self.inner.get().map_err(|error| Error::Unavailable(error.to_string()))?;
        let seen = data_version(&connection)?;
        Ok(Watch { connection, seen })
    }
}

/// Notices writes to the shared file by whoever made them.
pub struct Watch {
    connection: r2d2::PooledConnection<SqliteConnectionManager>,
    seen: i64,
}

impl Watch {
    /// Whether somebody has written since the last call. Costs microseconds and never waits for a writer.
    ///
    /// # Errors
    /// When the file has become unreadable.
    pub fn changed(&mut self) -> Result<bool> {
        let version = data_version(&self.connection)?;
        Ok(std::mem::replace(&mut self.seen, version) != version)
    }

    /// Notes something in one transaction, which this watch does not notice and no disk is waited for: a power cut may
    /// take it back, until somebody else has written.
    ///
    /// # Errors
    /// What `verb` answers, or the database's own refusal.
    pub fn note<T, E: From<Error>>(
        &mut self,
        verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let synchronous =
            |connection: &Connection, level| connection.pragma_update(None, "synchronous", level).map_err(Error::from);
        synchronous(&self.connection, "NORMAL")?;
        let noted = write_on(&mut self.connection, verb);
        synchronous(&self.connection, "FULL")?;
        noted
    }
}

pub(super) fn write_on<T, E: From<Error>>(
    connection: &mut Connection,
    verb: impl FnOnce(&Tx) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
    let answer = verb(&Tx::new(&transaction))?;
    transaction.commit().map_err(Error::from)?;
    Ok(answer)
}

fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

fn into_sqlite(error: Error) -> rusqlite::Error {
    match error {
        Error::Sqlite(error) => error,
        other => rusqlite::Error::ToSqlConversionFailure(Box::new(other)),
    }
}
