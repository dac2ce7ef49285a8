//! `/workspace/github/…`: how a user connects GitHub, and takes that back.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    github::{self, Done},
    view::Notice,
};
use crate::{
    account::SignedIn,
    github::AppError,
    kit::Secret,
    repo::mirror::{Forgotten, NotGranted, Returned, Traveller, Way},
    web::{
        answer::see_other,
        error::{Error, Result},
        extract::Form,
        guard::is_same_origin,
        page::Page,
        state::State,
    },
};

/// Where GitHub leads back to, on this server.
const CALLBACK: &str = "/workspace/github/callback";

#[derive(Deserialize)]
pub struct ConnectFields {
    token: Secret,
}

/// What GitHub puts into the address to which it leads back. Whatever else it says there is not read.
#[derive(Deserialize)]
pub struct CameBack {
    code: Option<Secret>,
    state: Option<Secret>,
    error: Option<String>,
}

/// `POST /workspace/github/connect`: with a token that the user has made.
///
/// # Errors
/// 404; what is wrong with the token stands on the page.
pub async fn with_token(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Form(fields): Form<ConnectFields>,
) -> Result<HttpResponse> {
    github::offered(&state)?;
    let token = Secret::new(fields.token.expose().trim());
    match state.github.connect(user.user_id, token).await {
        Ok(()) => Ok(done(Done::Connected)),
        Err(error) => github::refused(&state, &user, page, String::new(), error.into()).await,
    }
}

/// `GET /workspace/github/authorize`: leads to GitHub, to let this server in. A link and not a form, because pages let
/// their forms lead nowhere else; so whoever comes from another site is turned away here.
///
/// # Errors
/// 404 without an app; 403.
pub async fn begin(user: SignedIn, state: Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    github::offered(&state)?;
    if !is_same_origin(&state, &request) {
        return Err(Error::forbidden("cross_site", "this begins on this server's own page: open it first"));
    }
    let callback = format!("{}{CALLBACK}", state.base_url(&request));
    let door = state.github.door(traveller(&user), callback).ok_or_else(Error::not_found)?;
    Ok(see_other(&door))
}

/// `GET /workspace/github/callback`: what GitHub leads back with. It leads on, so that nothing of it stays in the address.
///
/// # Errors
/// 404 without an app; whatever the database refuses.
pub async fn end(user: SignedIn, state: Data<State>, Query(came): Query<CameBack>) -> Result<HttpResponse> {
    github::offered(&state)?;
    if !state.github.has_app() {
        return Err(Error::not_found());
    }
    let said = match (came.code, came.error) {
        (Some(code), None) => Ok(code),
        (_, Some(word)) => Err(word),
        (None, None) => Err(String::new()),
    };
    let returned = Returned { state: came.state.unwrap_or_else(|| Secret::new("")), said };
    let ended = match state.github.admit(traveller(&user), returned).await {
        Ok(()) => Done::Connected,
        Err(NotGranted::Room(error)) => return Err(error.into()),
        Err(refusal) => {
            tracing::info!(user.id = %user.user_id, "GitHub was not connected: {refusal}");
            refused(&refusal)
        }
    };
    Ok(done(ended))
}

/// `POST /workspace/github/forget`.
///
/// # Errors
/// 404.
pub async fn forget(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    github::offered(&state)?;
    Ok(done(match state.github.forget_token(user.user_id).await? {
        Forgotten::Everywhere => Done::Disconnected,
        Forgotten::HereOnly(Way::Token) => Done::Forgotten,
        Forgotten::HereOnly(Way::App) => Done::Untold,
    }))
}

fn traveller(user: &SignedIn) -> Traveller {
    Traveller { user: user.user_id, sign_in: user.sign_in }
}

fn refused(refusal: &NotGranted) -> Done {
    match refusal {
        NotGranted::Denied => Done::Denied,
        NotGranted::Lacking => Done::Lacking,
        NotGranted::Unknown | NotGranted::App(AppError::Spent) => Done::Unknown,
        NotGranted::App(AppError::NotAccepted(_)) => Done::App,
        NotGranted::App(AppError::Refused(_)) => Done::Refused,
        NotGranted::App(AppError::Away(_)) | NotGranted::Room(_) => Done::Away,
    }
}

fn done(done: Done) -> HttpResponse {
    see_other(&format!("/workspace/github?done={}", done.as_str()))
}

impl Done {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Forgotten => "forgotten",
            Self::Disconnected => "disconnected",
            Self::Untold => "untold",
            Self::Denied => "denied",
            Self::Lacking => "lacking",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
            Self::App => "app",
            Self::Away => "away",
        }
    }

    /// What the page says of it.
    pub(super) fn notice(self, page: &Page) -> Notice {
        let (kind, text) = match self {
            Self::Connected => ("ok", page.say("github-done-connected")),
            Self::Forgotten => ("ok", page.say("github-done-forgotten")),
            Self::Disconnected => ("ok", page.say("github-done-disconnected")),
            Self::Untold => ("warning", page.say("github-done-untold")),
            Self::Denied => ("warning", page.say("github-done-denied")),
            Self::Lacking => ("danger", page.say("github-done-lacking")),
            Self::Unknown => ("danger", page.say("github-done-unknown")),
            Self::Refused => ("danger", page.say("github-done-refused")),
            Self::App => ("danger", page.say("github-done-app")),
            Self::Away => ("danger", page.say("github-done-away")),
        };
        Notice { kind, text }
    }
}
