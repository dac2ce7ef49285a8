//! A repository's settings, members and branches.

use actix_web::{HttpResponse, http::StatusCode, web::Query};
use serde::Deserialize;

use super::{
    Asked,
    at::At,
    place::{Tab, address},
    view::{
        Done, Notice, base,
        branches::BranchesPage,
        settings::{SettingsFields, SettingsPage},
    },
};
use crate::{
    account::UserId,
    git::BranchName,
    repo::{self, Change, Protection, RepoName, Role, Visibility},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

#[derive(Deserialize)]
pub struct MemberFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

#[derive(Deserialize)]
pub struct RemoveFields {
    user: UserId,
}

/// A new branch: a name of its own, or the two parts that make one, or none at all.
#[derive(Clone, Default, Deserialize)]
pub struct BranchFields {
    #[serde(default)]
    pub(super) prefix: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) from: String,
}

#[derive(Deserialize)]
pub struct DeleteFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    expect: String,
}

/// `GET …/-/settings`.
///
/// # Errors
/// 404.
pub async fn show(at: At, page: Page, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    let view = settings(&at, page, None, notice).await?;
    html(&view)
}

/// `POST …/-/settings`.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn change(at: At, page: Page, Form(fields): Form<SettingsFields>) -> Result<HttpResponse> {
    match apply(&at, &fields, &page).await {
        Ok(changed) => Ok(see_other(&format!("{}/-/settings?done=saved", base(&changed)))),
        Err(error) => refused(&at, page, Some(fields), error).await,
    }
}

async fn apply(at: &At, fields: &SettingsFields, page: &Page) -> Result<repo::Repo> {
    let name = RepoName::new(fields.name.trim()).map_err(|_| Error::invalid("name", page.say("repo-error-name")))?;
    let change = Change {
        name: Some(name),
        description: Some(fields.description.clone()),
        visibility: Visibility::from_word(&fields.visibility),
        protection: Some(Protection::parse(&fields.protected).map_err(repo::Error::from)?),
    };
    at.repo.require(Role::Admin)?;
    if let Ok(branch) = BranchName::new(&fields.default_branch) {
        at.read(move |git| git.set_default_branch(&branch)).await?;
    }
    Ok(at.state.forge.change_repo(&at.asker(), change).await?)
}

/// `POST …/-/members`: lets somebody in, or changes what they may do.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn set_member(at: At, page: Page, Form(fields): Form<MemberFields>) -> Result<HttpResponse> {
    let role = Role::from_word(&fields.role).unwrap_or(Role::Read);
    let (repo, now, name) = (at.repo.clone(), at.now(), fields.name.trim().to_owned());
    match at.state.platform.write(move |tx| repo::set_member(tx, &repo, &name, role, now)).await {
        Ok(_) => Ok(see_other(&format!("{}/-/settings?done=saved", base(&at.repo)))),
        Err(error) => refused(&at, page, None, error.into()).await,
    }
}

/// `POST …/-/members/remove`.
///
/// # Errors
/// 403, 404.
pub async fn remove_member(at: At, Form(fields): Form<RemoveFields>) -> Result<HttpResponse> {
    let (repo, by, user) = (at.repo.clone(), at.user.user_id, fields.user);
    at.state.platform.write(move |tx| repo::remove_member(tx, &repo, user, by)).await?;
    if user == by {
        return Ok(see_other("/workspace?done=left"));
    }
    Ok(see_other(&format!("{}/-/settings?done=saved", base(&at.repo))))
}

/// `POST …/-/archive`.
///
/// # Errors
/// 403, 404.
pub async fn archive(at: At) -> Result<HttpResponse> {
    at.state.forge.archive_repo(&at.asker()).await?;
    Ok(see_other("/workspace?done=archived"))
}

/// `POST …/-/restore`.
///
/// # Errors
/// 403, 404.
pub async fn restore(at: At) -> Result<HttpResponse> {
    at.state.forge.restore_repo(&at.asker()).await?;
    Ok(see_other(&format!("{}/-/settings?done=restored", base(&at.repo))))
}

/// `GET …/-/branches`: all branches, and a form for a new one.
///
/// # Errors
/// 404.
pub async fn branches(at: At, page: Page, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    let view = branch_list(&at, page, BranchFields::default(), notice).await?;
    html(&view)
}

/// `POST …/-/branches`: makes one, and leads there.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn create_branch(at: At, page: Page, Form(fields): Form<BranchFields>) -> Result<HttpResponse> {
    match super::open::made(&at, fields.clone()).await {
        Ok(name) => Ok(see_other(&address(&base(&at.repo), name.as_str(), Tab::Code, ""))),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let view = branch_list(&at, page, fields, Some(notice)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// `POST …/-/branches/delete`.
///
/// # Errors
/// 403 for a protected one, 404; 409 when it has moved since the page was shown.
pub async fn delete_branch(at: At, page: Page, Form(fields): Form<DeleteFields>) -> Result<HttpResponse> {
    let name = BranchName::new(&fields.name).map_err(|_| Error::not_found())?;
    match at.forge().delete_branch(&at.asker(), name, fields.expect.parse().ok()).await.map_err(Error::from) {
        Ok(()) => Ok(see_other(&format!("{}/-/branches?done={}", base(&at.repo), Done::Deleted.as_str()))),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let view = branch_list(&at, page, BranchFields::default(), Some(notice)).await?;
            html_with(StatusCode::CONFLICT, &view)
        }
    }
}

/// The name that a form asks for. Without any it is made of the user's own and of chance.
pub(super) fn branch_name(at: &At, fields: &BranchFields) -> String {
    let (prefix, name) = (fields.prefix.trim().trim_end_matches('/'), fields.name.trim());
    let made = || {
        let person: String = at.user.name.chars().filter(char::is_ascii_alphanumeric).collect();
        let chance: String = at.state.ambient.secret().chars().take(6).collect();
        format!("{}-{chance}", if person.is_empty() { "branch".to_owned() } else { person.to_ascii_lowercase() })
    };
    let name = if name.is_empty() { made() } else { name.to_owned() };
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

async fn settings(at: &At, page: Page, fields: Option<SettingsFields>, notice: Option<Notice>) -> Result<SettingsPage> {
    let repo = at.repo.clone();
    let members = at.state.platform.read(move |tx| repo::members(tx, &repo)).await?;
    let (branch, branches) = at.read(|git| Ok((git.default_branch()?, git.branches()?))).await?;
    let fields = fields.unwrap_or_else(|| SettingsFields::of(&at.repo, &branch));
    Ok(SettingsPage::new(page, &at.repo, at.user.user_id, &members, &branches, fields, notice))
}

async fn refused(at: &At, page: Page, fields: Option<SettingsFields>, error: Error) -> Result<HttpResponse> {
    let notice = Notice::about(error, &page)?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &settings(at, page, fields, Some(notice)).await?)
}

async fn branch_list(at: &At, page: Page, fields: BranchFields, notice: Option<Notice>) -> Result<BranchesPage> {
    let (default, branches) = at
        .read(|git| {
            let branches = git.branches()?;
            let entries =
                branches.iter().map(|branch| git.commit_entry(branch.head)).collect::<crate::git::Result<Vec<_>>>()?;
            Ok((git.default_branch()?, branches.into_iter().zip(entries).collect::<Vec<_>>()))
        })
        .await?;
    Ok(BranchesPage::new(page, &at.repo, &default, &branches, fields, notice, at.now()))
}
