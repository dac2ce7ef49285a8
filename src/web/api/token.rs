//! `POST /api/auth/token`: a token for a name and a password.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    account,
    kit::Timestamp,
    web::{
        error::Result,
        extract::{Agent, ClientAddress, Json},
        state::State,
    },
};

/// What a program shows for a token.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    name: String,
    password: String,
    /// The second factor, which no account asks for yet; one that is sent changes nothing.
    #[serde(default, rename = "totp")]
    _totp: Option<String>,
}

#[derive(Serialize)]
struct Token {
    token: String,
    expires_at: Timestamp,
}

/// Makes a token, and a sign-in that it hangs on.
///
/// # Errors
/// 401 for a wrong name or password, 403 for a disabled account, 429 for too many tries.
pub async fn create(
    state: Data<State>,
    client: ClientAddress,
    agent: Agent,
    Json(request): Json<Request>,
) -> Result<HttpResponse> {
    state.limits.try_password(client.0, &request.name)?;
    let user = account::recognise(&state.platform, &state.passwords, &request.name, &request.password).await?;

    let (keys, ambient) = (state.keys.clone(), state.ambient.clone());
    let lifetime_s = state.config.sign_in.token_lifetime_s;
    let issued = state
        .platform
        .write(move |tx| account::issue_token(tx, &keys, user.id, &agent.0, lifetime_s, &ambient))
        .await?;
    Ok(HttpResponse::Ok().json(Token { token: issued.token, expires_at: issued.expires_at }))
}
