//! The only door to SQLite.
//!
//! Two ways in, both off the reactor: a [`Lanes`] thread holds the one writing connection of a user's file and
//! commits in groups; a [`Pool`] serves the server's shared file. Either way a verb is handed a [`Tx`], and a
//! `Tx` can't be kept, made elsewhere or reached from async code: blocking a reactor by accident does not
//! compile.

mod lane;
mod migrate;
mod open;
mod pool;
mod solo;
mod sql;
mod template;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod version;
mod wal;

use std::{cell::Cell, ops::ControlFlow};

/// What reading one row answers. Only for the functions that a store hands to [`Tx::find`] and its kin.
pub use rusqlite::Result as RowResult;
use rusqlite::{Connection, OptionalExtension, Params};
pub use rusqlite::{Row, ToSql, named_params, params, types::FromSql};

pub use lane::{File, Flushed, JobPanicked, Lanes, Sink, Verdict};
pub use migrate::{Migrations, SchemaError};
pub use open::{Opened, sync_folder};
pub use pool::{Pool, Watch};
pub use solo::Solo;
pub use sql::UnknownWord;
pub use template::make_template;
pub use version::check_version;

/// The words in which a type says how it stands in a column.
pub mod column {
    pub use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
}

/// What SQLite answered when it could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Schema(#[from] SchemaError),
    #[error("{path}: {source}")]
    File { path: std::path::PathBuf, source: std::io::Error },
    #[error("{path} is not a database of this server: {reason}")]
    Damaged { path: std::path::PathBuf, reason: String },
    #[error("the database did not answer: {0}")]
    Unavailable(String),
}

/// What SQLite answers when a statement is wrong, and no more is known.
const SQLITE_ERROR: std::ffi::c_int = rusqlite::ffi::SQLITE_ERROR;

impl Error {
    /// Whether the file itself is broken: not missing, not busy, not newer than this version.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Sqlite(error) => is_broken(error),
            Self::Schema(error) => error.sqlite().is_some_and(is_broken),
            Self::File { .. } | Self::Unavailable(_) => false,
        }
    }

    /// Whether something that is stored can't be read: the file is broken, or a value in it makes no sense.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        use rusqlite::Error as E;
        let is_nonsense = |error: &E| {
            matches!(
                error,
                E::Utf8Error(..)
                    | E::FromSqlConversionFailure(..)
                    | E::InvalidColumnType(..)
                    | E::IntegralValueOutOfRange(..)
            )
        };
        // Our statements are constants that tests run: one that SQLite calls wrong has met a table, or an index for
        // searching, that is not as it was made.
        let is_wrong = |error: &E| match error {
            E::SqlInputError { .. } => true,
            other => other.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_ERROR),
        };
        self.is_damage() || matches!(self, Self::Sqlite(error) if is_nonsense(error) || is_wrong(error))
    }

    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let is_full = |error: &rusqlite::Error| error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
        match self {
            Self::Sqlite(error) => is_full(error),
            Self::Schema(error) => error.sqlite().is_some_and(is_full),
            Self::File { source, .. } => {
                matches!(source.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
            }
            Self::Damaged { .. } | Self::Unavailable(_) => false,
        }
    }

    /// Whether this process, or the machine, may have no more files open.
    #[must_use]
    pub fn is_out_of_files(&self) -> bool {
        let Self::File { source, .. } = self else { return false };
        let limits = [rustix::io::Errno::MFILE, rustix::io::Errno::NFILE];
        limits.iter().any(|limit| source.raw_os_error() == Some(limit.raw_os_error()))
    }

    /// Whether a uniqueness or foreign-key rule was broken.
    #[must_use]
    pub fn is_constraint(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation))
    }
}

pub type Result<T> = std::result::Result<T, Error>;

fn is_broken(error: &rusqlite::Error) -> bool {
    use rusqlite::{
        Error::{SqlInputError, SqliteFailure},
        ErrorCode::{DatabaseCorrupt, NotADatabase},
    };
    match error {
        // A file that was cut to nothing while it was open is an empty database to SQLite.
        SqlInputError { msg, .. } | SqliteFailure(_, Some(msg)) if msg.starts_with("no such table") => true,
        error => matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase)),
    }
}

