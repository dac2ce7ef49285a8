//! `/workspace/new`: to a branch that is there, or to a new one.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    at::At,
    manage::BranchFields,
    place::{Tab, address},
    view::{Notice, base, open::OpenPage},
};
use crate::{
    account::SignedIn,
    git::{Branch, BranchName},
    repo::{Address, Forge, Repo, Role},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
        state::State,
    },
};

/// How a branch is chosen.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// One that is there.
    #[default]
    Existing,
    /// A new one whose name is made up.
    Generated,
    /// A new one of this name.
    Named,
}

/// What the form asks for.
#[derive(Clone, Default, Deserialize)]
pub struct OpenFields {
    /// `owner/name`.
    #[serde(default)]
    pub(super) repository: String,
    #[serde(default)]
    pub(super) how: How,
    #[serde(default)]
    pub(super) branch: String,
    #[serde(default)]
    pub(super) prefix: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) from: String,
}

/// A repository with what can be chosen in it.
pub(super) struct Chosen {
    pub repo: Repo,
    pub default: BranchName,
    pub branches: Vec<Branch>,
}

/// `GET /workspace/new`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn ask(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Query(fields): Query<OpenFields>,
) -> Result<HttpResponse> {
    html(&asked(user, state, page, fields, None).await?)
}

/// `POST /workspace/new`: leads to the branch, which is made first where that is asked for.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn go(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Form(fields): Form<OpenFields>,
) -> Result<HttpResponse> {
    match open(&user, &state, &fields).await {
        Ok(place) => Ok(see_other(&place)),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &asked(user, state, page, fields, Some(notice)).await?)
        }
    }
}

async fn open(user: &SignedIn, state: &Data<State>, fields: &OpenFields) -> Result<String> {
    let named = Address::parse(&fields.repository).ok_or_else(Error::not_found)?;
    let at = At::find(state.clone(), user.clone(), named).await?;
    let branch = match fields.how {
        How::Existing => BranchName::new(&fields.branch).map_err(|_| Error::not_found())?,
        How::Generated => made(&at, BranchFields { from: fields.from.clone(), ..BranchFields::default() }).await?,
        How::Named if fields.name.trim().is_empty() => {
            return Err(Error::invalid("name", "a branch needs a name"));
        }
        How::Named => {
            let (prefix, name) = (fields.prefix.clone(), fields.name.clone());
            made(&at, BranchFields { prefix, name, from: fields.from.clone() }).await?
        }
    };
    Ok(address(&base(&at.repo), branch.as_str(), Tab::Code, ""))
}

/// Makes the branch that a form asks for.
///
/// # Errors
/// What is wrong with its name; 403, 404, 409.
pub(super) async fn made(at: &At, fields: BranchFields) -> Result<BranchName> {
    let from = Some(fields.from.trim().to_owned()).filter(|from| !from.is_empty());
    let name = BranchName::new(&super::manage::branch_name(at, &fields));
    let name = name.map_err(|error| Error::invalid("name", error.to_string()))?;
    at.forge().create_branch(&at.asker(), name.clone(), from).await?;
    Ok(name)
}

/// The page, with what can be chosen in the repository that is chosen: the one named, or the one changed last.
async fn asked(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    fields: OpenFields,
    notice: Option<Notice>,
) -> Result<OpenPage> {
    let id = user.user_id;
    let mut repos = state.forge.repos(id).await?;
    repos.retain(|repo| !repo.is_archived());
    let named = |repo: &&Repo| Address::of(repo).to_string() == fields.repository;
    let chosen = match repos.iter().find(named).or(repos.first()).cloned() {
        Some(repo) => {
            let at = At::of(state, user, repo);
            let (default, branches) = at.read(|git| Ok((git.default_branch()?, git.branches()?))).await?;
            Some(Chosen { repo: at.repo, default, branches })
        }
        None => None,
    };
    let can_make = chosen.as_ref().is_some_and(|chosen| chosen.repo.require(Role::Write).is_ok());
    Ok(OpenPage::new(page, &repos, chosen, can_make, fields, notice))
}
