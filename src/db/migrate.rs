//! Forward-only migrations, read from the folder that was embedded at build time.

use include_dir::Dir;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations as Steps, SchemaVersion};

/// The numbered steps that lead from an empty file to this version's schema.
pub struct Migrations {
    steps: Steps<'static>,
    count: usize,
}

/// Why a file's schema can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    #[error("the data was written by a newer Stackhouse (schema {found}, this one knows {known}): update the binary")]
    Newer { found: usize, known: usize },
    #[error("the schema could not be brought up to date: {0}")]
    Failed(#[from] rusqlite_migration::Error),
}

impl SchemaError {
    /// What SQLite said, when it was SQLite that failed.
    pub(super) fn sqlite(&self) -> Option<&rusqlite::Error> {
        match self {
            Self::Failed(rusqlite_migration::Error::RusqliteError { err, .. }) => Some(err),
            Self::Newer { .. } | Self::Failed(_) => None,
        }
    }
}

impl Migrations {
    /// The `.sql` files of `folder` in the order of their names, one step each.
    #[must_use]
    pub fn embedded(folder: &'static Dir<'static>) -> Self {
        let mut files: Vec<_> =
            folder.files().filter(|file| file.path().extension().is_some_and(|e| e == "sql")).collect();
        files.sort_by_key(|file| file.path());
        let steps: Vec<M<'static>> = files.iter().filter_map(|file| file.contents_utf8()).map(M::up).collect();
        let count = steps.len();
        Self { steps: Steps::new(steps), count }
    }

    /// The number of the newest schema.
    #[must_use]
    pub fn latest(&self) -> usize {
        self.count
    }

    /// The number of the schema that `connection` has; 0 for an empty file.
    pub(super) fn version(&self, connection: &Connection) -> Result<usize, SchemaError> {
        match self.steps.current_version(connection)? {
            SchemaVersion::NoneSet => Ok(0),
            SchemaVersion::Inside(number) => Ok(number.get()),
            SchemaVersion::Outside(number) => Err(SchemaError::Newer { found: number.get(), known: self.count }),
        }
    }

    /// Brings the file up to the newest schema.
    pub(super) fn apply(&self, connection: &mut Connection) -> Result<(), SchemaError> {
        self.version(connection)?;
        Ok(self.steps.to_latest(connection)?)
    }
}
