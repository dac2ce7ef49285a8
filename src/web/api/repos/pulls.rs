//! `…/pulls`: requests to bring one branch into another.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use serde::{Deserialize, Serialize};

use crate::{
    git::{BranchName, ObjectId},
    kit::Timestamp,
    repo::{NewPull, Pull, PullState, forge::PullChange},
    web::{error::Result, extract::Json, workspace::at::At},
};

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
pub struct NumberPath {
    number: u64,
}

/// A request to be made.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenPull {
    title: String,
    /// Markdown.
    #[serde(default)]
    body: String,
    from: BranchName,
    into: BranchName,
}

/// What is to be another way; what is absent stays.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePull {
    title: Option<String>,
    body: Option<String>,
    /// `closed`, or `open` for one that is closed. A merge is made by `…/merge`.
    state: Option<WantedState>,
}

#[derive(Clone, Copy, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WantedState {
    Open,
    Closed,
}

/// A request.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct PullView {
    number: u64,
    title: String,
    body: String,
    from: BranchName,
    into: BranchName,
    state: PullState,
    opened_by: String,
    opened_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_commit: Option<ObjectId>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Pulls {
    pulls: Vec<PullView>,
}

/// Lists the open ones, or with `?state=closed` those that are merged or closed.
///
/// # Errors
/// 404.
pub async fn list(at: At, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let pulls = at.forge().pulls(&at.asker(), wanted.state != "closed").await?;
    Ok(HttpResponse::Ok().json(Pulls { pulls: pulls.into_iter().map(PullView::from).collect() }))
}

/// Opens one.
///
/// # Errors
/// 403, 404; 409 when there is nothing to bring, or one of the same branches is open.
pub async fn open(at: At, Json(new): Json<OpenPull>) -> Result<HttpResponse> {
    let new = NewPull { title: new.title, body: new.body, from: new.from, into: new.into };
    Ok(HttpResponse::Created().json(PullView::from(at.forge().open_pull(&at.asker(), new).await?)))
}

/// Shows one.
///
/// # Errors
/// 404.
pub async fn show(at: At, path: Path<NumberPath>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(PullView::from(at.forge().pull(&at.asker(), path.number).await?)))
}

/// Says something else of one, closes it, or opens it again.
///
/// # Errors
/// 403, 404, 409.
pub async fn update(at: At, path: Path<NumberPath>, Json(wanted): Json<ChangePull>) -> Result<HttpResponse> {
    let is_open = wanted.state.map(|state| matches!(state, WantedState::Open));
    let change = PullChange { title: wanted.title, body: wanted.body, is_open };
    Ok(HttpResponse::Ok().json(PullView::from(at.forge().change_pull(&at.asker(), path.number, change).await?)))
}

impl From<Pull> for PullView {
    fn from(pull: Pull) -> Self {
        Self {
            number: pull.number,
            title: pull.title,
            body: pull.body,
            from: pull.from,
            into: pull.into,
            state: pull.state,
            opened_by: pull.opened_by_name.to_string(),
            opened_at: pull.opened_at,
            closed_by: pull.closed_by_name.map(|name| name.to_string()),
            closed_at: pull.closed_at,
            merged_commit: pull.merged_commit,
        }
    }
}
