//! `GET /api/me`: who is asking, and what they may have.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    account::{self, Role, SignedIn, SpriteStatus, UserId},
    kit::Timestamp,
    web::{error::Result, state::State},
};

#[derive(Serialize)]
struct Me {
    user: MyUser,
    tier: String,
    limits: Limits,
    sprite: MySprite,
}

#[derive(Serialize)]
struct MyUser {
    id: UserId,
    name: String,
    role: Role,
    created_at: Timestamp,
}

/// A limit that is absent is no limit.
#[derive(Serialize)]
struct Limits {
    #[serde(skip_serializing_if = "Option::is_none")]
    stacks_max: Option<u64>,
}

#[derive(Serialize)]
struct MySprite {
    status: SpriteStatus,
    /// Whether nothing can be changed at present, because too much has gone wrong.
    read_only: bool,
}

/// Answers who is asking.
///
/// # Errors
/// Whatever the database refuses.
pub async fn show(state: Data<State>, signed_in: SignedIn) -> Result<HttpResponse> {
    let user = state.platform.read(move |tx| account::find(tx, signed_in.user_id)).await?;
    let stacks_max = state.tiers.allowance(&user.tier).stacks_max;
    Ok(HttpResponse::Ok().json(Me {
        user: MyUser { id: user.id, name: user.name.to_string(), role: user.role, created_at: user.created_at },
        tier: user.tier,
        limits: Limits { stacks_max },
        sprite: MySprite { status: user.sprite_status, read_only: state.directory.is_read_only(user.id) },
    }))
}
