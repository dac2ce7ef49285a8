//! What differs: one commit, or two branches, and bringing one of them into the other.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    Asked,
    at::At,
    place::{Tab, address},
    verbs::{self, Merge},
    view::{
        Notice, base,
        compare::{CommitPage, ComparePage},
    },
};
use crate::{
    git::{BranchName, Comparison, MergeKind, ObjectId},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

#[derive(Deserialize)]
pub struct CommitAddress {
    commit: String,
}

/// Which branch is to come into which; the default branch is meant when nothing is said.
#[derive(Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    pub(super) into: String,
    #[serde(default)]
    pub(super) from: String,
}

#[derive(Deserialize)]
pub struct MergeFields {
    into: BranchName,
    from: BranchName,
    /// Where both stood when the page was shown.
    expect_into: ObjectId,
    expect_from: ObjectId,
    kind: MergeKind,
    #[serde(default)]
    message: String,
}

/// Two branches as they were found.
pub(super) struct Found {
    pub branches: Vec<BranchName>,
    pub into: BranchName,
    pub into_head: ObjectId,
    pub from: BranchName,
    pub from_head: ObjectId,
    pub comparison: Comparison,
}

/// `GET …/-/commit/{commit}`: what a commit has changed.
///
/// # Errors
/// 404.
pub async fn commit(at: At, page: Page, wanted: Path<CommitAddress>) -> Result<HttpResponse> {
    let id: ObjectId = wanted.commit.parse().map_err(|_| Error::not_found())?;
    let (entry, diff) = at.read(move |git| Ok((git.commit_entry(id)?, git.commit_diff(id)?))).await?;
    html(&CommitPage::new(page, &at.repo, &entry, diff, at.now()))
}

/// `GET …/-/compare?into=&from=`: what one branch has that another one has not.
///
/// # Errors
/// 404.
pub async fn show(
    at: At,
    page: Page,
    Query(wanted): Query<Wanted>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    let found = find(&at, wanted).await?;
    html(&ComparePage::new(page, &at.repo, &found, notice))
}

/// `POST …/-/merge`: brings one branch into another, and leads there.
///
/// # Errors
/// 403, 404; what keeps them apart stands on the page.
pub async fn merge(at: At, page: Page, Form(fields): Form<MergeFields>) -> Result<HttpResponse> {
    let said = fields.message.trim();
    let args = [("from", fields.from.to_string()), ("into", fields.into.to_string())];
    let message = if said.is_empty() { page.say_with("merge-message", &args) } else { said.to_owned() };
    let wanted = Merge {
        into: fields.into.clone(),
        expect_into: fields.expect_into,
        from: fields.from.clone(),
        expect_from: Some(fields.expect_from),
        kind: fields.kind,
        message,
    };
    match verbs::merge(&at, wanted).await {
        Ok(_) => {
            let there = address(&base(&at.repo), fields.into.as_str(), Tab::History, "");
            Ok(see_other(&there))
        }
        Err(error) => {
            let status = error.status;
            let notice = Notice::about(error, &page)?;
            let wanted = Wanted { into: fields.into.to_string(), from: fields.from.to_string() };
            let found = find(&at, wanted).await?;
            let status = if status == StatusCode::CONFLICT { status } else { StatusCode::UNPROCESSABLE_ENTITY };
            html_with(status, &ComparePage::new(page, &at.repo, &found, Some(notice)))
        }
    }
}

async fn find(at: &At, wanted: Wanted) -> Result<Found> {
    at.read(move |git| {
        let branches: Vec<BranchName> = git.branches()?.into_iter().map(|branch| branch.name).collect();
        let named = |name: &str| BranchName::new(name).ok();
        let into = named(&wanted.into).map_or_else(|| git.default_branch(), Ok)?;
        let other = || branches.iter().find(|branch| **branch != into).unwrap_or(&into).clone();
        let from = named(&wanted.from).unwrap_or_else(other);
        let (into_head, from_head) = (git.head(&into)?, git.head(&from)?);
        let comparison = git.compare(into_head, from_head)?;
        Ok(Found { branches, into, into_head, from, from_head, comparison })
    })
    .await
}
