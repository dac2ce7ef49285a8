//! `/settings`: one page of sections, and the forms on it.

mod api_tokens;
mod assistant;
mod invitations;
mod look;
mod models;
mod password;
mod sign_ins;
pub mod tool_servers;
mod users;
mod view;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{answer::html, error::Result, page::Page, state::State};
use crate::account::SignedIn;

pub use api_tokens::{create as make_api_token, revoke as revoke_api_token};
pub use assistant::{choose as choose_model, forget_key, keep_key};
pub use invitations::{create as invite, withdraw};
pub use look::{language, theme};
pub use models::{
    add as add_model, archive as archive_model, change as change_model, edit as edit_model,
    make_usual as make_model_usual, new as new_model, restore as restore_model, try_out as try_model,
};
pub use password::change as change_password;
pub use sign_ins::{end as end_sign_in, end_others as end_other_sign_ins};
pub use users::{disable, enable, set_tier};
use view::{Done, Fresh, SettingsPage};

/// What the form that led here has done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

/// `GET /settings`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn show(state: Data<State>, page: Page, signed_in: SignedIn, asked: Query<Asked>) -> Result<HttpResponse> {
    let fresh = Fresh { done: asked.done, ..Fresh::default() };
    html(&SettingsPage::load(&state, page, &signed_in, fresh).await?)
}

/// Leads back to the page, which says what was done. A reload then repeats nothing.
fn back(done: Done) -> HttpResponse {
    super::answer::see_other(&format!("/settings?done={}#{}", done.as_str(), done.section()))
}
