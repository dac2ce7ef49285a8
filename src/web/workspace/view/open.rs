//! The page that leads to a branch.

use askama::Template;

use super::{
    super::open::{Chosen, How, OpenFields},
    Notice,
};
use crate::{
    repo::{Address, Repo},
    web::page::Page,
};

/// Which repository, which branch.
#[derive(Template)]
#[template(path = "workspace/open.html")]
pub(in crate::web::workspace) struct OpenPage {
    page: Page,
    notice: Option<Notice>,
    repositories: Vec<Choice>,
    /// Of the chosen repository; empty when it has none yet.
    branches: Vec<Choice>,
    /// From which a new one begins.
    bases: Vec<Choice>,
    can_make: bool,
    how: How,
    prefix: String,
    name: String,
}

struct Choice {
    name: String,
    is_chosen: bool,
}

impl OpenPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repos: &[Repo],
        chosen: Option<Chosen>,
        can_make: bool,
        fields: OpenFields,
        notice: Option<Notice>,
    ) -> Self {
        let repository = |repo: &Repo| Choice {
            name: Address::of(repo).to_string(),
            is_chosen: chosen.as_ref().is_some_and(|chosen| chosen.repo.id == repo.id),
        };
        let repositories = repos.iter().map(repository).collect();
        let among = |wanted: &str| {
            let Some(Chosen { default, branches, .. }) = &chosen else { return Vec::new() };
            let is_there = branches.iter().any(|branch| branch.name.as_str() == wanted);
            let wanted = if is_there { wanted } else { default.as_str() };
            let choice = |name: &str| Choice { name: name.to_owned(), is_chosen: name == wanted };
            branches.iter().map(|branch| choice(branch.name.as_str())).collect()
        };
        Self {
            notice,
            repositories,
            branches: among(&fields.branch),
            bases: among(&fields.from),
            can_make,
            how: if can_make { fields.how } else { How::Existing },
            prefix: fields.prefix,
            name: fields.name,
            page,
        }
    }
}
