//! Who speaks git: somebody with an API token, shown as git shows passwords.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::LocalBoxFuture;

use super::super::{
    error::{Error, Result},
    extract::{Credential, authenticate},
    state::State,
};
use crate::account::{self, SignedIn};

/// The user behind a request of git. Whoever shows nothing is asked to.
pub struct GitUser(pub SignedIn);

impl FromRequest for GitUser {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?;
            let token = token(&request).ok_or_else(Error::not_signed_in)?;
            match authenticate(state, Credential::of_program(&token)).await {
                Ok(signed_in) => Ok(Self(signed_in)),
                Err(account::Error::Disabled) => Err(account::Error::Disabled.into()),
                Err(account::Error::Db(error)) => Err(error.into()),
                Err(_) => Err(Error::not_signed_in()),
            }
        })
    }
}

/// The password of `Basic`, or the token of `Bearer`. The name is not looked at: a token says whose it is.
fn token(request: &HttpRequest) -> Option<String> {
    let (scheme, shown) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(shown.trim().to_owned());
    }
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(shown.trim()).ok()).flatten()?;
    let pair = String::from_utf8(decoded).ok()?;
    let (_, password) = pair.split_once(':')?;
    Some(password.to_owned())
}