/// An open transaction, lent to a verb for as long as it runs.
pub struct Tx<'c> {
    connection: &'c Connection,
    /// Why SQLite gave the whole transaction up, if it did.
    loss: Cell<Option<rusqlite::ffi::Error>>,
    has_met_damage: Cell<bool>,
}

impl<'c> Tx<'c> {
    fn new(connection: &'c Connection) -> Self {
        Self { connection, loss: Cell::new(None), has_met_damage: Cell::new(false) }
    }

    /// Why SQLite gave the whole transaction up by itself, as it does when the disk fails or is full.
    fn take_loss(&self) -> Result<()> {
        match self.loss.take() {
            Some(error) => Err(rusqlite::Error::SqliteFailure(error, None).into()),
            None => Ok(()),
        }
    }

    /// Whether a statement has found the file broken.
    fn has_met_damage(&self) -> bool {
        self.has_met_damage.get()
    }

    /// Does `work`, and remembers its error if that has ended the transaction, or means that the file is broken.
    fn noting<T>(&self, work: impl FnOnce() -> rusqlite::Result<T>) -> Result<T> {
        let answer = work();
        if answer.as_ref().is_err_and(is_broken) {
            self.has_met_damage.set(true);
        }
        if let Err(error) = &answer
            && self.connection.is_autocommit()
            && self.loss.get().is_none()
        {
            self.loss.set(error.sqlite_error().copied());
        }
        Ok(answer?)
    }

    /// Runs one statement and answers how many rows it changed.
    ///
    /// # Errors
    /// Whatever SQLite refuses.
    pub fn execute<P: Params>(&self, sql: &str, params: P) -> Result<usize> {
        self.noting(|| self.connection.prepare_cached(sql)?.execute(params))
    }

    /// Inserts one row into a table that numbers its rows, and answers the row's number.
    ///
    /// Cheaper than `RETURNING`, for which SQLite keeps a table of its own while the statement runs.
    ///
    /// # Errors
    /// Whatever SQLite refuses; anything but one new row is refused too.
    pub fn insert<P: Params>(&self, sql: &str, params: P) -> Result<i64> {
        self.noting(|| self.connection.prepare_cached(sql)?.insert(params))
    }

    /// The first row, or `None` when there is no row.
    ///
    /// # Errors
    /// Whatever SQLite refuses.
    pub fn find<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnOnce(&Row<'_>) -> RowResult<T>,
    ) -> Result<Option<T>> {
        self.noting(|| self.connection.prepare_cached(sql)?.query_row(params, read).optional())
    }

    /// The only row of a query that always has one, such as `SELECT count(*)`.
    ///
    /// # Errors
    /// Whatever SQLite refuses; no row at all is refused too.
    pub fn one<T, P: Params>(&self, sql: &str, params: P, read: impl FnOnce(&Row<'_>) -> RowResult<T>) -> Result<T> {
        self.noting(|| self.connection.prepare_cached(sql)?.query_row(params, read))
    }

    /// All rows, in the order that the statement asks for.
    ///
    /// # Errors
    /// Whatever SQLite refuses.
    pub fn all<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnMut(&Row<'_>) -> RowResult<T>,
    ) -> Result<Vec<T>> {
        self.noting(|| self.connection.prepare_cached(sql)?.query_map(params, read)?.collect())
    }

    /// The first `limit` rows of which `pick` makes something: for choices that SQL can't make, such as comparing
    /// words of all languages without regard to case.
    ///
    /// # Errors
    /// Whatever SQLite refuses, and whatever `pick` does.
    pub fn pick<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        limit: u32,
        mut pick: impl FnMut(&Row<'_>) -> RowResult<Option<T>>,
    ) -> Result<Vec<T>> {
        self.noting(|| {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            let (mut picked, limit) = (Vec::new(), usize::try_from(limit).unwrap_or(usize::MAX));
            while picked.len() < limit
                && let Some(row) = rows.next()?
            {
                picked.extend(pick(row)?);
            }
            Ok(picked)
        })
    }

    /// Hands each row to `visit` until it breaks off: for reads that take a part of a long answer.
    ///
    /// # Errors
    /// Whatever SQLite refuses, and whatever `visit` does.
    pub fn each<P: Params>(
        &self,
        sql: &str,
        params: P,
        mut visit: impl FnMut(&Row<'_>) -> RowResult<ControlFlow<()>>,
    ) -> Result<()> {
        self.noting(|| {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                if visit(row)?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }
}
