//! Apps that open by themselves when a stack is first shown after the server was started.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Mutex, PoisonError},
};

use actix_web::HttpResponse;

use super::verbs::{self, Named};
use crate::{
    account::UserId,
    app::{AppId, registry, startup},
    stack::{StackId, StackKind},
    web::{
        answer::see_other,
        error::Result,
        extract::{Desk, Form, Json, PathId},
        state::State,
    },
};

/// What stands before an app in the name of its box.
const APP: &str = "app:";
/// Stacks that are remembered; past that all are forgotten, and what is missing opens once more.
const REMEMBERED_MAX: usize = 100_000;

/// Which stacks have been shown since the server was started.
#[derive(Default)]
pub struct Startups(Mutex<HashSet<(UserId, StackId)>>);

impl Startups {
    /// Whether the stack is shown for the first time.
    fn is_first(&self, user: UserId, stack: StackId) -> bool {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.len() >= REMEMBERED_MAX {
            shown.clear();
        }
        shown.insert((user, stack))
    }
}

/// Which apps open by themselves.
#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartupApps {
    app_ids: BTreeSet<AppId>,
}

/// Opens what is to open by itself, the first time that the stack is shown, and says whether something was. That an app
/// can't be opened is no reason not to show the stack.
pub(in crate::web) async fn open(desk: &Desk, state: &State, stack: StackId) -> bool {
    if !state.startups.is_first(desk.sprite.user(), stack) {
        return false;
    }
    let missing = match verbs::look(desk, move |tx| startup::missing(tx, stack)).await {
        Ok(missing) => missing,
        Err(error) => {
            tracing::warn!("could not find out what opens by itself: {error}");
            return false;
        }
    };
    for app in &missing {
        if let Err(error) = verbs::open(desk, state, Named::App(*app), Some(stack)).await {
            tracing::warn!(app.id = %app, "could not open app {app} by itself: {error}");
        }
    }
    !missing.is_empty()
}

/// `POST /stacks/{id}/apps`: chooses the apps whose boxes are ticked.
///
/// # Errors
/// 404 for a stack or an app that there isn't.
pub async fn choose(
    desk: Desk,
    id: PathId<StackKind>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<HttpResponse> {
    let chosen = fields.keys().filter_map(|field| field.strip_prefix(APP)?.parse().ok()).collect();
    set(&desk, id.0, chosen).await?;
    Ok(see_other(&format!("/stacks/{}/edit", id.0)))
}

/// `GET /api/stacks/{id}/apps`.
///
/// # Errors
/// 404 for a stack that there isn't.
pub async fn show(desk: Desk, id: PathId<StackKind>) -> Result<HttpResponse> {
    shown(&desk, id.0).await
}

/// `PUT /api/stacks/{id}/apps`.
///
/// # Errors
/// 404 for a stack or an app that there isn't.
pub async fn put(desk: Desk, id: PathId<StackKind>, Json(apps): Json<StartupApps>) -> Result<HttpResponse> {
    set(&desk, id.0, apps.app_ids).await?;
    shown(&desk, id.0).await
}

/// Every app, by the name of its box, with whether it opens by itself on the stack.
pub(in crate::web) async fn boxes(desk: &Desk, stack: StackId) -> Result<Vec<(String, String, bool)>> {
    let (all, chosen) = verbs::look(desk, move |tx| Ok((registry::list(tx)?, startup::list(tx, stack)?))).await?;
    let is_chosen = |id: AppId| chosen.iter().any(|app| app.id == id);
    Ok(all.into_iter().map(|app| (format!("{APP}{}", app.id), app.name, is_chosen(app.id))).collect())
}

async fn set(desk: &Desk, stack: StackId, apps: BTreeSet<AppId>) -> Result<()> {
    verbs::quietly(desk, move |tx, _| startup::choose(tx, stack, &apps)).await
}

async fn shown(desk: &Desk, stack: StackId) -> Result<HttpResponse> {
    desk.read(move |tx| Ok(crate::stack::find(tx, stack)?)).await?;
    let apps = verbs::look(desk, move |tx| Ok(startup::list(tx, stack)?)).await?;
    Ok(HttpResponse::Ok().json(StartupApps { app_ids: apps.iter().map(|app| app.id).collect() }))
}
