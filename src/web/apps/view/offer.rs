//! The catalogue and one app of it.

use askama::Template;

use super::{Shelf, category_name, consent::Line, shelves};
use crate::{
    app::{
        App, Category,
        catalogue::{Offer, REVIEW_CHARS_MAX, Rating, Review},
        grant,
    },
    kit::Timestamp,
    web::{api::apps::holds, apps::notice::Notice, page::Page, words::When},
};

#[derive(Template)]
#[template(path = "apps/catalogue.html")]
pub(in crate::web::apps) struct CataloguePage {
    page: Page,
    query: String,
    notice: Option<Notice>,
    results: CatalogueResults,
}

/// The grid, for htmx to put in while its reader types.
#[derive(Template)]
#[template(path = "apps/_offers.html")]
pub(in crate::web::apps) struct CatalogueResults {
    page: Page,
    shelves: Vec<Shelf>,
    offers: Vec<OfferTile>,
}

/// An app that is offered, as a tile.
pub(in crate::web::apps) struct OfferTile {
    pub id: String,
    pub icon: String,
    pub name: String,
    pub description: String,
    pub shelf: String,
    pub rating: String,
    /// The app that is installed already.
    pub installed: Option<String>,
    /// What it asks for, which its user allows by installing it; on its page, one by one.
    pub asks: Vec<Line>,
    pub install_label: String,
}

/// One app of the catalogue.
#[derive(Template)]
#[template(path = "apps/offer.html")]
pub(in crate::web::apps) struct OfferPage {
    page: Page,
    notice: Option<Notice>,
    tile: OfferTile,
    version: String,
    author: String,
    tags: Vec<String>,
    permissions: Vec<Line>,
    said: Vec<SaidLine>,
    own_stars: u8,
    own_review: String,
    review_chars_max: usize,
}

/// What a user says, with their name.
pub(in crate::web::apps) struct Said {
    pub by: String,
    pub is_own: bool,
    pub review: Review,
}

struct SaidLine {
    by: String,
    stars: String,
    stars_label: String,
    text: String,
    at: When,
}

impl CataloguePage {
    pub(in crate::web::apps) fn new(
        page: Page,
        results: CatalogueResults,
        query: &str,
        notice: Option<Notice>,
    ) -> Self {
        Self { page, query: query.to_owned(), notice, results }
    }
}

// The template escapes what it is given.
impl askama::filters::HtmlSafe for CatalogueResults {}

impl CatalogueResults {
    pub(in crate::web::apps) fn new(
        page: &Page,
        offers: &[Offer],
        installed: &[App],
        q: &str,
        shelf: Option<Category>,
    ) -> Self {
        let fits = |offer: &&Offer| {
            let package = &offer.package;
            let tags: Vec<String> = package.tags.iter().map(ToString::to_string).collect();
            shelf.is_none_or(|shelf| shelf == package.category)
                && holds(q, [package.name.as_str(), package.description.as_str(), package.id.as_str()], &tags)
        };
        let tile =
            |offer: &Offer| OfferTile::new(page, offer, installed.iter().find(|app| app.package == offer.package.id));
        Self {
            page: page.clone(),
            shelves: shelves(page, "/apps/catalogue", q, shelf),
            offers: offers.iter().filter(fits).map(tile).collect(),
        }
    }
}

impl OfferTile {
    pub(super) fn new(page: &Page, offer: &Offer, installed: Option<&App>) -> Self {
        let package = &offer.package;
        Self {
            id: package.id.to_string(),
            icon: package.icon.to_string(),
            name: package.name.to_string(),
            description: package.description.to_string(),
            shelf: category_name(page, package.category),
            rating: rating(page, offer.rating),
            installed: installed.map(|app| app.id.to_string()),
            asks: grant::asked(package).iter().map(|permission| Line::new(page, permission, true)).collect(),
            install_label: page.say_with("apps-install-label", &[("name", package.name.to_string())]),
        }
    }
}

impl OfferPage {
    pub(in crate::web::apps) fn new(
        page: Page,
        offer: &Offer,
        installed: Option<&App>,
        said: Vec<Said>,
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let package = &offer.package;
        let own = said.iter().find(|said| said.is_own).map(|said| &said.review);
        let (own_stars, own_review) = own.map_or((5, String::new()), |own| (own.stars.count(), own.text.clone()));
        let line = |permission| Line::new(&page, permission, true);
        Self {
            tile: OfferTile::new(&page, offer, installed),
            version: page.say_with("apps-version", &[("version", package.version.to_string())]),
            author: page.say_with("apps-by", &[("author", package.author.to_string())]),
            tags: package.tags.iter().map(ToString::to_string).collect(),
            permissions: grant::asked(package).iter().map(line).collect(),
            said: said.into_iter().map(|said| SaidLine::new(&page, said, now)).collect(),
            own_stars,
            own_review,
            review_chars_max: REVIEW_CHARS_MAX,
            notice,
            page,
        }
    }
}

impl SaidLine {
    fn new(page: &Page, said: Said, now: Timestamp) -> Self {
        let count = said.review.stars.count();
        let filled = usize::from(count);
        Self {
            by: said.by,
            stars: format!("{}{}", "★".repeat(filled), "☆".repeat(5 - filled.min(5))),
            stars_label: page.say_with("apps-stars", &[("count", count.to_string())]),
            text: said.review.text,
            at: When::new(said.review.at, now, page.words),
        }
    }
}

/// What all think together, or nothing when nobody has said anything.
fn rating(page: &Page, rating: Rating) -> String {
    if rating.count == 0 {
        return String::new();
    }
    let stars = format!("{:.1}", rating.stars);
    page.say_with("apps-rating", &[("stars", stars), ("count", rating.count.to_string())])
}
