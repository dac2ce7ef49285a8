//! What a repository's refusals mean over HTTP.

use actix_web::http::StatusCode;

use super::Error;
use crate::{git, repo};

impl From<repo::Error> for Error {
    fn from(error: repo::Error) -> Self {
        use repo::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::NameTaken(_) => Self::conflict("name_taken", message).with_field("name"),
            E::TooMany => Self::forbidden("too_many_repositories", message),
            E::PullExists(_) => Self::conflict("pull_exists", message),
            E::TooManyPulls => Self::forbidden("too_many_pulls", message),
            E::IsMirror => Self::conflict("mirror", message),
            E::BadToken => Self::invalid("token", message),
            E::NothingToMerge => Self::conflict("nothing_to_merge", message),
            E::BadPull(_) => Self::invalid("pull", message),
            E::TooManyImports => Self::forbidden("too_many_imports", message),
            E::TooManyMembers => Self::forbidden("too_many_members", message),
            E::Forbidden(_) => Self::forbidden("role_needed", message),
            E::Archived => Self::conflict("repository_archived", message),
            E::NoSuchUser(_) | E::IsOwner => Self::invalid("user", message),
            E::BadDescription(_) => Self::invalid("description", message),
            E::BadPattern(_) => Self::invalid("protected", message),
            E::Git(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        use git::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::Exists(_) => Self::conflict("exists", message),
            E::Stale { .. } => Self::conflict("stale", message),
            E::NotFastForward(_) => Self::conflict("not_fast_forward", message),
            E::Conflict { .. } => Self::conflict("conflict", message),
            E::Protected(_) => Self::forbidden("protected", message),
            E::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message),
            E::Invalid(_) => Self::bad_request("invalid", message),
            E::Unavailable(_) => Self::internal(message),
            E::RateLimited { wait_s, .. } => Self {
                retry_after_s: Some(wait_s),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message)
            },
            E::KeyRefused => Self::forbidden("forge_key_refused", message),
            E::NotAllowed(_) => Self::forbidden("forge_not_allowed", message),
            E::Away(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "forge_unavailable", message),
        }
    }
}
