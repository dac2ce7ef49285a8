//! `/api/preferences`: what a user prefers.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use super::super::{
    error::{Error, Result},
    extract::{Desk, Json},
    session::change,
};
use crate::{preference, session};

/// The longest interval that can be chosen: a day.
const AUTOSAVE_S_MAX: u32 = 24 * 60 * 60;

/// The shortest: looking more often than this would keep every step.
const AUTOSAVE_S_MIN: u32 = 10;

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Preferences {
    /// How often the desk is kept as a session while somebody is there, in seconds; 0 is never.
    autosave_s: u32,
}

/// What is to be another way. What is absent stays as it is.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePreferences {
    #[serde(default)]
    autosave_s: Option<u32>,
}

/// Shows what the user prefers.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    let autosave_s = desk.read(|tx| Ok(preference::get(tx, &session::AUTOSAVE_S)?)).await?;
    Ok(HttpResponse::Ok().json(Preferences { autosave_s }))
}

/// Notes what the user prefers from now on.
///
/// # Errors
/// 400 for a value that makes no sense.
pub async fn update(desk: Desk, Json(new): Json<ChangePreferences>) -> Result<HttpResponse> {
    if let Some(seconds) = new.autosave_s {
        if seconds != 0 && !(AUTOSAVE_S_MIN..=AUTOSAVE_S_MAX).contains(&seconds) {
            let message = format!("from {AUTOSAVE_S_MIN} to {AUTOSAVE_S_MAX} seconds, or 0 for never");
            return Err(Error::invalid("autosave_s", message));
        }
        change(&desk, move |tx, now| Ok(preference::set(tx, &session::AUTOSAVE_S, &seconds, now)?)).await?;
    }
    show(desk).await
}
