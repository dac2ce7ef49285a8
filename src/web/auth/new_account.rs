//! Making an account: the first one through the set-up link, further ones through invitations.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{Notice, let_in, words};
use crate::{
    account::{self, InvitationKind, Name, Password, User},
    web::{
        answer::{html, html_with},
        error::{Error, Result},
        extract::{Agent, ClientAddress, Form},
        page::Page,
        state::State,
    },
};

/// What a newcomer chooses.
#[derive(Deserialize)]
pub struct Fields {
    name: String,
    password: String,
}

#[derive(Template)]
#[template(path = "auth/new_account.html")]
struct NewAccountPage {
    page: Page,
    title: String,
    text: String,
    action: String,
    name: String,
    name_error: Option<String>,
    password_error: Option<String>,
}

/// `GET /setup/{token}`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn setup(state: Data<State>, page: Page, token: Path<String>) -> Result<HttpResponse> {
    show(&state, page, InvitationKind::Setup, token.into_inner()).await
}

/// `POST /setup/{token}`.
///
/// # Errors
/// 429 for too many tries. What is wrong with the name or the password stands on the page.
pub async fn set_up(
    state: Data<State>,
    page: Page,
    client: ClientAddress,
    agent: Agent,
    token: Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse> {
    state.limits.try_link(client.0)?;
    take(state, page, InvitationKind::Setup, token.into_inner(), agent, form).await
}

/// `GET /invitations/{token}`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn invitation(state: Data<State>, page: Page, token: Path<String>) -> Result<HttpResponse> {
    show(&state, page, InvitationKind::Invitation, token.into_inner()).await
}

/// `POST /invitations/{token}`.
///
/// # Errors
/// 429 for too many tries. What is wrong with the name or the password stands on the page.
pub async fn join(
    state: Data<State>,
    page: Page,
    client: ClientAddress,
    agent: Agent,
    token: Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse> {
    state.limits.try_link(client.0)?;
    take(state, page, InvitationKind::Invitation, token.into_inner(), agent, form).await
}

async fn show(state: &State, page: Page, kind: InvitationKind, token: String) -> Result<HttpResponse> {
    let (now, secret) = (state.ambient.now(), token.clone());
    match state.platform.read(move |tx| account::open_link(tx, kind, &secret, now)).await {
        Ok(_) => html(&NewAccountPage::empty(page, kind, &token)),
        Err(account::Error::LinkGone) => gone(state, page, kind).await,
        Err(error) => Err(error.into()),
    }
}

async fn take(
    state: Data<State>,
    page: Page,
    kind: InvitationKind,
    token: String,
    agent: Agent,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let mut view = NewAccountPage::empty(page, kind, &token);
    view.name.clone_from(&fields.name);
    let name = Name::new(&fields.name).map_err(|bad| words::bad_name(&view.page, bad));
    let password = Password::new(&fields.password, &fields.name).map_err(|bad| words::bad_password(&view.page, bad));
    let (name, password) = match (name, password) {
        (Ok(name), Ok(password)) => (name, password),
        (name, password) => {
            (view.name_error, view.password_error) = (name.err(), password.err());
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &view);
        }
    };
    match make(&state, kind, token, name, password).await {
        Ok(user) => let_in(&state, user.id, agent.0, "/").await,
        Err(account::Error::NameTaken(_)) => {
            view.name_error = Some(view.page.say("name-taken"));
            html_with(StatusCode::CONFLICT, &view)
        }
        Err(account::Error::LinkGone) => gone(&state, view.page, kind).await,
        Err(error) => Err(error.into()),
    }
}

async fn make(
    state: &State,
    kind: InvitationKind,
    token: String,
    name: Name,
    password: Password,
) -> std::result::Result<User, account::Error> {
    // A link that is no good must not cost a hash.
    let (now, secret) = (state.ambient.now(), token.clone());
    state.platform.read(move |tx| account::open_link(tx, kind, &secret, now)).await?;
    let hash = state.passwords.hash(password).await?;
    let ambient = state.ambient.clone();
    state.platform.write(move |tx| account::accept(tx, kind, &token, name, hash, &ambient)).await
}

/// Says why the link leads nowhere.
async fn gone(state: &State, page: Page, kind: InvitationKind) -> Result<HttpResponse> {
    if kind == InvitationKind::Invitation || !state.platform.read(account::exist).await? {
        return Err(Error::from(account::Error::LinkGone));
    }
    let (title, text) = (page.say("setup-done"), page.say("setup-done-text"));
    let onward = Some(("/sign-in", page.say("sign-in")));
    html_with(StatusCode::GONE, &Notice { page, title, text, onward })
}

impl NewAccountPage {
    fn empty(page: Page, kind: InvitationKind, token: &str) -> Self {
        let (title, text, action) = match kind {
            InvitationKind::Setup => (page.say("setup"), page.say("setup-text"), format!("/setup/{token}")),
            InvitationKind::Invitation => {
                (page.say("invited"), page.say("invited-text"), format!("/invitations/{token}"))
            }
        };
        Self { page, title, text, action, name: String::new(), name_error: None, password_error: None }
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn a_new_account_is_asked_for_in_every_language() {
        for_each_language(|page, _| {
            for error in [None, Some(EVIL.to_owned())] {
                let view = NewAccountPage {
                    page: page.clone(),
                    title: EVIL.to_owned(),
                    text: EVIL.to_owned(),
                    action: "/setup/secret".to_owned(),
                    name: EVIL.to_owned(),
                    name_error: error.clone(),
                    password_error: error,
                };
                check_page(&view.render().unwrap());
            }
        });
    }
}
