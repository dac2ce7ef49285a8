//! The branches of a repository, and a form for a new one.

use askama::Template;

use super::{
    super::{
        manage::BranchFields,
        place::{Tab, address},
    },
    Notice, base,
};
use crate::{
    git::{Branch, BranchName, HistoryEntry},
    kit::Timestamp,
    repo::{Repo, Role},
    web::{page::Page, words::When},
};

#[derive(Template)]
#[template(path = "workspace/branches.html")]
pub(in crate::web::workspace) struct BranchesPage {
    page: Page,
    notice: Option<Notice>,
    base: String,
    owner: String,
    name: String,
    default: String,
    branches: Vec<BranchLine>,
    can_write: bool,
    fields: BranchFields,
}

struct BranchLine {
    name: String,
    href: String,
    /// What it has that the default branch has not; `None` for that one.
    compare_href: Option<String>,
    head: String,
    summary: String,
    author: String,
    at: When,
    is_default: bool,
    is_protected: bool,
    can_delete: bool,
    delete_label: String,
}

impl BranchesPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        default: &BranchName,
        branches: &[(Branch, HistoryEntry)],
        fields: BranchFields,
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let (base, can_write) = (base(repo), repo.require(Role::Write).is_ok());
        let line = |(branch, entry): &(Branch, HistoryEntry)| {
            let (is_default, is_protected) = (branch.name == *default, repo.protection.covers(&branch.name));
            BranchLine {
                href: address(&base, branch.name.as_str(), Tab::Code, ""),
                head: branch.head.to_string(),
                summary: entry.summary.clone(),
                author: entry.author.name.clone(),
                at: When::new(entry.at, now, page.words),
                compare_href: (!is_default).then(|| super::compare::compare_address(&base, branch.name.as_str())),
                is_default,
                is_protected,
                can_delete: can_write && !is_default && !is_protected,
                delete_label: page.say_with("branch-delete", &[("name", branch.name.to_string())]),
                name: branch.name.to_string(),
            }
        };
        Self {
            branches: branches.iter().map(line).collect(),
            notice,
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            default: default.to_string(),
            base,
            can_write,
            fields,
            page,
        }
    }
}
