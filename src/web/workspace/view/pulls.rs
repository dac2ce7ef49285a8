//! The pages of requests to bring one branch into another.

use askama::Template;

use super::{
    super::compare::Found,
    Notice, base,
    compare::{DiffView, MergeForm, commit_address, lead},
};
use crate::{
    kit::Timestamp,
    repo::{Pull, PullState, Repo, Role},
    web::{markdown, page::Page, words::When},
};

/// The requests of a repository.
#[derive(Template)]
#[template(path = "workspace/pulls.html")]
pub(in crate::web::workspace) struct PullsPage {
    page: Page,
    base: String,
    owner: String,
    name: String,
    is_open: bool,
    can_write: bool,
    pulls: Vec<PullLine>,
}

struct PullLine {
    href: String,
    title: String,
    what: String,
    state: String,
    at: When,
}

/// One request.
#[derive(Template)]
#[template(path = "workspace/pull.html")]
pub(in crate::web::workspace) struct PullPage {
    page: Page,
    notice: Option<Notice>,
    base: String,
    owner: String,
    name: String,
    number: u64,
    title: String,
    body: String,
    body_html: String,
    what: String,
    state: String,
    is_open: bool,
    /// Whether it may be opened again.
    is_closed: bool,
    at: When,
    /// What became of it, when something did.
    end: Option<String>,
    commit_href: Option<String>,
    can_write: bool,
    lead: Option<String>,
    merge: Option<MergeForm>,
    diff: Option<DiffView>,
}

impl PullsPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        pulls: &[Pull],
        is_open: bool,
        now: Timestamp,
    ) -> Self {
        let base = base(repo);
        let line = |pull: &Pull| PullLine {
            href: format!("{base}/-/pulls/{}", pull.number),
            title: format!("{} #{}", pull.title, pull.number),
            what: what(&page, pull),
            state: state(&page, pull.state),
            at: When::new(pull.closed_at.unwrap_or(pull.opened_at), now, page.words),
        };
        Self {
            pulls: pulls.iter().map(line).collect(),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            can_write: repo.require(Role::Write).is_ok(),
            base,
            is_open,
            page,
        }
    }
}

impl PullPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        pull: &Pull,
        found: Option<&Found>,
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let base = base(repo);
        let is_open = pull.state == PullState::Open;
        let lead = match found {
            Some(found) => Some(lead(&page, found)),
            None if is_open => Some(page.say("pull-branch-gone")),
            None => None,
        };
        Self {
            notice,
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            number: pull.number,
            title: pull.title.clone(),
            body_html: markdown::render(&pull.body),
            body: pull.body.clone(),
            what: what(&page, pull),
            state: state(&page, pull.state),
            is_open,
            is_closed: pull.state == PullState::Closed,
            at: When::new(pull.opened_at, now, page.words),
            end: end(&page, pull),
            commit_href: pull.merged_commit.map(|commit| commit_address(&base, &commit.to_string())),
            can_write: repo.require(Role::Write).is_ok(),
            lead,
            merge: found.and_then(|found| MergeForm::new(repo, found)),
            diff: found.map(|found| DiffView::new(&page, found.comparison.diff.clone())),
            base,
            page,
        }
    }
}

fn what(page: &Page, pull: &Pull) -> String {
    let by = pull.opened_by_name.to_string();
    page.say_with("pull-what", &[("who", by), ("from", pull.from.to_string()), ("into", pull.into.to_string())])
}

fn state(page: &Page, state: PullState) -> String {
    match state {
        PullState::Open => page.say("pull-open"),
        PullState::Merged => page.say("pull-merged"),
        PullState::Closed => page.say("pull-closed"),
    }
}

fn end(page: &Page, pull: &Pull) -> Option<String> {
    match (pull.state, &pull.closed_by_name) {
        (PullState::Open, _) => None,
        (PullState::Merged, Some(name)) => Some(page.say_with("pull-merged-by", &[("who", name.to_string())])),
        (PullState::Merged, None) => Some(page.say("pull-merged-elsewhere")),
        (PullState::Closed, Some(name)) => Some(page.say_with("pull-closed-by", &[("who", name.to_string())])),
        (PullState::Closed, None) => Some(page.say("pull-closed")),
    }
}
