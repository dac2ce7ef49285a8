//! Inviting others.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;

use super::{
    back,
    view::{Done, Fresh, SettingsPage},
};
use crate::{
    account::{self, InvitationNoun, NewInvitation, Role},
    web::{
        answer::html_with,
        error::Result,
        extract::{AdminUser, Form, PathId},
        page::Page,
        state::State,
    },
};

/// What the invited user gets.
#[derive(Deserialize)]
pub struct Fields {
    tier: String,
}

/// `POST /settings/invitations`. The answer is the page with the link, which is shown this once.
///
/// # Errors
/// 400 for a tier that there isn't.
pub async fn create(
    state: Data<State>,
    request: HttpRequest,
    page: Page,
    AdminUser(admin): AdminUser,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let new = NewInvitation {
        tier: state.tiers.find(&fields.tier)?,
        role: Role::User,
        invited_by: admin.user_id,
        lifetime_s: state.config.sign_in.invitation_lifetime_s,
    };
    let ambient = state.ambient.clone();
    let (_, secret) = state.platform.write(move |tx| account::invite(tx, &new, &ambient)).await?;
    let link = format!("{}/invitations/{secret}", state.base_url(&request));
    let fresh = Fresh { link: Some(link), ..Fresh::default() };
    html_with(StatusCode::CREATED, &SettingsPage::load(&state, page, &admin, fresh).await?)
}

/// `POST /settings/invitations/{id}/withdraw`.
///
/// # Errors
/// 404 for one that there isn't, 410 for one that was used.
pub async fn withdraw(state: Data<State>, _: AdminUser, id: PathId<InvitationNoun>) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| account::withdraw(tx, id.0, now)).await?;
    Ok(back(Done::InvitationWithdrawn))
}
