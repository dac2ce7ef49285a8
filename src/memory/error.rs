//! Why the memory is as it was.

use super::LEARNING_CHARS_MAX;
use crate::db;

/// Why the memory is as it was. The text is for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such file in the memory: it has soul.md, user.md, context.md and journal/YYYY-MM-DD.md")]
    NoSuchFile,
    #[error("there is no such learning")]
    NotFound,
    #[error("the file has no such version")]
    NoSuchVersion,
    #[error("the file was changed meanwhile, and is at version {version} now: read it, and write it again")]
    Changed { version: u32 },
    #[error("{name} may have {max} bytes, and this has {bytes}: make it shorter")]
    TooLarge { name: String, bytes: usize, max: usize },
    #[error("only the user writes soul.md, in Settings")]
    OnlyByHand,
    #[error("write something first")]
    Empty,
    #[error("a learning has at most {LEARNING_CHARS_MAX} characters")]
    TooLong,
    #[error("so much is remembered that something has to be forgotten first")]
    TooMany,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchFile => "memory_file_not_found",
            Self::NotFound => "learning_not_found",
            Self::NoSuchVersion => "memory_version_not_found",
            Self::Changed { .. } => "memory_changed",
            Self::TooLarge { .. } | Self::OnlyByHand | Self::Empty | Self::TooLong => "invalid_memory",
            Self::TooMany => "too_many_learnings",
            Self::Db(_) => "internal",
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}
