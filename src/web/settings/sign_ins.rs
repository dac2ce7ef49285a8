//! Ending sign-ins.

use actix_web::{HttpResponse, web::Data};

use super::{back, view::Done};
use crate::{
    account::{self, SignInNoun, SignedIn},
    web::{answer::see_other, error::Result, extract::PathId, state::State},
};

/// `POST /settings/sign-ins/{id}/end`.
///
/// # Errors
/// 404 for one that is not the user's own.
pub async fn end(state: Data<State>, signed_in: SignedIn, id: PathId<SignInNoun>) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| account::end(tx, signed_in.user_id, id.0, now)).await?;
    Ok(if id.0 == signed_in.sign_in { see_other("/sign-in") } else { back(Done::SignInEnded) })
}

/// `POST /settings/sign-ins/end-others`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn end_others(state: Data<State>, signed_in: SignedIn) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| account::end_others(tx, signed_in.user_id, Some(signed_in.sign_in), now)).await?;
    Ok(back(Done::OthersEnded))
}
