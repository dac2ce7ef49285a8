//! `/apps/catalogue`: what this server offers, and what its users say of it.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::Deserialize;

use super::{
    Search,
    notice::{Done, Notice},
    verbs,
    view::{
        consent,
        offer::{CataloguePage, CatalogueResults, OfferPage, Said},
    },
};
use crate::{
    account::{self, SignedIn},
    app::{
        self, PackageId,
        catalogue::{self as room, Stars},
        registry,
    },
    db::Tx,
    web::{
        answer::{html, html_with, see_other},
        api::catalog::named,
        error::{Error, Result},
        extract::{Desk, Form},
        page::Page,
        state::State,
    },
};

/// What a user thinks.
#[derive(Deserialize)]
pub struct Rated {
    stars: u8,
    #[serde(default)]
    review: String,
}

/// `GET /apps/catalogue?q=&category=`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn list(desk: Desk, state: Data<State>, page: Page, Query(search): Query<Search>) -> Result<HttpResponse> {
    let offers = state.platform.read(room::offers).await?;
    let installed = verbs::look(&desk, |tx| Ok(registry::list(tx)?)).await?;
    let results = CatalogueResults::new(&page, &offers, &installed, &search.text(), search.shelf());
    if page.is_fragment {
        return html(&results);
    }
    let notice = search.done.map(|done| done.notice(&page));
    html(&CataloguePage::new(page, results, &search.text(), notice))
}

/// `GET /apps/catalogue/{id}`.
///
/// # Errors
/// 404.
pub async fn show(
    desk: Desk,
    state: Data<State>,
    user: SignedIn,
    page: Page,
    id: Path<String>,
    Query(search): Query<Search>,
) -> Result<HttpResponse> {
    let notice = search.done.map(|done| done.notice(&page));
    html(&offer_page(&desk, &state, &user, page, named(&id)?, notice).await?)
}

/// `POST /apps/catalogue/{id}/install`: with what the form allows of what it asks for.
///
/// # Errors
/// 404.
pub async fn install(
    desk: Desk,
    state: Data<State>,
    user: SignedIn,
    page: Page,
    id: Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<HttpResponse> {
    let package = named(&id)?;
    // A form that shows no permissions has asked for none.
    let consent = fields.contains_key("asked").then(|| consent::of_form(&fields));
    match verbs::install(&desk, &state, package.clone(), consent).await {
        Ok(_) => Ok(see_other(&format!("/apps?done={}", Done::Installed.as_str()))),
        Err(error) => {
            let notice = Some(Notice::about(error, &page)?);
            html_with(StatusCode::CONFLICT, &offer_page(&desk, &state, &user, page, package, notice).await?)
        }
    }
}

/// `POST /apps/catalogue/{id}/rating`.
///
/// # Errors
/// 404; 400 for anything else than one to five stars.
pub async fn rate(
    desk: Desk,
    state: Data<State>,
    user: SignedIn,
    page: Page,
    id: Path<String>,
    Form(rated): Form<Rated>,
) -> Result<HttpResponse> {
    let (package, now, by) = (named(&id)?, state.ambient.now(), user.user_id);
    let stars = Stars::new(rated.stars).ok_or_else(|| Error::invalid("stars", "must be a number from 1 to 5"))?;
    let of = package.clone();
    let kept = state.platform.write(move |tx| room::rate(tx, by, &of, stars, &rated.review, now)).await;
    match kept {
        Ok(()) => Ok(see_other(&format!("/apps/catalogue/{package}?done={}#reviews", Done::Rated.as_str()))),
        Err(error) => {
            let notice = Some(Notice::about(error.into(), &page)?);
            let view = offer_page(&desk, &state, &user, page, package, notice).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

async fn offer_page(
    desk: &Desk,
    state: &State,
    user: &SignedIn,
    page: Page,
    package: PackageId,
    notice: Option<Notice>,
) -> Result<OfferPage> {
    let own = user.user_id;
    let of = package.clone();
    let read = move |tx: &Tx| -> std::result::Result<_, app::Error> {
        let (offer, reviews) = (room::offer(tx, &of)?, room::reviews(tx, &of)?);
        let said = reviews.into_iter().map(|review| Said {
            by: account::find(tx, review.user).map(|user| user.name.to_string()).unwrap_or_default(),
            is_own: review.user == own,
            review,
        });
        Ok((offer, said.collect::<Vec<_>>()))
    };
    let (offer, said) = state.platform.read(read).await?;
    let installed = verbs::look(desk, move |tx| Ok(registry::by_package(tx, &package)?)).await?;
    let installed = installed.filter(|app| !app.is_archived());
    Ok(OfferPage::new(page, &offer, installed.as_ref(), said, notice, desk.now()))
}
