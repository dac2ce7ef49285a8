//! Requests to bring one branch into another: their list, and each of them.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    Asked,
    at::At,
    compare::{Found, Wanted, find},
    view::{
        Done, Notice, base,
        pulls::{PullPage, PullsPage},
    },
};
use crate::{
    git::BranchName,
    repo::{NewPull, Pull, PullState, forge::PullChange},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
pub struct NumberPath {
    number: u64,
}

#[derive(Deserialize)]
pub struct OpenFields {
    from: BranchName,
    into: BranchName,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

/// What is to become of a request.
#[derive(Deserialize)]
pub struct ChangeFields {
    action: Action,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Edit,
    Close,
    Reopen,
}

/// `GET …/-/pulls`: the open ones, or with `?state=closed` the others.
///
/// # Errors
/// 404.
pub async fn list(at: At, page: Page, Query(asked): Query<ListQuery>) -> Result<HttpResponse> {
    let is_open = asked.state != "closed";
    let pulls = at.forge().pulls(&at.asker(), is_open).await?;
    html(&PullsPage::new(page, &at.repo, &pulls, is_open, at.now()))
}

/// `POST …/-/pulls`: opens one, and leads there.
///
/// # Errors
/// 403, 404; what keeps it from being opened stands on the page that compares the branches.
pub async fn open(at: At, page: Page, Form(fields): Form<OpenFields>) -> Result<HttpResponse> {
    let (from, into) = (fields.from.clone(), fields.into.clone());
    let title = if fields.title.trim().is_empty() { from.to_string() } else { fields.title };
    let new = NewPull { title, body: fields.body, from: fields.from, into: fields.into };
    match at.forge().open_pull(&at.asker(), new).await.map_err(Error::from) {
        Ok(pull) => Ok(see_other(&place(&at, &pull))),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let wanted = Wanted { into: into.to_string(), from: from.to_string() };
            super::compare::shown(&at, page, wanted, StatusCode::UNPROCESSABLE_ENTITY, Some(notice)).await
        }
    }
}

/// `GET …/-/pulls/{number}`.
///
/// # Errors
/// 404.
pub async fn show(at: At, page: Page, number: Path<NumberPath>, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    html(&shown(&at, page, number.number, notice).await?)
}

/// `POST …/-/pulls/{number}`: says something else, closes it, or opens it again.
///
/// # Errors
/// 403, 404; what is wrong with it stands on the page.
pub async fn change(
    at: At,
    page: Page,
    number: Path<NumberPath>,
    Form(fields): Form<ChangeFields>,
) -> Result<HttpResponse> {
    let number = number.number;
    let change = match fields.action {
        Action::Edit => PullChange { title: Some(fields.title), body: Some(fields.body), is_open: None },
        Action::Close => PullChange { is_open: Some(false), ..PullChange::default() },
        Action::Reopen => PullChange { is_open: Some(true), ..PullChange::default() },
    };
    match at.forge().change_pull(&at.asker(), number, change).await {
        Ok(pull) => Ok(see_other(&format!("{}?done={}", place(&at, &pull), Done::Saved.as_str()))),
        Err(error) => {
            let notice = Notice::about(error.into(), &page)?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown(&at, page, number, Some(notice)).await?)
        }
    }
}

/// The page of a request, with what it would bring.
///
/// # Errors
/// 404.
pub(super) async fn shown(at: &At, page: Page, number: u64, notice: Option<Notice>) -> Result<PullPage> {
    let pull = at.forge().pull(&at.asker(), number).await?;
    let found = match pull.state {
        PullState::Open => found(at, &pull).await?,
        PullState::Merged | PullState::Closed => None,
    };
    Ok(PullPage::new(page, &at.repo, &pull, found.as_ref(), notice, at.now()))
}

/// Both branches of a request; `None` when one of them is gone.
async fn found(at: &At, pull: &Pull) -> Result<Option<Found>> {
    let wanted = Wanted { into: pull.into.to_string(), from: pull.from.to_string() };
    match find(at, wanted).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.status == StatusCode::NOT_FOUND => Ok(None),
        Err(error) => Err::<_, Error>(error),
    }
}

fn place(at: &At, pull: &Pull) -> String {
    format!("{}/-/pulls/{}", base(&at.repo), pull.number)
}
