//! `/api/settings`: all that a user has set as one file, taken over from one, and set back.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};

use super::super::{
    error::{Error, Result},
    extract::{Desk, Json},
    settings::transfer::{planned, set_back, take_back, take_over, with_look},
    state::State,
};
use crate::{
    settings::{self, Difference, LeftOut, Plan, Section},
    sprite,
};

/// Whether to look only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    preview: bool,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetSettings {
    section: Section,
}

/// What was changed, or would be.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Changed {
    changes: Vec<Difference>,
    /// What means nothing on this desk, and stays as it is.
    left_out: Vec<LeftOut>,
}

/// Hands out the file.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(desk.read(|tx| Ok(settings::export(tx)?)).await?))
}

/// Takes a file over, or looks at what that would do.
///
/// # Errors
/// 400 for a file that is not as it should be.
pub async fn import(
    state: Data<State>,
    desk: Desk,
    Query(asked): Query<Asked>,
    Json(file): Json<serde_json::Value>,
) -> Result<HttpResponse> {
    let file = settings::parse(&file.to_string()).map_err(sprite::Error::from).map_err(Error::from)?;
    let looked_at = file.clone();
    let plan = planned(&desk, move |tx| settings::plan(tx, &looked_at)).await?;
    if !asked.preview {
        take_over(&desk, file).await?;
    }
    answered(&state, &desk, plan).await
}

/// Sets a part of the settings back to the usual values, or looks at what that would do.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn reset(
    state: Data<State>,
    desk: Desk,
    Query(asked): Query<Asked>,
    Json(what): Json<ResetSettings>,
) -> Result<HttpResponse> {
    let section = what.section;
    let plan = planned(&desk, move |tx| settings::plan_reset(tx, section)).await?;
    if !asked.preview {
        set_back(&desk, section).await?;
    }
    answered(&state, &desk, plan).await
}

/// Takes the last file, or the last reset, back, and hands out the file as it is now.
///
/// # Errors
/// 409 when there is nothing to take back.
pub async fn undo(state: Data<State>, desk: Desk) -> Result<HttpResponse> {
    take_back(&desk).await?;
    let file = desk.read(|tx| Ok(settings::export(tx)?)).await?;
    with_look(&state, &desk, HttpResponse::Ok().json(file)).await
}

async fn answered(state: &State, desk: &Desk, plan: Plan) -> Result<HttpResponse> {
    let changed = Changed { changes: plan.differences, left_out: plan.left_out };
    with_look(state, desk, HttpResponse::Ok().json(changed)).await
}
