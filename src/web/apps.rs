//! Apps, as pages: the launcher, the catalogue, and one page for each app that is installed.
//!
//! Everything is plain links and forms. What a form has done is said on the page that it leads back to; what could not
//! be done is said where it was asked.

mod catalogue;
mod import;
mod manage;
mod notice;
mod review;
pub(super) mod startup;
pub(super) mod verbs;
pub(super) mod view;

use actix_web::{
    HttpResponse,
    web::{Data, Path, Query, ServiceConfig, get, post, resource},
};
use serde::Deserialize;

use super::{
    answer::{html, see_other},
    error::Result,
    extract::{Desk, Form},
    page::Page,
    state::State,
};
use crate::{
    app::{
        Category,
        catalogue::{Offer, offers},
        instance, registry,
    },
    stack::StackId,
};
use notice::Done;
use verbs::Named;
pub(super) use view::consent::words as permission_words;
use view::launcher::{LauncherPage, Results};

/// Characters of a search; more is cut, because no name is longer.
const QUERY_CHARS_MAX: usize = 200;

/// Every page of apps. They stand behind what programs ask for, whose addresses are longer known.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/apps").route(get().to(show)))
        .service(resource("/apps/import").route(post().to(import::receive)))
        .service(resource("/apps/import/confirm").route(post().to(import::confirm)))
        .service(resource("/apps/catalogue").route(get().to(catalogue::list)))
        .service(resource("/apps/catalogue/{id}").route(get().to(catalogue::show)))
        .service(resource("/apps/catalogue/{id}/install").route(post().to(catalogue::install)))
        .service(resource("/apps/catalogue/{id}/rating").route(post().to(catalogue::rate)))
        .service(resource("/apps/{id}").route(get().to(manage::show)))
        .service(resource("/apps/{id}/open").route(post().to(open)))
        .service(resource("/apps/{id}/{switch:favourite|pin|auto-update}").route(post().to(manage::turn)))
        .service(resource("/apps/{id}/dock").route(post().to(manage::shift)))
        .service(resource("/apps/{id}/update").route(post().to(manage::update)))
        .service(resource("/apps/{id}/permissions").route(post().to(manage::set_permissions)))
        .service(resource("/apps/{id}/rollback").route(post().to(manage::roll_back)))
        .service(resource("/apps/{id}/erase").route(post().to(manage::erase)))
        .service(resource("/apps/{id}/jobs/{name}/stop").route(post().to(manage::stop)))
        .service(resource("/apps/{id}/jobs/{name}/continue").route(post().to(manage::go_on)))
        .service(resource("/apps/{id}/submit").route(post().to(manage::submit)))
        .service(resource("/apps/{id}/archive").route(post().to(manage::archive)))
        .service(resource("/stacks/{id}/apps").route(post().to(startup::choose)))
        .service(resource("/settings/catalogue").route(get().to(review::list)))
        .service(resource("/settings/catalogue/{id}/approve").route(post().to(review::approve)))
        .service(resource("/settings/catalogue/{id}/reject").route(post().to(review::reject)));
}

/// What is looked for, and what the form that led here has done.
#[derive(Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) category: String,
    pub(super) done: Option<Done>,
}

impl Search {
    fn text(&self) -> String {
        self.q.trim().chars().take(QUERY_CHARS_MAX).collect()
    }

    fn shelf(&self) -> Option<Category> {
        Category::from_word(&self.category)
    }
}

/// Where an app is to open.
#[derive(Default, Deserialize)]
pub struct At {
    stack: Option<StackId>,
}

/// `GET /apps?q=&category=`: what is installed. Somebody who has nothing yet is shown what there is to install.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, state: Data<State>, page: Page, Query(search): Query<Search>) -> Result<HttpResponse> {
    let read = verbs::look(&desk, |tx| Ok((registry::list(tx)?, instance::open_ones(tx)?)));
    let (apps, open) = read.await?;
    let results = Results::new(&page, &apps, &open, &search.text(), search.shelf());
    if page.is_fragment {
        return html(&results);
    }
    let offers: Vec<Offer> = if apps.is_empty() { state.platform.read(offers).await? } else { Vec::new() };
    let notice = search.done.map(|done| done.notice(&page));
    html(&LauncherPage::new(page, results, &search.text(), &offers, notice))
}

/// `POST /apps/{id}/open`: opens the app on a stack, and shows that stack.
///
/// # Errors
/// 404; why it can't be opened.
pub async fn open(desk: Desk, state: Data<State>, id: Path<String>, Form(at): Form<At>) -> Result<HttpResponse> {
    let opened = verbs::open(&desk, &state, Named::new(&id)?, at.stack).await?;
    Ok(see_other(&format!("/stacks/{}#card-{}", opened.stack, opened.card)))
}
