//! What a Sprite's refusals mean over HTTP.

use actix_web::http::StatusCode;

use super::Error;
use crate::{app, sprite, toolbox};

impl From<sprite::Error> for Error {
    fn from(error: sprite::Error) -> Self {
        let (code, field, message) = (error.code(), error.field(), error.told());
        let retry_after_s = error.retry_after_ms().map(|ms| ms.div_ceil(1_000));
        let refusal = match status(code) {
            StatusCode::UNAUTHORIZED => return Self::not_signed_in(),
            StatusCode::INTERNAL_SERVER_ERROR if code == "internal" => return Self::internal(error),
            status => Self::new(status, code, message),
        };
        Self { field, retry_after_s, cause: error.is_ours().then(|| error.to_string()), ..refusal }
    }
}

impl From<app::Error> for Error {
    fn from(error: app::Error) -> Self {
        sprite::Error::from(error).into()
    }
}

impl From<toolbox::Error> for Error {
    fn from(error: toolbox::Error) -> Self {
        use toolbox::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound => Self::not_found(),
            E::NameTaken(_) => Self::conflict("name_taken", message).with_field("name"),
            E::BadName(_) => Self::invalid("name", message),
            E::BadUrl(_) | E::Unasked(_) => Self::invalid("url", message),
            E::BadKey => Self::invalid("key", message),
            E::TooMany => Self::conflict("too_many_servers", message),
            E::Db(error) => error.into(),
            E::Unsealed => Self::internal(message),
        }
    }
}

fn status(code: &str) -> StatusCode {
    match code {
        "unknown_user" => StatusCode::UNAUTHORIZED,
        "tier_limit" | "quota" => StatusCode::FORBIDDEN,
        "busy" | "read_only" | "sprite_unavailable" | "shutting_down" => StatusCode::SERVICE_UNAVAILABLE,
        "disk_full" => StatusCode::INSUFFICIENT_STORAGE,
        "internal" | "not_saved" | "uncertain" => StatusCode::INTERNAL_SERVER_ERROR,
        code if code.ends_with("_not_found") => StatusCode::NOT_FOUND,
        "empty" | "too_long" => StatusCode::BAD_REQUEST,
        code if code.starts_with("invalid_") => StatusCode::BAD_REQUEST,
        // Everything else is well said, but not possible on the desk as it stands.
        _ => StatusCode::CONFLICT,
    }
}
