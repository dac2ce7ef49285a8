//! The user behind a request: one way for every credential.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    account::{self, Role, SignedIn},
    web::{
        cookie,
        error::{Error, Result},
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
}

/// The credential of the request. A token goes before the cookie, because a program that sends it means it.
#[must_use]
pub fn credential(state: &State, request: &HttpRequest) -> Option<Credential> {
    if let Some(header) = request.headers().get(AUTHORIZATION) {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Credential::Token(token.trim().to_owned()));
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

/// A handler that takes a [`SignedIn`] is for users alone: others are sent to `/sign-in`, programs get 401.
impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            if let Some(known) = request.extensions().get::<Self>() {
                return Ok(known.clone());
            }
            let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?;
            let shown = credential(state, &request).ok_or_else(Error::not_signed_in)?;
            let signed_in = match authenticate(state, shown).await {
                Ok(signed_in) => signed_in,
                Err(account::Error::NoSuchUser) => return Err(Error::not_signed_in()),
                Err(error) => return Err(error.into()),
            };
            request.extensions_mut().insert(signed_in.clone());
            Ok(signed_in)
        })
    }
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
