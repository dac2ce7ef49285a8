//! Making and revoking API tokens.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;

use super::{
    back,
    view::{Done, Fresh, NewToken, SettingsPage},
};
use crate::{
    account::{self, NewApiToken, Scopes, SignInNoun, SignedIn, TokenName},
    web::{
        answer::html_with,
        error::{Error, Result},
        extract::{Form, PathId},
        page::Page,
        state::State,
    },
};

/// For how many days a token may be good.
pub(super) const LIFETIMES_DAYS: [u32; 3] = [30, 90, 365];

const DAY_S: u32 = 24 * 60 * 60;

/// The token to be.
#[derive(Deserialize)]
pub struct Fields {
    name: String,
    scopes: String,
    days: u32,
}

/// `POST /settings/api-tokens`. The answer is the page with the token, which is shown this once.
///
/// # Errors
/// 400 for scopes or a time that there aren't. What is wrong with the name stands on the page.
pub async fn create(
    state: Data<State>,
    request: HttpRequest,
    page: Page,
    signed_in: SignedIn,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let scopes = Scopes::from_words(&fields.scopes);
    let scopes = scopes.ok_or_else(|| Error::invalid("scopes", "must be \"read\" or \"read write\""))?;
    if !LIFETIMES_DAYS.contains(&fields.days) {
        return Err(Error::invalid("days", "must be one of the times on the page"));
    }
    let Ok(name) = TokenName::new(&fields.name) else {
        return refuse(&state, page, &signed_in, "api-token-name-wrong").await;
    };

    let new = NewApiToken { user_id: signed_in.user_id, name, scopes, lifetime_s: fields.days * DAY_S };
    let ambient = state.ambient.clone();
    match state.platform.write(move |tx| account::make_api_token(tx, &new, &ambient)).await {
        Ok((_, text)) => {
            let address = format!("{}/mcp", state.base_url(&request));
            let fresh = Fresh { api_token: Some(NewToken { text, address }), ..Fresh::default() };
            html_with(StatusCode::CREATED, &SettingsPage::load(&state, page, &signed_in, fresh).await?)
        }
        Err(account::Error::TooManyTokens) => refuse(&state, page, &signed_in, "api-token-too-many").await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/api-tokens/{id}/revoke`.
///
/// # Errors
/// 404 for one that is not the user's own.
pub async fn revoke(state: Data<State>, signed_in: SignedIn, id: PathId<SignInNoun>) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| account::revoke_api_token(tx, signed_in.user_id, id.0, now)).await?;
    Ok(back(Done::TokenRevoked))
}

/// Shows the page again with the sentence about what is wrong.
async fn refuse(state: &State, page: Page, signed_in: &SignedIn, key: &str) -> Result<HttpResponse> {
    let fresh = Fresh { api_token_error: Some(page.say(key)), ..Fresh::default() };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage::load(state, page, signed_in, fresh).await?)
}
