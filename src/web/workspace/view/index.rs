//! `/workspace`: the repositories that one may see.

use askama::Template;

use super::{
    super::{
        NewFields,
        place::{Tab, address},
    },
    Notice, base, clone_url,
};
use crate::{
    kit::Timestamp,
    repo::{Repo, Role, Visibility, Visit},
    web::{page::Page, words::When},
};

#[derive(Template)]
#[template(path = "workspace/index.html")]
pub(in crate::web::workspace) struct IndexPage {
    page: Page,
    notice: Option<Notice>,
    recent: Vec<RecentLine>,
    repos: Vec<RepoLine>,
    archived: Vec<RepoLine>,
    archived_title: String,
    fields: NewFields,
    /// Whether the form for a new one is open from the start.
    is_asking: bool,
    has_github: bool,
}

/// A branch that somebody was on lately.
struct RecentLine {
    href: String,
    repository: String,
    branch: String,
    at: When,
}

struct RepoLine {
    href: String,
    owner: String,
    name: String,
    description: String,
    /// What whoever looks may do, when that is not everything.
    role: Option<String>,
    visibility: String,
    clone_url: Option<String>,
    changed: When,
}

impl IndexPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repos: &[Repo],
        visits: &[Visit],
        (origin, has_github): (Option<&str>, bool),
        fields: NewFields,
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let line = |repo: &Repo| RepoLine {
            href: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            description: repo.description.clone(),
            role: match repo.role {
                Role::Read => Some(page.say("repo-role-read")),
                Role::Write => Some(page.say("repo-role-write")),
                Role::Admin => None,
            },
            visibility: match repo.visibility {
                _ if repo.origin.is_some() => page.say("github"),
                Visibility::Private => page.say("repo-private"),
                Visibility::Server => page.say("repo-server"),
            },
            clone_url: origin.filter(|_| repo.origin.is_none()).map(|origin| clone_url(repo, origin)),
            changed: When::new(repo.changed_at, now, page.words),
        };
        let lines = |is_archived| repos.iter().filter(|repo| repo.is_archived() == is_archived).map(line).collect();
        let archived: Vec<RepoLine> = lines(true);
        let active: Vec<RepoLine> = lines(false);
        let is_asking = active.is_empty() || notice.as_ref().is_some_and(|notice| notice.kind == "danger");
        let archived_title = page.say_with("repo-archived-title", &[("count", archived.len().to_string())]);
        let recent = visits.iter().map(|visit| RecentLine {
            href: address(&base(&visit.repo), visit.branch.as_str(), Tab::Code, ""),
            repository: format!("{} / {}", visit.repo.owner_part(), visit.repo.name_part()),
            branch: visit.branch.to_string(),
            at: When::new(visit.at, now, page.words),
        });
        let recent = recent.collect();
        Self { notice, recent, repos: active, archived, archived_title, fields, is_asking, has_github, page }
    }
}
