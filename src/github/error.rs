//! Why GitHub did not do as asked.

use super::said::Said;
use crate::{fetch, git, kit::Timestamp};

/// Why GitHub did not do as asked. No text of it holds the token, and what GitHub says in it is cut and cleaned.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    #[error("GitHub does not accept the token: it was revoked or has run out, or was never one of its own")]
    KeyRefused,
    /// In GitHub's own words.
    #[error("GitHub does not allow it: {0}")]
    NotAllowed(String),
    #[error("GitHub knows no such thing, or does not show it to the owner of this token")]
    NotFound,
    #[error("GitHub has it already: {0}")]
    Exists(String),
    #[error("somebody else has changed it on GitHub meanwhile")]
    Stale,
    #[error("both sides have changed the same places")]
    Conflict,
    #[error("that is more than the {max} bytes that are allowed")]
    TooLarge { max: u64 },
    /// In GitHub's own words.
    #[error("GitHub refuses it: {0}")]
    Invalid(String),
    #[error("GitHub wants to be left alone for {wait_s} seconds")]
    RateLimited {
        retry_at: Timestamp,
        /// From the moment of the refusal on.
        wait_s: u64,
    },
    #[error("GitHub can't be reached: {0}")]
    Away(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What an answer means that says no, where the question gives it no meaning of its own.
    pub(super) fn of(said: Said) -> Self {
        let Said { status, message } = said;
        match status {
            401 => Self::KeyRefused,
            403 | 405 | 451 => Self::NotAllowed(message),
            404 | 410 => Self::NotFound,
            409 | 412 => Self::Stale,
            413 => Self::TooLarge { max: super::FILE_BYTES_MAX },
            400 | 422 => Self::Invalid(message),
            _ => Self::Away(message),
        }
    }

    /// Leave it alone until `retry_at`.
    pub(super) fn limited(retry_at: Timestamp, now: Timestamp) -> Self {
        let wait_ms = u64::try_from(retry_at.since_ms(now)).unwrap_or_default();
        Self::RateLimited { retry_at, wait_s: wait_ms.div_ceil(1_000).max(1) }
    }

    /// An answer that is not of the shape that was expected. The library's own words may quote the answer.
    pub(super) fn malformed(error: &serde_json::Error) -> Self {
        Self::strange(&format!("line {}, column {}", error.line(), error.column()))
    }

    pub(super) fn strange(what: &str) -> Self {
        Self::Away(format!("what it answered can't be understood ({what})"))
    }
}

impl From<fetch::Error> for Error {
    fn from(error: fetch::Error) -> Self {
        match error {
            fetch::Error::TooLarge { bytes_max, .. } => Self::TooLarge { max: bytes_max as u64 },
            error => Self::Away(error.to_string()),
        }
    }
}

/// The same in the words that all places of repositories use.
impl From<Error> for git::Error {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::KeyRefused => Self::KeyRefused,
            Error::NotAllowed(why) => Self::NotAllowed(why),
            Error::NotFound => Self::NotFound,
            Error::Exists(what) => Self::Exists(what),
            Error::Stale => Self::Stale { head: None, file: None },
            Error::Conflict => Self::Conflict { paths: Vec::new() },
            Error::TooLarge { max } => Self::TooLarge { max },
            Error::Invalid(_) => Self::Invalid(message),
            Error::RateLimited { retry_at, wait_s } => Self::RateLimited { retry_at, wait_s },
            Error::Away(_) => Self::Away(message),
        }
    }
}
