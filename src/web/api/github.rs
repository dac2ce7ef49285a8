//! `/api/github/…`: what opens GitHub for a user, and which of its repositories are here.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};

use super::repos::{RepositoryView, imports::ImportView};
use crate::{
    account::SignedIn,
    git::{self, BranchName},
    github::{PAGES_MAX, RemoteRepo},
    kit::{Secret, Timestamp},
    repo::mirror::{Account, Way},
    web::{
        error::{Error, Result},
        extract::Json,
        state::State,
        workspace::github::{self, Opened},
    },
};

/// What opens GitHub.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    #[schemars(with = "String")]
    token: Secret,
}

/// A repository to be worked on here.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRepository {
    /// `OWNER/NAME`.
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    page: Option<u32>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct AccountView {
    login: String,
    added_at: Timestamp,
    way: WayView,
    /// Whether it opens nothing any more: connect again.
    has_run_out: bool,
}

/// How it was given: as a token, or by letting this server's app in.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WayView {
    Token,
    App,
}

/// A repository on GitHub.
#[derive(Serialize, schemars::JsonSchema)]
struct RemoteView {
    name: String,
    description: String,
    is_private: bool,
    is_archived: bool,
    can_write: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_branch: Option<BranchName>,
}

/// A page of them; `next` is the number of the following one.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct RemoteRepositories {
    repositories: Vec<RemoteView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u32>,
}

/// `GET /api/github/account`.
///
/// # Errors
/// 404 without a token, and where the operator does not offer it.
pub async fn account(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    github::offered(&state)?;
    let account = state.github.account(user.user_id).await?.ok_or_else(Error::not_found)?;
    let Account { login, added_at, way, has_run_out } = account;
    let way = match way {
        Way::Token => WayView::Token,
        Way::App => WayView::App,
    };
    Ok(HttpResponse::Ok().json(AccountView { login, added_at, way, has_run_out }))
}

/// `PUT /api/github/account`.
///
/// # Errors
/// 400 for what is no token, 403 for one that opens nothing, 404; 429, 503 as GitHub says.
pub async fn connect(user: SignedIn, state: Data<State>, Json(given): Json<Connect>) -> Result<HttpResponse> {
    github::offered(&state)?;
    state.github.connect(user.user_id, given.token).await?;
    account(user, state).await
}

/// `DELETE /api/github/account`.
///
/// # Errors
/// 404.
pub async fn forget(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    github::offered(&state)?;
    state.github.forget_token(user.user_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/github/repositories`: those that the token opens, the last pushed to first.
///
/// # Errors
/// 403 without a token that opens them, 404; 429, 503 as GitHub says.
pub async fn repositories(user: SignedIn, state: Data<State>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    github::offered(&state)?;
    let page = wanted.page.unwrap_or(1).clamp(1, PAGES_MAX);
    let list = state.github.client_of(user.user_id).await?.repos(page).await.map_err(git::Error::from)?;
    let repositories = list.items.into_iter().map(RemoteView::from).collect();
    Ok(HttpResponse::Ok().json(RemoteRepositories { repositories, next: list.next }))
}

/// `POST /api/github/repositories`: 200 with the repository when it is here, 202 with how far it is when it comes.
///
/// # Errors
/// 400 for what is no name, 403, 404; 429, 503 as GitHub says.
pub async fn open(user: SignedIn, state: Data<State>, Json(wanted): Json<OpenRepository>) -> Result<HttpResponse> {
    Ok(match github::bring(&state, &user, &wanted.name).await? {
        Opened::Here(repo) => HttpResponse::Ok().json(RepositoryView::from(*repo)),
        Opened::Coming(import) => HttpResponse::Accepted().json(ImportView::from(*import)),
    })
}

impl From<RemoteRepo> for RemoteView {
    fn from(repo: RemoteRepo) -> Self {
        Self {
            name: repo.name.to_string(),
            description: repo.description,
            is_private: repo.is_private,
            can_write: repo.permissions.push && !repo.is_archived,
            is_archived: repo.is_archived,
            default_branch: repo.default_branch,
        }
    }
}
