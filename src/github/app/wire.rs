//! What GitHub answers to whoever wants a token.

use serde::Deserialize;
use serde_json::Value;

use super::{AppError, Grant, Renewal};
use crate::{
    github::{repos::scopes, words},
    kit::{Secret, Timestamp},
};

/// Bytes of a token: the longest kind of GitHub's has some five hundred.
const TOKEN_BYTES_MAX: usize = 2_000;

/// The longest that a token is taken to be good for: a year. Whatever says more means for good.
const LIFE_S_MAX: i64 = 366 * 24 * 60 * 60;

/// What tokens begin with whose rights are the app's own. No scopes are told of them.
const OF_AN_APP: &str = "ghu_";

/// Characters that are kept of a refusal.
const WORDS_CHARS_MAX: usize = 200;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    error: Option<String>,
    access_token: Option<Secret>,
    token_type: Option<String>,
    scope: Option<String>,
    /// A number, or a number in quotes.
    expires_in: Value,
    refresh_token: Option<Secret>,
    refresh_token_expires_in: Value,
}

pub(super) fn read(status: u16, body: &[u8], now: Timestamp) -> Result<Grant, AppError> {
    let strange = |what: &str| AppError::Away(format!("what it answered can't be understood ({what})"));
    if status >= 500 || status == 429 {
        return Err(AppError::Away(format!("it answered {status}")));
    }
    // The library's own words may quote the answer.
    let wire: Result<Wire, _> = serde_json::from_slice(body);
    if let Some(error) = wire.as_ref().ok().and_then(|wire| wire.error.as_deref()) {
        return Err(refusal(error));
    }
    if matches!(status, 401 | 403 | 404) {
        return Err(AppError::NotAccepted("the app's id or its secret".to_owned()));
    }
    let wire = wire.map_err(|error| strange(&format!("line {}, column {}", error.line(), error.column())))?;
    let token = wire.access_token.filter(is_token).filter(|_| status == 200).ok_or_else(|| strange("no token"))?;
    if !wire.token_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(strange("another kind of token"));
    }
    let renewal = wire.refresh_token.filter(is_token);
    let told = wire.scope.as_deref().map(scopes).unwrap_or_default();
    let is_of_app = told.is_empty() && (renewal.is_some() || token.expose().starts_with(OF_AN_APP));
    Ok(Grant {
        scopes: (!is_of_app).then_some(told),
        expires_at: moment(&wire.expires_in, now),
        renewal: renewal.map(|token| Renewal { token, expires_at: moment(&wire.refresh_token_expires_in, now) }),
        token,
    })
}

pub(super) fn refusal(error: &str) -> AppError {
    match error {
        "bad_verification_code" | "bad_refresh_token" | "expired_token" | "invalid_grant" => AppError::Spent,
        "incorrect_client_credentials" | "redirect_uri_mismatch" | "unauthorized_client" | "application_suspended" => {
            AppError::NotAccepted(error.to_owned())
        }
        other => AppError::Refused(words::line::<WORDS_CHARS_MAX>(other, "without a reason")),
    }
}

fn is_token(token: &Secret) -> bool {
    let text = token.expose();
    (1..=TOKEN_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn moment(seconds: &Value, now: Timestamp) -> Option<Timestamp> {
    let seconds = seconds.as_i64().or_else(|| seconds.as_str()?.parse().ok())?;
    (1..=LIFE_S_MAX).contains(&seconds).then(|| now.plus_ms(seconds * 1_000))
}
