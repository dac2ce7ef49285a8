//! What the pages of repositories show.

pub(super) mod branches;
pub(super) mod chat;
pub(super) mod code;
pub(super) mod compare;
pub(super) mod github;
pub(super) mod history;
pub(super) mod images;
pub(super) mod import;
pub(super) mod index;
pub(super) mod look;
pub(super) mod media;
pub(super) mod missing;
pub(super) mod open;
mod picture;
pub(super) mod preview;
pub(super) mod pulls;
pub(super) mod review;
#[cfg(test)]
mod samples;
pub(super) mod scenes;
pub(super) mod settings;
pub(super) mod settle;
pub(super) mod sounds;

use actix_web::HttpRequest;
use serde::Deserialize;

use super::{
    at::At,
    place::{self, Place, Tab, address, encode},
};
use crate::{
    account::UserId,
    repo::{Address, Repo, RepoId, Role, Visibility},
    web::{
        error::{Error, Result},
        page::Page,
    },
};

/// What a form has done, said on the page that it leads back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Saved,
    Renamed,
    Deleted,
    Archived,
    Restored,
    Left,
}

impl Done {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Renamed => "renamed",
            Self::Deleted => "deleted",
            Self::Archived => "archived",
            Self::Restored => "restored",
            Self::Left => "left",
        }
    }

    pub(super) fn notice(self, page: &Page) -> Notice {
        let text = match self {
            Self::Saved => page.say("repo-done-saved"),
            Self::Renamed => page.say("repo-done-renamed"),
            Self::Deleted => page.say("repo-done-deleted"),
            Self::Archived => page.say("repo-done-archived"),
            Self::Restored => page.say("repo-done-restored"),
            Self::Left => page.say("repo-done-left"),
        };
        Notice { kind: "ok", text }
    }
}

/// A sentence above everything.
pub(super) struct Notice {
    pub kind: &'static str,
    pub text: String,
}

impl Notice {
    /// What its reader can do about a refusal; the error itself for what no form of a page asks for.
    pub(super) fn about(error: Error, page: &Page) -> Result<Self> {
        let text = match (error.code, error.field.as_deref()) {
            ("name_taken", _) => page.say("repo-error-taken"),
            ("too_many_repositories", _) => page.say("repo-error-many"),
            ("too_many_members", _) => page.say("repo-error-members"),
            ("pull_exists", _) => page.say("pull-error-exists"),
            ("too_many_pulls", _) => page.say("pull-error-many"),
            ("nothing_to_merge", _) => page.say("pull-error-nothing"),
            ("too_many_imports", _) => page.say("import-error-many"),
            ("no_git", _) => page.say("import-error-git"),
            ("invalid", Some("file")) => page.say("import-error-source"),
            ("repository_archived", _) => page.say("repo-error-archived"),
            ("role_needed", _) => page.say("repo-error-role"),
            ("protected", _) => page.say("repo-error-protected"),
            ("exists", _) => page.say("repo-error-exists"),
            ("stale", _) => page.say("repo-error-stale"),
            ("invalid", Some("user")) => page.say("repo-error-user"),
            // What is wrong with a name, a path or a pattern is said in the words of whoever checked it.
            ("invalid", _) => page.say_with("repo-error-invalid", &[("problem", error.message)]),
            ("conflict", _) => page.say_with("repo-error-conflict", &[("paths", error.message)]),
            ("not_fast_forward", _) => page.say("repo-error-forward"),
            ("too_large", _) => page.say("repo-error-large"),
            ("mirror", _) => page.say("github-error-mirror"),
            ("forge_unavailable" | "forge_key_refused" | "forge_not_allowed" | "rate_limited", _) => error.message,
            ("too_many_waiting", _) => page.say("live-error-waiting"),
            ("chat_full", _) => page.say("live-error-full"),
            ("not_interrupted", _) => page.say("live-error-over"),
            _ => return Err(error),
        };
        Ok(Self { kind: "danger", text })
    }
}

/// Where a repository's pages are.
pub(super) fn base(repo: &Repo) -> String {
    place::base(&Address::of(repo))
}

