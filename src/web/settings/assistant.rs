//! Who answers the user, and their own keys.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;

use super::{
    back,
    models::told,
    view::{Done, Fresh, SettingsPage},
};
use crate::{
    account::SignedIn,
    kit::Secret,
    model,
    web::{answer::html_with, error::Result, extract::Form, page::Page, state::State},
};

/// The name of the model to be; nothing for the usual one.
#[derive(Deserialize)]
pub struct Choice {
    model: String,
}

/// A model, and the user's own key for it; without one the key is forgotten.
#[derive(Deserialize)]
pub struct OwnKey {
    model: String,
    #[serde(default)]
    key: String,
}

/// `POST /settings/assistant`.
///
/// # Errors
/// 404 for a model that the user may not choose.
pub async fn choose(state: Data<State>, signed_in: SignedIn, Form(choice): Form<Choice>) -> Result<HttpResponse> {
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    let (user, role) = (signed_in.user_id, signed_in.role);
    state.platform.write(move |tx| model::choose(tx, &catalogue, user, role, &choice.model, now)).await?;
    Ok(back(Done::ModelChosen))
}

/// `POST /settings/assistant/key`. What is wrong with a key stands on the page.
///
/// # Errors
/// 404 for a model that the user may not choose.
pub async fn keep_key(
    state: Data<State>,
    page: Page,
    signed_in: SignedIn,
    Form(own): Form<OwnKey>,
) -> Result<HttpResponse> {
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    let who = (signed_in.user_id, signed_in.role);
    let key = Secret::new(own.key.trim());
    let kept =
        state.platform.write(move |tx| model::set_own_key(tx, &catalogue, who, &own.model, Some(&key), now)).await;
    match kept {
        Ok(()) => Ok(back(Done::KeyKept)),
        Err(error @ model::Error::BadKey) => {
            let fresh = Fresh { own_key_error: told(&page, &error), ..Fresh::default() };
            let view = SettingsPage::load(&state, page, &signed_in, fresh).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/assistant/forget-key`.
///
/// # Errors
/// 404 for a model that the user may not choose.
pub async fn forget_key(state: Data<State>, signed_in: SignedIn, Form(own): Form<OwnKey>) -> Result<HttpResponse> {
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    let who = (signed_in.user_id, signed_in.role);
    state.platform.write(move |tx| model::set_own_key(tx, &catalogue, who, &own.model, None, now)).await?;
    Ok(back(Done::KeyForgotten))
}
