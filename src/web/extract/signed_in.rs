//! The user behind a request: one way for every credential.

use std::rc::Rc;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header::AUTHORIZATION},
    web::Data,
};
use futures_util::future::LocalBoxFuture;
use tokio::sync::OnceCell;

use crate::{
    account::{self, Role, Scope, SignedIn},
    web::{
        cookie,
        error::{Error, Result, is_for_programs},
        state::State,
    },
};

/// What a request shows to be let in.
#[derive(Clone)]
pub enum Credential {
    /// The secret of a signed-in browser.
    Cookie(String),
    /// A JWT.
    Token(String),
    /// One that its user made in Settings, for a program.
    ApiToken(String),
}

impl Credential {
    /// The token that a program shows, of whichever kind.
    #[must_use]
    pub fn of_program(text: &str) -> Self {
        let text = text.to_owned();
        if account::is_api_token(&text) { Self::ApiToken(text) } else { Self::Token(text) }
    }
}

/// The credential of the request. A token goes before the cookie, because a program that sends it means it.
#[must_use]
pub fn credential(state: &State, request: &HttpRequest) -> Option<Credential> {
    if let Some(header) = request.headers().get(AUTHORIZATION) {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Credential::of_program(token.trim()));
    }
    cookie::secret(state, request).map(Credential::Cookie)
}

/// The user whom the credential lets in, and notes that its sign-in is in use.
///
/// # Errors
/// [`account::Error::NotSignedIn`]; for a token also [`account::Error::NoSuchUser`] and
/// [`account::Error::Disabled`].
pub async fn authenticate(state: &State, credential: Credential) -> std::result::Result<SignedIn, account::Error> {
    let now = state.ambient.now();
    let keys = state.keys.clone();
    let signed_in = state
        .platform
        .read(move |tx| match credential {
            Credential::Cookie(secret) => account::authenticate_cookie(tx, &secret, now),
            Credential::Token(token) => account::authenticate_token(tx, &keys, &token, now),
            Credential::ApiToken(token) => account::authenticate_api_token(tx, &token, now),
        })
        .await?;
    if signed_in.is_due_for_touch(now) {
        let id = signed_in.sign_in;
        // Only for people to read: whoever may come in is let in on a full disk, too.
        if let Err(error) = state.platform.write(move |tx| account::touch(tx, id, now)).await {
            tracing::warn!("the use of a sign-in could not be noted: {error}");
        }
    }
    Ok(signed_in)
}

/// Who is behind a request, once that was looked up. The parts of a handler ask for it at the same time.
type Known = Rc<OnceCell<SignedIn>>;

/// A handler that takes a [`SignedIn`] is for users alone: others are sent to `/sign-in`, programs get 401.
impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let known = known(&request);
            known.get_or_try_init(|| look_up(&request)).await.cloned()
        })
    }
}

fn known(request: &HttpRequest) -> Known {
    let mut extensions = request.extensions_mut();
    if let Some(known) = extensions.get::<Known>() {
        return Rc::clone(known);
    }
    let known = Known::default();
    extensions.insert(Rc::clone(&known));
    known
}

async fn look_up(request: &HttpRequest) -> Result<SignedIn> {
    let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?;
    let shown = credential(state, request).ok_or_else(Error::not_signed_in)?;
    let is_api_token = matches!(shown, Credential::ApiToken(_));
    let signed_in = match authenticate(state, shown).await {
        Ok(signed_in) => signed_in,
        Err(account::Error::NoSuchUser) => return Err(Error::not_signed_in()),
        Err(error) => return Err(error.into()),
    };
    if is_api_token {
        check_reach(request, &signed_in)?;
    }
    Ok(signed_in)
}

/// Refuses what an API token is not for: pages, with all that can be set there, and changes that it may not make.
fn check_reach(request: &HttpRequest, signed_in: &SignedIn) -> Result<()> {
    if !is_for_programs(request.path()) {
        let message = "an API token opens /api, /mcp and the socket; for pages, sign in";
        return Err(Error::forbidden("programs_only", message));
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read || signed_in.scopes.allow(Scope::Write) { Ok(()) } else { Err(Error::missing_scope()) }
}

/// A signed-in user who looks after this server. Others get 403.
pub struct AdminUser(pub SignedIn);

impl FromRequest for AdminUser {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            match signed_in.role {
                Role::Admin => Ok(Self(signed_in)),
                Role::User => Err(Error::forbidden("admins_only", "this is for admins of this server")),
            }
        })
    }
}
