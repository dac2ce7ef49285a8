//! Pages for what is not there: a repository without a commit, a branch that is gone.

use askama::Template;

use super::{Notice, base};
use crate::{
    repo::{Repo, Role},
    web::page::Page,
};

/// A repository in which nothing stands yet.
#[derive(Template)]
#[template(path = "workspace/empty.html")]
pub(in crate::web::workspace) struct EmptyPage {
    page: Page,
    notice: Option<Notice>,
    base: String,
    owner: String,
    name: String,
    can_write: bool,
    /// What to type to begin with git, where this machine has it.
    commands: Option<String>,
}

impl EmptyPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        clone_url: Option<String>,
        notice: Option<Notice>,
    ) -> Self {
        Self {
            notice,
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            can_write: repo.require(Role::Write).is_ok(),
            commands: clone_url.map(|url| commands(&url, repo.name.as_str())),
            page,
        }
    }
}

/// A branch that is not there, or not any more.
#[derive(Template)]
#[template(path = "workspace/gone.html")]
pub(in crate::web::workspace) struct GonePage {
    page: Page,
    base: String,
    owner: String,
    name: String,
    lead: String,
    can_write: bool,
    /// What somebody was about to save there.
    text: Option<String>,
}

impl GonePage {
    pub(in crate::web::workspace) fn new(page: Page, repo: &Repo, branch: String, text: Option<String>) -> Self {
        Self {
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            can_write: repo.require(Role::Write).is_ok(),
            lead: page.say_with("branch-gone-text", &[("name", branch)]),
            text: text.filter(|text| !text.is_empty()),
            page,
        }
    }
}

fn commands(url: &str, name: &str) -> String {
    let lines = [
        format!("git clone {url}"),
        format!("cd {name}"),
        "git switch -c main".to_owned(),
        format!("echo \"# {name}\" > README.md"),
        "git add README.md".to_owned(),
        "git commit -m Begin".to_owned(),
        "git push -u origin main".to_owned(),
    ];
    lines.join("\n")
}
