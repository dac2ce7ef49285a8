//! Choosing a new password.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;

use super::{
    back,
    view::{Done, Fresh, SettingsPage},
};
use crate::{
    account::{self, Password, SignedIn},
    web::{
        answer::html_with,
        auth::bad_password,
        error::Result,
        extract::{ClientAddress, Form},
        page::Page,
        state::State,
    },
};

/// The present password and the one to be.
#[derive(Deserialize)]
pub struct Fields {
    current: String,
    password: String,
}

/// `POST /settings/password`. Ends all other sign-ins of the user.
///
/// # Errors
/// 429 for too many tries. What is wrong with a password stands on the page.
pub async fn change(
    state: Data<State>,
    page: Page,
    client: ClientAddress,
    signed_in: SignedIn,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    state.limits.try_password(client.0, &signed_in.name)?;
    let password = match check(&state, &page, &signed_in, &fields).await? {
        Ok(password) => password,
        Err(fresh) => {
            let view = SettingsPage::load(&state, page, &signed_in, fresh).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &view);
        }
    };
    let hash = state.passwords.hash(password).await?;
    let now = state.ambient.now();
    state
        .platform
        .write(move |tx| account::set_password(tx, signed_in.user_id, &hash, Some(signed_in.sign_in), now))
        .await?;
    Ok(back(Done::PasswordChanged))
}

async fn check(
    state: &State,
    page: &Page,
    signed_in: &SignedIn,
    fields: &Fields,
) -> Result<std::result::Result<Password, Fresh>> {
    match account::recognise(&state.platform, &state.passwords, &signed_in.name, &fields.current).await {
        Ok(_) => {}
        Err(account::Error::WrongCredentials) => {
            return Ok(Err(Fresh { current_error: Some(page.say("password-wrong")), ..Fresh::default() }));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Password::new(&fields.password, &signed_in.name)
        .map_err(|bad| Fresh { password_error: Some(bad_password(page, bad)), ..Fresh::default() }))
}
