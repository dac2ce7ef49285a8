//! `…/branches` and `…/history`.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use serde::{Deserialize, Serialize};

use crate::{
    git::{BranchName, HistoryEntry, ObjectId, TreePath},
    kit::Timestamp,
    repo::{
        embedded::resolve_or_default,
        forge::{BRANCHES_LISTED_MAX, Branches, Page},
    },
    web::{
        error::{Error, Result},
        extract::Json,
        workspace::at::At,
    },
};

/// Commits on one page of a history, unless fewer are asked for.
const HISTORY: usize = 50;

/// Commits on one page of a history at most.
const HISTORY_MAX: usize = 500;

/// A branch to be made.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBranch {
    name: BranchName,
    /// A branch or a commit; the default branch when it is absent.
    from: Option<String>,
}

#[derive(Deserialize)]
pub struct Address {
    branch: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    expect: Option<ObjectId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    at: Option<String>,
    path: Option<TreePath>,
    limit: Option<usize>,
}

/// Which branches: those after one of them, in the order of their names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedBranches {
    after: Option<BranchName>,
    limit: Option<usize>,
}

/// A branch and the commit that it stands at.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct BranchView {
    name: BranchName,
    commit: ObjectId,
    is_default: bool,
    is_protected: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct BranchesView {
    default_branch: BranchName,
    branches: Vec<BranchView>,
    /// Where to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<BranchName>,
}

/// A commit.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct CommitView {
    commit: ObjectId,
    parents: Vec<ObjectId>,
    summary: String,
    body: String,
    author: String,
    at: Timestamp,
}

/// A page of a history; `next` is where to read on.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct History {
    commits: Vec<CommitView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<ObjectId>,
}

/// Lists the branches.
///
/// # Errors
/// 404.
pub async fn list(at: At, Query(wanted): Query<WantedBranches>) -> Result<HttpResponse> {
    let page = Page { after: wanted.after, limit: wanted.limit.unwrap_or(BRANCHES_LISTED_MAX) };
    let Branches { default: default_branch, branches, next } = at.forge().branches(&at.asker(), page).await?;
    let view = |branch: crate::git::Branch| BranchView {
        is_default: branch.name == default_branch,
        is_protected: at.repo.protection.covers(&branch.name),
        name: branch.name,
        commit: branch.head,
    };
    let branches = branches.into_iter().map(view).collect();
    Ok(HttpResponse::Ok().json(BranchesView { default_branch, branches, next }))
}

/// Makes a branch.
///
/// # Errors
/// 403, 404; 409 for a name that is taken.
pub async fn create(at: At, Json(new): Json<CreateBranch>) -> Result<HttpResponse> {
    let commit = at.forge().create_branch(&at.asker(), new.name.clone(), new.from).await?;
    let is_protected = at.repo.protection.covers(&new.name);
    Ok(HttpResponse::Created().json(BranchView { name: new.name, commit, is_default: false, is_protected }))
}

/// Removes a branch; with `expect` only when it stands there.
///
/// # Errors
/// 403 for a protected one and for the default one, 404, 409.
pub async fn delete(at: At, address: Path<Address>, Query(expected): Query<Expected>) -> Result<HttpResponse> {
    let name = BranchName::new(&address.branch).map_err(|_| Error::not_found())?;
    at.forge().delete_branch(&at.asker(), name, expected.expect).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lists the commits that lead to a branch or a commit, the latest first.
///
/// # Errors
/// 404.
pub async fn history(at: At, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let limit = wanted.limit.unwrap_or(HISTORY).clamp(1, HISTORY_MAX);
    let past = at
        .read(move |git| {
            let from = resolve_or_default(git, wanted.at.as_deref())?;
            git.history(from, wanted.path.as_ref(), limit)
        })
        .await?;
    let commits = past.entries.into_iter().map(CommitView::from).collect();
    Ok(HttpResponse::Ok().json(History { commits, next: past.next }))
}

impl From<HistoryEntry> for CommitView {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            commit: entry.commit,
            parents: entry.parents,
            summary: entry.summary,
            body: entry.body,
            author: entry.author.name,
            at: entry.at,
        }
    }
}
