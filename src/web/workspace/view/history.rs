//! What has happened on a branch.

use askama::Template;

use super::{super::place::Tab, Crumb, Head};
use crate::{
    git::{HistoryEntry, Past},
    kit::Timestamp,
    web::{page::Page, words::When},
};

#[derive(Template)]
#[template(path = "workspace/history.html")]
pub(in crate::web::workspace) struct HistoryPage {
    page: Page,
    head: Head,
    crumbs: Vec<Crumb>,
    commits: Vec<CommitLine>,
    next: Option<String>,
}

struct CommitLine {
    id: String,
    href: String,
    summary: String,
    body: String,
    author: String,
    at: When,
}

impl HistoryPage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, past: &Past, now: Timestamp) -> Self {
        let line = |entry: &HistoryEntry| CommitLine {
            id: entry.commit.short(),
            href: super::compare::commit_address(&head.base, &entry.commit.to_string()),
            summary: entry.summary.clone(),
            body: entry.body.clone(),
            author: entry.author.name.clone(),
            at: When::new(entry.at, now, page.words),
        };
        let next = past.next.map(|next| format!("{}?from={next}", head.at(Tab::History, &head.path)));
        let commits = past.entries.iter().map(line).collect();
        Self { crumbs: head.crumbs(), commits, next, head, page }
    }
}
