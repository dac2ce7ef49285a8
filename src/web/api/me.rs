//! `/api/me`: who is asking, how they appear, and what they may have.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    account::{self, Avatar, Name, Role, SignedIn, SpriteStatus, UserId},
    db::Tx,
    kit::Timestamp,
    protocol::action::given,
    stack::{Color, Icon},
    web::{
        error::{Error, Result},
        extract::{Json, SmallFile},
        settings::avatar::{SENT_BYTES_MAX, set_picture, shown, small},
        state::State,
    },
};

/// What is to be another way. What is absent stays as it is; null is the usual.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    #[serde(default)]
    name: Option<Name>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Icon>")]
    sign: Option<Option<Icon>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Color>")]
    color: Option<Option<Color>>,
}

#[derive(Serialize)]
struct Me {
    user: MyUser,
    avatar: MyAvatar,
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

/// The picture, when there is one, is at `/api/me/avatar`, and else one of the sign.
#[derive(Serialize)]
struct MyAvatar {
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<Icon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<Color>,
    has_picture: bool,
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
    let id = signed_in.user_id;
    let read = move |tx: &Tx| Ok::<_, account::Error>((account::find(tx, id)?, account::avatar(tx, id)?));
    let (user, Avatar { sign, color, picture }) = state.platform.read(read).await?;
    let stacks_max = state.tiers.allowance(&user.tier).stacks_max;
    Ok(HttpResponse::Ok().json(Me {
        user: MyUser { id: user.id, name: user.name.to_string(), role: user.role, created_at: user.created_at },
        avatar: MyAvatar { sign, color, has_picture: picture.is_some() },
        tier: user.tier,
        limits: Limits { stacks_max },
        sprite: MySprite { status: user.sprite_status, read_only: state.directory.is_read_only(user.id) },
    }))
}

/// Changes the name, and how the user appears without a picture.
///
/// # Errors
/// 409 for a name that is taken.
pub async fn update(state: Data<State>, signed_in: SignedIn, Json(new): Json<ChangeMe>) -> Result<HttpResponse> {
    let (id, now) = (signed_in.user_id, state.ambient.now());
    let verb = move |tx: &Tx| {
        if let Some(name) = new.name {
            account::rename(tx, id, name)?;
        }
        let Avatar { sign, color, .. } = account::avatar(tx, id)?;
        account::set_sign(tx, id, new.sign.unwrap_or(sign), new.color.unwrap_or(color), now)
    };
    state.platform.write(verb).await?;
    show(state, signed_in).await
}

/// Hands out one's picture, or that of one's sign.
///
/// # Errors
/// Whatever the database refuses.
pub async fn avatar(state: Data<State>, request: HttpRequest, signed_in: SignedIn) -> Result<HttpResponse> {
    shown(&state, &request, signed_in.user_id).await
}

/// Takes a picture, in the field `file` of a form.
///
/// # Errors
/// 413 for one that is too large, 422 for what is no picture.
pub async fn send_avatar(
    state: Data<State>,
    signed_in: SignedIn,
    SmallFile(sent): SmallFile<SENT_BYTES_MAX>,
) -> Result<HttpResponse> {
    let bytes = sent.ok_or_else(|| {
        let message = format!("a picture may have at most {} MiB", SENT_BYTES_MAX >> 20);
        Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message).with_field("file")
    })?;
    let refused = |message: String| Error::new(StatusCode::UNPROCESSABLE_ENTITY, "file_refused", message);
    let picture = small(&state, &bytes).await?.map_err(|why| refused(why.to_string()).with_field("file"))?;
    set_picture(&state, signed_in.user_id, Some(picture)).await?;
    show(state, signed_in).await
}

/// Goes back to the sign.
///
/// # Errors
/// Whatever the database refuses.
pub async fn remove_avatar(state: Data<State>, signed_in: SignedIn) -> Result<HttpResponse> {
    set_picture(&state, signed_in.user_id, None).await?;
    show(state, signed_in).await
}
