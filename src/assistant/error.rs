//! Why the assistant did not do as asked.

use crate::{chat, db, desk};

/// Why the assistant did not do as asked. The text is for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such turn")]
    NotFound,
    #[error("the turn has ended already")]
    Ended,
    #[error("there is nothing to try again: the last turn has not failed, or was another one")]
    NotFailed,
    #[error("this was decided already")]
    Decided,
    #[error("a turn with this id exists already")]
    Exists,
    #[error("write something first")]
    Empty,
    #[error("a message has at most {} characters", chat::TEXT_CHARS_MAX)]
    TooLong,
    #[error("{waiting} messages are waiting for the assistant already: let it finish one first")]
    QueueFull { waiting: usize },
    /// For the model that called it.
    #[error("{0}")]
    ToolRefused(String),
    #[error(transparent)]
    Desk(#[from] desk::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "turn_not_found",
            Self::Ended => "turn_ended",
            Self::NotFailed => "turn_not_failed",
            Self::Decided => "approval_decided",
            Self::Exists => "turn_exists",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::QueueFull { .. } => "queue_full",
            Self::ToolRefused(_) => "tool_refused",
            Self::Desk(error) => error.code(),
            Self::Db(_) => "internal",
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Desk(error) => error.database(),
            Self::Db(error) => Some(error),
            Self::NotFound
            | Self::Ended
            | Self::NotFailed
            | Self::Decided
            | Self::Exists
            | Self::Empty
            | Self::TooLong
            | Self::QueueFull { .. }
            | Self::ToolRefused(_) => None,
        }
    }

    /// The field that is to blame, where one is.
    #[must_use]
    pub fn field(&self) -> Option<String> {
        match self {
            Self::NotFound | Self::Ended | Self::NotFailed | Self::Exists => Some("mission_id".to_owned()),
            Self::Empty | Self::TooLong => Some("text".to_owned()),
            Self::Desk(error) => error.field(),
            Self::Decided | Self::QueueFull { .. } | Self::ToolRefused(_) | Self::Db(_) => None,
        }
    }
}
