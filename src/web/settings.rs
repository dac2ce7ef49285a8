//! `/settings`: one page of sections, and the forms on it.

mod api_tokens;
mod assistant;
pub(in crate::web) mod avatar;
mod desk;
mod invitations;
pub(in crate::web) mod look;
mod models;
mod password;
pub mod shell;
mod sign_ins;
pub mod tool_servers;
pub(in crate::web) mod transfer;
mod users;
mod view;

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{answer::html, error::Result, extract::Desk, page::Page, state::State};
use crate::{
    account::SignedIn,
    activity::By,
    db::Tx,
    desk::{Context, Done as Did},
    settings::{self, Edit},
    sprite::SpriteHandle,
};

pub use api_tokens::{create as make_api_token, revoke as revoke_api_token};
pub use assistant::{choose as choose_model, forget_key, keep_key};
pub use avatar::{
    choose_sign, of as avatar_of, own as own_avatar, remove as remove_avatar, rename, send as send_avatar,
};
pub use desk::{choose_desk, choose_keys};
pub use invitations::{create as invite, withdraw};
pub use look::{language, theme};
pub use models::{
    add as add_model, archive as archive_model, change as change_model, edit as edit_model,
    make_usual as make_model_usual, new as new_model, restore as restore_model, try_out as try_model,
};
pub use password::change as change_password;
pub use sign_ins::{end as end_sign_in, end_others as end_other_sign_ins};
pub use transfer::{export, import, look_at as look_at_import, look_at_reset, reset, undo};
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

/// Sets what `edit` names for the user of the desk, and waits until it is durable.
///
/// # Errors
/// 400 for a value that makes no sense, 404 for a stack that there isn't.
pub(in crate::web) async fn set(desk: &Desk, edit: Edit) -> Result<()> {
    set_on(&desk.sprite, edit).await
}

async fn set_on(sprite: &SpriteHandle, edit: Edit) -> Result<()> {
    let verb = move |tx: &Tx, context: &Context<'_>| {
        settings::change(tx, &edit, context.now)?;
        Ok(Did::default())
    };
    Ok(sprite.write(By::User, verb).await.map(drop)?)
}

/// Leads back to the page, which says what was done. A reload then repeats nothing.
fn back(done: Done) -> HttpResponse {
    super::answer::see_other(&format!("/settings?done={}#{}", done.as_str(), done.section()))
}
