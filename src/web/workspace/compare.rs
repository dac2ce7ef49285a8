//! What differs: one commit, or two branches, and bringing one of them into the other.

use std::collections::BTreeMap;

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
    review,
    view::{
        Notice, base,
        compare::{CommitPage, ComparePage},
        settle::SettlePage,
    },
};
use crate::{
    agent::AgentId,
    git::{BranchName, Comparison, MergeKind, Message, ObjectId, Settled, TreePath},
    repo::{self, forge::NewMerge},
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

/// A merge as a form asks for it. `path.0`, `keep.0` and `text.0` say what is to stand in a file that both have changed.
#[derive(Deserialize)]
pub struct MergeFields {
    pub(super) into: BranchName,
    pub(super) from: BranchName,
    /// Where both stood when the page was shown.
    pub(super) expect_into: ObjectId,
    pub(super) expect_from: ObjectId,
    pub(super) kind: MergeKind,
    #[serde(default)]
    pub(super) message: String,
    /// The request that asked for it.
    #[serde(default)]
    pub(super) pull: Option<u64>,
    /// The agent whose work it is.
    #[serde(default)]
    pub(super) agent: Option<AgentId>,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

impl MergeFields {
    /// What the one button of a review asks for where somebody has to say what is to stand.
    pub(super) fn of_review(
        ((into, expect_into), (from, expect_from)): ((BranchName, ObjectId), (BranchName, ObjectId)),
        agent: AgentId,
    ) -> Self {
        Self {
            into,
            from,
            expect_into,
            expect_from,
            kind: MergeKind::Merge,
            message: String::new(),
            pull: None,
            agent: Some(agent),
            rest: BTreeMap::new(),
        }
    }

    /// What is to stand in files that both have changed.
    fn settled(&self) -> Result<Vec<(TreePath, Settled)>> {
        let mut settled = Vec::new();
        for (key, path) in &self.rest {
            let Some(number) = key.strip_prefix("path.") else { continue };
            let path = TreePath::new(path).map_err(|why| Error::invalid("path", why.to_string()))?;
            let keep = self.rest.get(&format!("keep.{number}")).map(String::as_str);
            let text = self.rest.get(&format!("text.{number}"));
            settled.push(match (keep, text) {
                (Some("into"), _) => (path, Settled::Ours),
                (Some("from"), _) => (path, Settled::Theirs),
                // Forms end their lines as the network does.
                (Some("text"), Some(text)) => (path, Settled::Text(text.replace("\r\n", "\n"))),
                _ => return Err(Error::invalid("settled", "say of each file what is to stand there")),
            });
        }
        Ok(settled)
    }
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
    shown(&at, page, wanted, StatusCode::OK, notice).await
}

/// `POST …/-/merge`: brings one branch into another, and leads there, or back to the request that asked for it. Where both
/// have changed the same places, a page asks what is to stand there.
///
/// # Errors
/// 403, 404; what keeps them apart stands on the page.
pub async fn merge(at: At, page: Page, Form(fields): Form<MergeFields>) -> Result<HttpResponse> {
    let said = fields.message.trim();
    let args = [("from", fields.from.to_string()), ("into", fields.into.to_string())];
    let message = if said.is_empty() { page.say_with("merge-message", &args) } else { said.to_owned() };
    let wanted = NewMerge {
        into: fields.into.clone(),
        expect_into: fields.expect_into,
        from: fields.from.clone(),
        expect_from: Some(fields.expect_from),
        kind: fields.kind,
        settled: fields.settled()?,
        message: Message::new(&message)?,
    };
    let base = base(&at.repo);
    match at.forge().merge(&at.asker(), wanted).await.map_err(Error::from) {
        Ok(_) => Ok(see_other(&match (fields.pull, fields.agent) {
            (Some(number), _) => format!("{base}/-/pulls/{number}?done=saved"),
            (None, Some(agent)) => format!("{}?done=saved", review::place(agent)),
            (None, None) => address(&base, fields.into.as_str(), Tab::History, ""),
        })),
        Err(error) if error.code == "conflict" => settle(&at, page, fields).await,
        Err(error) => {
            let status = error.status;
            let notice = Notice::about(error, &page)?;
            let wanted = Wanted { into: fields.into.to_string(), from: fields.from.to_string() };
            let status = if status == StatusCode::CONFLICT { status } else { StatusCode::UNPROCESSABLE_ENTITY };
            match (fields.pull, fields.agent) {
                (None, Some(agent)) => review::not_merged(at, page, agent, notice, status).await,
                (Some(number), _) => html_with(status, &super::pulls::shown(&at, page, number, Some(notice)).await?),
                (None, None) => shown(&at, page, wanted, status, Some(notice)).await,
            }
        }
    }
}

/// The page that asks what is to stand where both have changed the same places.
pub(super) async fn settle(at: &At, page: Page, fields: MergeFields) -> Result<HttpResponse> {
    let (into, from) = (fields.expect_into, fields.expect_from);
    let (into_name, from_name) = (fields.into.to_string(), fields.from.to_string());
    let found = at.read(move |git| git.conflicts(into, from, (&into_name, &from_name), &repo::scenes::settled)).await;
    match found {
        Ok(conflicts) => html_with(StatusCode::CONFLICT, &SettlePage::new(page, &at.repo, &fields, conflicts)),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let wanted = Wanted { into: fields.into.to_string(), from: fields.from.to_string() };
            shown(at, page, wanted, StatusCode::CONFLICT, Some(notice)).await
        }
    }
}

/// The page that compares two branches.
pub(super) async fn shown(
    at: &At,
    page: Page,
    wanted: Wanted,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse> {
    let found = find(at, wanted).await?;
    html_with(status, &ComparePage::new(page, &at.repo, &found, notice))
}

pub(super) async fn find(at: &At, wanted: Wanted) -> Result<Found> {
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