/// Where git reaches a repository.
pub(super) fn clone_url(repo: &Repo, origin: &str) -> String {
    format!("{origin}/git/{}/{}.git", encode(&repo.owner_name), encode(repo.name.as_str()))
}

/// The same, where this machine has git.
pub(super) fn clone_url_of(at: &At, request: &HttpRequest) -> Option<String> {
    if let Some(origin) = &at.repo.origin {
        return Some(at.state.github.remote(origin, None).url);
    }
    at.state.repos.program().map(|_| clone_url(&at.repo, &at.state.base_url(request)))
}

/// What stands above every page of a branch.
pub(super) struct Head {
    pub base: String,
    pub owner: String,
    pub name: String,
    pub branch: String,
    /// The commit that is shown.
    pub commit: String,
    /// Which page this is, for the others on the branch.
    pub tab: &'static str,
    pub path: String,
    /// The name of the word that says who sees it, or where it really is.
    pub badge: Option<&'static str>,
    /// What keeps a mirror from being what it mirrors.
    pub problem: Option<String>,
    pub is_archived: bool,
    pub can_write: bool,
    /// By which ids a browser keeps what was typed here and not saved.
    pub repository_id: RepoId,
    pub user_id: UserId,
    pub tabs: Vec<TabLink>,
    /// Where git reaches it, where this machine has git.
    pub clone_url: Option<String>,
    /// Where a task that begins from this branch is given, for those who may.
    pub task_href: Option<String>,
}

pub(super) struct TabLink {
    pub name: &'static str,
    pub href: String,
    pub is_here: bool,
}

impl Head {
    pub(super) fn new(at: &At, request: &HttpRequest, place: &Place) -> Self {
        let problem = at.freshness.as_ref().and_then(|freshness| freshness.problem.clone());
        Self { problem, ..Self::of(&at.repo, at.user.user_id, place, clone_url_of(at, request)) }
    }

    fn of(repo: &Repo, user_id: UserId, place: &Place, clone_url: Option<String>) -> Self {
        let base = base(repo);
        let tab = |(tab, name)| TabLink {
            name,
            href: address(&base, place.branch.as_str(), tab, ""),
            is_here: place.tab == tab,
        };
        let named = encode(&Address::of(repo).to_string());
        let task_href = format!("/agents?repo={named}&base={}#new", encode(place.branch.as_str()));
        Self {
            task_href: repo.require(Role::Write).is_ok().then_some(task_href),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            branch: place.branch.to_string(),
            commit: place.head.map(|head| head.to_string()).unwrap_or_default(),
            tab: place.tab.as_str(),
            path: place.path.clone(),
            badge: badge(repo),
            problem: None,
            is_archived: repo.is_archived(),
            can_write: repo.require(Role::Write).is_ok(),
            repository_id: repo.id,
            user_id,
            tabs: Tab::SHOWN.map(tab).into(),
            clone_url,
            base,
        }
    }

    /// The address of a path of this branch.
    pub(super) fn at(&self, tab: Tab, path: &str) -> String {
        address(&self.base, &self.branch, tab, path)
    }

    /// Where programs, and the scripts of its pages, reach the repository.
    pub(super) fn api(&self) -> String {
        format!("/api{}", self.base)
    }

    /// The way from the top of the branch to the path.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        self.crumbs_in(Tab::Code)
    }

    /// The same within another tab.
    pub(super) fn crumbs_in(&self, tab: Tab) -> Vec<Crumb> {
        let mut crumbs = vec![Crumb { name: self.name.clone(), href: self.at(tab, "") }];
        for (end, _) in self.path.match_indices('/').chain([(self.path.len(), "")]).filter(|(end, _)| *end > 0) {
            let path = &self.path[..end];
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            crumbs.push(Crumb { name, href: self.at(tab, path) });
        }
        crumbs
    }
}

fn badge(repo: &Repo) -> Option<&'static str> {
    match repo.origin {
        Some(_) => Some("github"),
        None => (repo.visibility == Visibility::Private).then_some("repo-private"),
    }
}

pub(super) struct Crumb {
    pub name: String,
    pub href: String,
}
