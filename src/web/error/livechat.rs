//! What a live chat's refusals mean over HTTP.

use super::Error;
use crate::{livechat, talking};

impl From<talking::Error> for Error {
    fn from(error: talking::Error) -> Self {
        match error {
            talking::Error::Chat(error) => error.into(),
            talking::Error::Repo(error) => error.into(),
        }
    }
}

impl From<livechat::Error> for Error {
    fn from(error: livechat::Error) -> Self {
        use livechat::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::Empty | E::TooLong => Self::invalid("text", message),
            E::TooManyQueued => Self::conflict("too_many_waiting", message),
            E::Full => Self::conflict("chat_full", message),
            E::NotInterrupted => Self::conflict("not_interrupted", message),
            E::Db(error) => error.into(),
        }
    }
}
