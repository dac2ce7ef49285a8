//! What a handler answers when it can't do as asked, and how that looks to programs and to people.
//!
//! A handler returns an [`Error`]; [`super::guard`] turns it into the JSON shape or the page, with the id of the
//! request. Nothing of an unexpected error is shown but that id.

mod agent;
mod livechat;
mod refusal;
mod render;
mod repo;

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::{account, db, model, sprite};

pub use render::{Caller, is_for_programs};

/// An answer that is not what was asked for.
#[derive(Clone, Debug)]
pub struct Error {
    pub status: StatusCode,
    /// A word for programs, which stays the same when the message changes.
    pub code: &'static str,
    /// A sentence for the user.
    pub message: String,
    /// What in the request was wrong, such as `blocks[2].value`.
    pub field: Option<String>,
    pub retry_after_s: Option<u64>,
    /// What a program needs to go on from here.
    details: Option<Box<serde_json::Value>>,
    /// What the operator reads in the log. Never shown.
    cause: Option<String>,
}

/// When to come back while everybody signs in at once, or the accounts can't be reached.
const BUSY_RETRY_S: u64 = 5;

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), field: None, retry_after_s: None, details: None, cause: None }
    }

    /// The request can't be understood.
    #[must_use]
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// One field of the request has a value that it can't have.
    #[must_use]
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::bad_request("invalid", message) }
    }

    /// There is no such thing, or it is somebody else's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "sign in first, or show a token that is still good")
    }

    #[must_use]
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// The credential may look, and nothing else.
    #[must_use]
    pub fn missing_scope() -> Self {
        let message = "this API token may only read: make one in Settings that may also write";
        Self::forbidden("missing_scope", message)
    }

    /// The thing is not in the state that the request supposes.
    #[must_use]
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    #[must_use]
    pub fn too_many(retry_after_s: u64) -> Self {
        let message = format!("too many tries: wait {retry_after_s} s");
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
        Self { retry_after_s: Some(retry_after_s), ..error }
    }

    #[must_use]
    pub fn unavailable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
    }

    fn busy(message: impl Into<String>) -> Self {
        Self { retry_after_s: Some(BUSY_RETRY_S), ..Self::unavailable("busy", message) }
    }

    /// Something that should not happen. `cause` goes to the log.
    #[must_use]
    pub fn internal(cause: impl fmt::Display) -> Self {
        let message = "something went wrong here: tell whoever runs this server the request id";
        let error = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message);
        Self { cause: Some(cause.to_string()), ..error }
    }

    #[must_use]
    pub fn with_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    /// The same with what a program needs to go on from here.
    #[must_use]
    pub fn with_details(self, details: &impl serde::Serialize) -> Self {
        Self { details: serde_json::to_value(details).ok().map(Box::new), ..self }
    }

    /// The error that the library means with an answer of this status, such as 405.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::UNAUTHORIZED => Self::not_signed_in(),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "method_not_allowed", "this address does not answer to that method")
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, "too_large", "the request is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::new(status, "unsupported_media_type", "the request has a content type that is not read here")
            }
            _ if status.is_client_error() => Self::new(status, "bad_request", "the request can't be understood"),
            _ => Self { status, ..Self::internal(format!("an answer {status} without an error")) },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cause.as_deref().unwrap_or(&self.message))
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Only the status: the guard, which knows who asked, writes the rest.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            error if error.is_full() => {
                tracing::error!("the shared file can't be written: {error}");
                sprite::Error::DiskFull.into()
            }
            db::Error::Unavailable(_) => {
                tracing::error!("the shared file can't be reached: {error}");
                Self::busy("the server is busy: try again in a few seconds")
            }
            error => Self::internal(error),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl From<account::Error> for Error {
    fn from(error: account::Error) -> Self {
        use account::Error as E;
        let message = error.to_string();
        match error {
            E::NoSuchUser | E::NoSuchInvitation | E::NoSuchSignIn | E::NoSuchToken => Self::not_found(),
            E::NameTaken(_) => Self::conflict("name_taken", message).with_field("name"),
            E::NoSuchTier(_) => Self::invalid("tier", message),
            E::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", message),
            E::Disabled => Self::forbidden("disabled", message),
            E::NotSignedIn => Self::not_signed_in(),
            E::LinkGone => Self::new(StatusCode::GONE, "link_gone", message),
            E::TooManyTokens => Self::conflict("too_many_tokens", message),
            E::LastAdmin => Self::conflict("last_admin", message),
            E::Busy => Self::busy(message),
            E::Db(error) => error.into(),
            E::Password(_) | E::Token(_) => Self::internal(message),
        }
    }
}

impl From<model::Error> for Error {
    fn from(error: model::Error) -> Self {
        use model::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::NameTaken(_) => Self::conflict("name_taken", message).with_field("name"),
            E::BadName(_) => Self::invalid("name", message),
            E::BadModel(_) => Self::invalid("model", message),
            E::BadUrl(_) => Self::invalid("url", message),
            E::BadKey | E::KeyAgain => Self::invalid("key", message),
            E::Db(error) => error.into(),
            E::Unsealed => Self::internal(message),
        }
    }
}
