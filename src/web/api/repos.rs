//! `/api/repositories` and `/api/local/{owner}/{repository}`: repositories, their members, branches and files.

pub mod blobs;
pub mod branches;
pub mod contents;
pub mod elsewhere;
pub mod imports;
pub mod members;
pub mod merges;
pub mod pulls;
pub mod reading;
pub mod scenes;
pub mod texts;

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    account::SignedIn,
    git::BranchName,
    kit::Timestamp,
    repo::{self, Address, Change, Forge, Protection, Provider, Repo, RepoId, RepoName, Role, Visibility},
    web::{
        error::{Error, Result},
        extract::Json,
        state::State,
        workspace::{
            at::At,
            verbs::{self, FIRST_BRANCH, Wanted},
        },
    },
};

/// A repository to be made.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRepository {
    name: RepoName,
    #[serde(default)]
    description: String,
    /// `private` when it is absent.
    visibility: Option<Visibility>,
    /// `main` when it is absent.
    default_branch: Option<BranchName>,
}

/// What is to be another way; what is absent stays.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRepository {
    name: Option<RepoName>,
    description: Option<String>,
    visibility: Option<Visibility>,
    /// Patterns of branches that can't be rewritten or removed; `*` stands for anything.
    protected: Option<Vec<String>>,
    default_branch: Option<BranchName>,
}

/// A repository as whoever asks sees it.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct RepositoryView {
    repository_id: RepoId,
    provider: Provider,
    owner: String,
    name: String,
    description: String,
    visibility: Visibility,
    /// What whoever asks may do.
    role: Role,
    protected: Vec<String>,
    created_at: Timestamp,
    changed_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<Timestamp>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Repositories {
    repositories: Vec<RepositoryView>,
}

/// Lists what whoever asks may see, the last changed first.
///
/// # Errors
/// Whatever the database refuses.
pub async fn list(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    let repos = state.forge.repos(user.user_id).await?;
    Ok(HttpResponse::Ok().json(Repositories { repositories: repos.into_iter().map(RepositoryView::from).collect() }))
}

/// Makes a repository.
///
/// # Errors
/// 403 when there are too many, 409 for a name that is taken.
pub async fn create(user: SignedIn, state: Data<State>, Json(new): Json<CreateRepository>) -> Result<HttpResponse> {
    let first_branch = match new.default_branch {
        Some(branch) => branch,
        None => BranchName::new(FIRST_BRANCH).map_err(Error::internal)?,
    };
    let visibility = new.visibility.unwrap_or(Visibility::Private);
    let wanted = Wanted { name: new.name, description: new.description, visibility, first_branch, origin: None };
    let repo = verbs::create(&state, &user, wanted).await?;
    Ok(HttpResponse::Created().json(RepositoryView::from(repo)))
}

/// Shows a repository.
///
/// # Errors
/// 404.
pub async fn show(at: At) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(RepositoryView::from(at.repo)))
}

/// Changes what is said of a repository, and who sees it.
///
/// # Errors
/// 403, 404; 409 for a name that is taken.
pub async fn update(at: At, Json(wanted): Json<ChangeRepository>) -> Result<HttpResponse> {
    at.repo.require(Role::Admin)?;
    if let Some(branch) = wanted.default_branch {
        at.read(move |git| git.set_default_branch(&branch)).await?;
    }
    let protection = wanted.protected.map(|patterns| Protection::parse(&patterns.join("\n"))).transpose();
    let change = Change {
        name: wanted.name,
        description: wanted.description,
        visibility: wanted.visibility,
        protection: protection.map_err(repo::Error::from)?,
    };
    let changed = at.state.forge.change_repo(&at.asker(), change).await?;
    Ok(HttpResponse::Ok().json(RepositoryView::from(changed)))
}

/// Puts a repository away.
///
/// # Errors
/// 403, 404.
pub async fn archive(at: At) -> Result<HttpResponse> {
    let repo = at.state.forge.archive_repo(&at.asker()).await?;
    Ok(HttpResponse::Ok().json(RepositoryView::from(repo)))
}

/// Brings a repository back.
///
/// # Errors
/// 403, 404.
pub async fn restore(at: At) -> Result<HttpResponse> {
    let repo = at.state.forge.restore_repo(&at.asker()).await?;
    Ok(HttpResponse::Ok().json(RepositoryView::from(repo)))
}

impl From<Repo> for RepositoryView {
    fn from(repo: Repo) -> Self {
        Self {
            repository_id: repo.id,
            provider: Address::of(&repo).provider,
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            description: repo.description,
            visibility: repo.visibility,
            role: repo.role,
            protected: repo.protection.lines().lines().map(str::to_owned).collect(),
            created_at: repo.created_at,
            changed_at: repo.changed_at,
            archived_at: repo.archived_at,
        }
    }
}
