//! The launcher: what is installed.

use std::cmp::Reverse;

use askama::Template;

use super::{Shelf, offer::OfferTile, shelves};
use crate::{
    app::{App, Category, catalogue::Offer, instance::Instance},
    web::{api::apps::holds, apps::notice::Notice, page::Page},
};

/// Apps that were used last, above all of them.
const RECENT_SHOWN: usize = 6;
/// With no more apps than this, all of them are seen at once.
const FEW: usize = 4;

#[derive(Template)]
#[template(path = "apps/index.html")]
pub(in crate::web::apps) struct LauncherPage {
    page: Page,
    query: String,
    notice: Option<Notice>,
    results: Results,
    /// For somebody who has nothing yet.
    offers: Vec<OfferTile>,
}

/// The grid, for htmx to put in while its reader types.
#[derive(Template)]
#[template(path = "apps/_results.html")]
pub(in crate::web::apps) struct Results {
    page: Page,
    shelves: Vec<Shelf>,
    groups: Vec<Group>,
    has_any: bool,
}

struct Group {
    id: &'static str,
    name: String,
    tiles: Vec<Tile>,
}

struct Tile {
    id: String,
    icon: String,
    name: String,
    description: String,
    /// How many windows are open, or nothing.
    open: String,
    label: String,
    more_label: String,
}

impl LauncherPage {
    pub(in crate::web::apps) fn new(
        page: Page,
        results: Results,
        query: &str,
        offers: &[Offer],
        notice: Option<Notice>,
    ) -> Self {
        let offers = offers.iter().map(|offer| OfferTile::new(&page, offer, None)).collect();
        Self { query: query.to_owned(), notice, results, offers, page }
    }
}

// The template escapes what it is given.
impl askama::filters::HtmlSafe for Results {}

impl Results {
    pub(in crate::web::apps) fn new(
        page: &Page,
        apps: &[App],
        open: &[Instance],
        q: &str,
        shelf: Option<Category>,
    ) -> Self {
        let fits = |app: &&App| {
            shelf.is_none_or(|shelf| shelf == app.category)
                && holds(q, [&app.name, &app.description, app.package.as_str()], &app.tags)
        };
        let found: Vec<&App> = apps.iter().filter(fits).collect();
        let is_whole = q.is_empty() && shelf.is_none();
        let mut groups = Vec::new();
        let mut group = |id, name: String, apps: Vec<&App>| {
            if !apps.is_empty() {
                let tiles = apps.into_iter().map(|app| Tile::new(page, app, open)).collect();
                groups.push(Group { id, name, tiles });
            }
        };
        if is_whole {
            let mut recent: Vec<&App> = found.iter().copied().filter(|app| app.last_used_at.is_some()).collect();
            recent.sort_by_key(|app| Reverse(app.last_used_at));
            recent.truncate(if found.len() > FEW { RECENT_SHOWN } else { 0 });
            group(
                "favourites",
                page.say("apps-favourites"),
                found.iter().copied().filter(|app| app.is_favourite).collect(),
            );
            group("recent", page.say("apps-recent"), recent);
        }
        group("all", page.say("apps-installed"), found);
        let shelves = shelves(page, "/apps", q, shelf);
        Self { page: page.clone(), shelves, groups, has_any: !apps.is_empty() }
    }
}

impl Tile {
    fn new(page: &Page, app: &App, open: &[Instance]) -> Self {
        let windows = open.iter().filter(|window| window.app == app.id).count();
        let with_name = |key: &str| page.say_with(key, &[("name", app.name.clone())]);
        let open = page.say_with("apps-open-windows", &[("count", windows.to_string())]);
        Self {
            id: app.id.to_string(),
            icon: app.icon.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            open: if windows == 0 { String::new() } else { open },
            label: with_name("apps-open-label"),
            more_label: with_name("apps-more-label"),
        }
    }
}
