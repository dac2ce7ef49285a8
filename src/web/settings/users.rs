//! Looking after users.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::{back, view::Done};
use crate::{
    account::{self, Status, UserId, UserKind},
    web::{
        error::Result,
        extract::{AdminUser, Form, PathId},
        state::State,
    },
};

/// The tier to be.
#[derive(Deserialize)]
pub struct Fields {
    tier: String,
}

/// `POST /settings/users/{id}/tier`.
///
/// # Errors
/// 404 for a user that there isn't, 400 for a tier that there isn't.
pub async fn set_tier(
    state: Data<State>,
    _: AdminUser,
    id: PathId<UserKind>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let tier = state.tiers.find(&fields.tier)?;
    state.platform.write(move |tx| account::set_tier(tx, id.0, &tier)).await?;
    Ok(back(Done::UserChanged))
}

/// `POST /settings/users/{id}/disable`. Ends all their sign-ins.
///
/// # Errors
/// 404 for a user that there isn't.
pub async fn disable(state: Data<State>, _: AdminUser, id: PathId<UserKind>) -> Result<HttpResponse> {
    set_status(&state, id.0, Status::Disabled).await
}

/// `POST /settings/users/{id}/enable`.
///
/// # Errors
/// 404 for a user that there isn't.
pub async fn enable(state: Data<State>, _: AdminUser, id: PathId<UserKind>) -> Result<HttpResponse> {
    set_status(&state, id.0, Status::Active).await
}

async fn set_status(state: &State, id: UserId, status: Status) -> Result<HttpResponse> {
    let now = state.ambient.now();
    match state.platform.write(move |tx| account::set_status(tx, id, status, now)).await {
        Ok(()) => Ok(back(Done::UserChanged)),
        Err(account::Error::LastAdmin) => Ok(back(Done::LastAdmin)),
        Err(error) => Err(error.into()),
    }
}
