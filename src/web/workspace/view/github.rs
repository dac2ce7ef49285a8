//! The page of `/workspace/github`.

use askama::Template;

use super::{super::github::Offer, Notice, base, look::address};
use crate::{
    github::SCOPE,
    repo::{Repo, mirror::Way},
    web::page::Page,
};

#[derive(Template)]
#[template(path = "workspace/github.html")]
pub(in crate::web::workspace) struct GitHubPage {
    page: Page,
    notice: Option<Notice>,
    /// As whom, when there is a token.
    connected: Option<String>,
    /// Whether to show how to connect: nothing opens GitHub, or not any more.
    is_shut: bool,
    /// Whether a click is enough for it.
    has_app: bool,
    /// What GitHub asks for then.
    app_hint: String,
    /// The same where it was connected with an app.
    forget: String,
    /// What was asked for and did not come.
    asked: String,
    lines: Vec<Line>,
    /// The number of the next page.
    next: Option<u32>,
}

struct Line {
    name: String,
    description: String,
    /// Where it is, when it is here.
    href: Option<String>,
    /// Where it is looked into without that.
    look: String,
    badges: Vec<String>,
    label: String,
}

impl GitHubPage {
    pub(in crate::web::workspace) fn new(page: Page, offer: Offer, asked: String, notice: Option<Notice>) -> Self {
        let is_of = |mirror: &&Repo, name: &str| {
            mirror.origin.as_ref().is_some_and(|origin| origin.to_string().eq_ignore_ascii_case(name))
        };
        let (items, next) = offer.list.map(|list| (list.items, list.next)).unwrap_or_default();
        let lines = items.into_iter().map(|repo| {
            let name = repo.name.to_string();
            let href = offer.mirrors.iter().find(|mirror| is_of(mirror, &name)).map(base);
            let mut badges = Vec::new();
            badges.extend(repo.is_private.then(|| page.say("repo-private")));
            badges.extend(repo.is_archived.then(|| page.say("github-archived")));
            badges.extend((!repo.permissions.push && !repo.is_archived).then(|| page.say("github-read-only")));
            badges.extend(href.is_some().then(|| page.say("github-here")));
            let label = format!("{} {name}", page.say("github-bring"));
            let look = address(&repo.name, "", None, "");
            Line { href, look, badges, label, description: repo.description, name }
        });
        let way = offer.account.as_ref().map(|account| account.way);
        Self {
            is_shut: offer.is_shut || offer.account.is_none(),
            has_app: offer.has_app,
            app_hint: page.say_with("github-app-hint", &[("scope", SCOPE.to_owned())]),
            forget: match way {
                Some(Way::App) => page.say("github-disconnect-app"),
                Some(Way::Token) | None => page.say("github-disconnect"),
            },
            connected: offer.account.map(|account| page.say_with("github-as", &[("login", account.login)])),
            lines: lines.collect(),
            notice,
            asked,
            next,
            page,
        }
    }
}
