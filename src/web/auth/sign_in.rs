//! Signing in and out.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use askama::Template;
use serde::Deserialize;

use super::{first_run, let_in};
use crate::{
    account::{self, SignedIn, UserId},
    settings::{Edit, Theme},
    web::{
        answer::{html, html_with, safe_next, see_other},
        cookie,
        error::{Error, Result},
        extract::{Agent, ClientAddress, Credential, Form, authenticate},
        page::Page,
        settings::look,
        state::State,
    },
};

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// What a browser sends to be let in.
#[derive(Deserialize)]
pub struct Fields {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "auth/sign_in.html")]
struct SignInPage {
    page: Page,
    name: String,
    next: String,
    error: Option<String>,
}

/// `GET /sign-in`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn sign_in(
    state: Data<State>,
    page: Page,
    signed_in: Option<SignedIn>,
    asked: Query<Asked>,
) -> Result<HttpResponse> {
    if signed_in.is_some() {
        return Ok(see_other(safe_next(&asked.next)));
    }
    if !state.platform.read(account::exist).await? {
        return html(&first_run(page));
    }
    html(&SignInPage { page, name: String::new(), next: safe_next(&asked.next).to_owned(), error: None })
}

/// `POST /sign-in`.
///
/// # Errors
/// 429 for too many tries. What is wrong with the name or the password stands on the page.
pub async fn submit(
    state: Data<State>,
    request: HttpRequest,
    page: Page,
    client: ClientAddress,
    agent: Agent,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    state.limits.try_password(client.0, &fields.name)?;
    let next = safe_next(&fields.next).to_owned();
    match account::recognise(&state.platform, &state.passwords, &fields.name, &fields.password).await {
        Ok(user) => {
            end_present(&state, &request).await?;
            welcome(&state, user.id, agent.0, &next).await
        }
        Err(error) => {
            let (status, text) = match error {
                account::Error::WrongCredentials => (StatusCode::UNAUTHORIZED, page.say("sign-in-wrong")),
                account::Error::Disabled => (StatusCode::FORBIDDEN, page.say("sign-in-disabled")),
                other => return Err(other.into()),
            };
            html_with(status, &SignInPage { page, name: fields.name, next, error: Some(text) })
        }
    }
}

/// Lets the user in as they have it elsewhere: with their theme and language, and the stack that they have chosen.
async fn welcome(state: &Data<State>, user: UserId, agent: String, next: &str) -> Result<HttpResponse> {
    let own = look::of(state, user).await;
    let opened = own.and_then(|own| own.default_stack).filter(|_| next == "/").map(|stack| format!("/stacks/{stack}"));
    let answer = let_in(state, user, agent, opened.as_deref().unwrap_or(next)).await?;
    // What was never chosen is left as this browser has it.
    let chosen = own.map_or_else(Edit::default, |own| Edit {
        theme: Some(own.theme).filter(|theme| *theme != Theme::System),
        language: own.language.map(Some),
        ..Edit::default()
    });
    look::keep(state, answer, &chosen)
}

/// `POST /sign-out`. Signing out twice changes nothing.
///
/// # Errors
/// Whatever the database refuses.
pub async fn sign_out(state: Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    end_present(&state, &request).await?;
    let mut answer = see_other("/sign-in");
    answer.add_cookie(&cookie::sign_out(&state)).map_err(Error::internal)?;
    Ok(answer)
}

/// Ends the sign-in that the browser's cookie still opens, so that none is left behind that nobody sees.
async fn end_present(state: &State, request: &HttpRequest) -> Result<()> {
    let Some(secret) = cookie::secret(state, request) else { return Ok(()) };
    let now = state.ambient.now();
    match authenticate(state, Credential::Cookie(secret)).await {
        Ok(present) => {
            let end = move |tx: &crate::db::Tx<'_>| account::end(tx, present.user_id, present.sign_in, now);
            Ok(state.platform.write(end).await?)
        }
        Err(account::Error::NotSignedIn) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn signing_in_is_asked_for_in_every_language() {
        for_each_language(|page, _| {
            for error in [None, Some(EVIL.to_owned())] {
                let (name, next) = (EVIL.to_owned(), "/drawer?q=a".to_owned());
                check_page(&SignInPage { page: page.clone(), name, next, error }.render().unwrap());
            }
        });
    }
}
