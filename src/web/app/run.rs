//! A running app as a page of its own, which can be linked to. With scripts it is the window that its card shows, live;
//! without them it is what the window shows now, to be read.

#[cfg(test)]
mod tests;

use actix_web::HttpResponse;
use askama::Template;

use super::render;
use crate::{
    app::{self, App, InstanceId, InstanceKind, instance::Instance},
    card::{self, Card},
    running::Seen,
    stack::{self, Stack, Status},
    web::{
        answer::html,
        card::{back, back_label},
        error::{Error, Result},
        extract::{Desk, PathId},
        page::Page,
        words::Words,
    },
};

#[derive(Template)]
#[template(path = "apps/run.html")]
struct RunPage {
    page: Page,
    instance: InstanceId,
    name: String,
    card: String,
    back: String,
    back_label: String,
    /// Its card lies in the Drawer.
    is_away: bool,
    /// HTML; none when the app is not installed any more.
    view: Option<String>,
}

/// `GET /apps/run/{id}`: the window alone.
///
/// # Errors
/// 404 for a window that there isn't, or that was closed.
pub async fn show(desk: Desk, page: Page, id: PathId<InstanceKind>) -> Result<HttpResponse> {
    let id = id.0;
    let found = desk.sprite.look(move |tx| {
        let window = app::instance::find(tx, id)?;
        let card = card::find(tx, window.card).map_err(app::Error::from)?;
        let home = stack::find(tx, card.stack).map_err(card::Error::from).map_err(app::Error::from)?;
        Ok((app::find(tx, window.app)?, window, card, home))
    });
    let (app, window, card, home) = found.await?;
    if window.closed_at.is_some() {
        return Err(Error::not_found());
    }
    let view = if app.is_archived() { None } else { Some(view(&desk, id, page.words).await?) };
    html(&RunPage::new(page, &app, &window, &card, &home, view))
}

async fn view(desk: &Desk, id: InstanceId, words: Words) -> Result<String> {
    Ok(match desk.apps.look(&desk.sprite, id).await? {
        Seen::Tree { tree, .. } => render::subtree(&tree.root, id, words),
        Seen::Crashed { message } => render::crashed(id, &message, words),
    })
}

impl RunPage {
    fn new(page: Page, app: &App, window: &Instance, card: &Card, home: &Stack, view: Option<String>) -> Self {
        Self {
            instance: window.id,
            name: app.name.clone(),
            card: card.id.to_string(),
            back: back(home),
            back_label: back_label(home, &page),
            is_away: card.status == Status::Archived,
            view,
            page,
        }
    }
}
