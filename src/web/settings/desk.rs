//! How the desk opens, how often it is kept, and whether single keys do something on it.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::{back, set, view::Done};
use crate::{
    settings::Edit,
    web::{
        error::{Error, Result},
        extract::{Desk, Form},
    },
};

#[derive(Deserialize)]
pub struct DeskFields {
    /// Empty for the stack that was used last.
    #[serde(default)]
    default_stack: String,
    autosave_s: u32,
}

/// A box that is not ticked is not sent.
#[derive(Deserialize)]
pub struct KeysFields {
    #[serde(default)]
    single_keys: Option<String>,
}

/// `POST /settings/desk`.
///
/// # Errors
/// 400 for an interval that there isn't, 404 for a stack that is not on the desk.
pub async fn choose_desk(desk: Desk, Form(fields): Form<DeskFields>) -> Result<HttpResponse> {
    let stack = match fields.default_stack.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::not_found())?),
    };
    let edit = Edit { default_stack: Some(stack), autosave_s: Some(fields.autosave_s), ..Edit::default() };
    set(&desk, edit).await?;
    Ok(back(Done::DeskChosen))
}

/// `POST /settings/keys`.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn choose_keys(desk: Desk, Form(fields): Form<KeysFields>) -> Result<HttpResponse> {
    set(&desk, Edit { single_keys: Some(fields.single_keys.is_some()), ..Edit::default() }).await?;
    Ok(back(Done::KeysChosen))
}
