//! `/palette`: where the palette of every page leads, fetched when somebody opens it.
//!
//! What a page itself can do stands on the page, and is not told here.

#[cfg(test)]
mod tests;

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::{
    answer::html,
    error::Result,
    extract::Desk,
    page::Page,
    state::State,
    workspace::{self, Way},
};
use crate::{account::SignedIn, settings};

/// The pages that everybody has: address, icon, and the name of their words.
const PLACES: [(&str, &str, &str); 15] = [
    ("/", "layout-dashboard", "rail-desk"),
    ("/chat#end", "message-square", "rail-chat"),
    ("/apps", "layout-grid", "rail-apps"),
    ("/apps/catalogue", "layout-grid", "apps-catalogue"),
    ("/documents", "file-text", "rail-documents"),
    ("/agents", "sparkles", "rail-agents"),
    ("/workspace", "git-branch", "rail-workspace"),
    ("/workspace/new", "git-branch", "open-branch"),
    ("/workspace/import", "upload", "import"),
    ("/drawer", "archive", "rail-drawer"),
    ("/desk/sessions", "bookmark", "rail-sessions"),
    ("/settings", "settings", "settings"),
    ("/settings#look", "sun-moon", "settings-look"),
    ("/settings#api-tokens", "settings", "settings-api-tokens"),
    ("/settings/memory", "settings", "memory"),
];

#[derive(Template)]
#[template(path = "components/_places.html")]
pub(super) struct Places {
    places: Vec<Place>,
    has_single_keys: bool,
}

struct Place {
    href: String,
    sign: &'static str,
    kind: String,
    label: String,
    is_recent: bool,
}

/// `GET /palette`.
///
/// # Errors
/// Whatever the Sprite or the database refuses.
pub async fn places(user: SignedIn, desk: Desk, state: Data<State>, page: Page) -> Result<HttpResponse> {
    let has_single_keys = desk.read(|tx| Ok(settings::has_single_keys(tx)?)).await?;
    html(&Places::new(&page, workspace::ways(&user, &state).await?, has_single_keys))
}

impl Places {
    pub(super) fn new(page: &Page, ways: Vec<Way>, has_single_keys: bool) -> Self {
        let place = |(href, sign, name): (&str, _, &str)| Place {
            href: href.to_owned(),
            sign,
            kind: page.say("palette-place"),
            label: page.say(name),
            is_recent: false,
        };
        let way = |way: Way| Place {
            href: way.href,
            sign: if way.branch.is_some() { "git-branch" } else { "folder" },
            kind: match &way.branch {
                Some(_) => way.repository.clone(),
                None => page.say("palette-repository"),
            },
            label: way.branch.unwrap_or(way.repository),
            is_recent: true,
        };
        let places = PLACES.into_iter().map(place).chain(ways.into_iter().map(way)).collect();
        Self { places, has_single_keys }
    }
}
