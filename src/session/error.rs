//! Why nothing was saved, or nothing came back.

use super::{NAMED_MAX, body::BODY_BYTES_MAX};
use crate::{app, card, db, desk, stack};

/// Why nothing was saved, or nothing came back. The text is for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such session")]
    NotFound,
    #[error("there are {NAMED_MAX} named sessions: archive one first")]
    TooMany,
    #[error("the named sessions, archived ones included, take all the room that there is for them")]
    NoRoom,
    #[error("the desk holds more than {} MiB, too much for a session: archive some cards first", BODY_BYTES_MAX >> 20)]
    TooLarge,
    #[error("a newer version of this server has saved the session: update the server to restore it")]
    Newer,
    #[error(transparent)]
    Desk(desk::Error),
    #[error(transparent)]
    App(#[from] app::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "session_not_found",
            Self::TooMany => "too_many_sessions",
            Self::NoRoom => "no_room_for_sessions",
            Self::TooLarge => "desk_too_large",
            Self::Newer => "session_too_new",
            Self::Desk(error) => error.code(),
            Self::App(error) => error.code(),
            Self::Db(_) => "internal",
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Desk(error) => error.database(),
            Self::App(error) => error.database(),
            Self::Db(error) => Some(error),
            Self::NotFound | Self::TooMany | Self::NoRoom | Self::TooLarge | Self::Newer => None,
        }
    }
}

impl From<desk::Error> for Error {
    fn from(error: desk::Error) -> Self {
        Self::Desk(error)
    }
}

impl From<stack::Error> for Error {
    fn from(error: stack::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl From<card::Error> for Error {
    fn from(error: card::Error) -> Self {
        Self::Desk(error.into())
    }
}
