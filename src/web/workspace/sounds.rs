//! The sounds of a branch: all of them, and one with its tools.

use actix_web::{HttpRequest, HttpResponse, web::Query};

use super::{
    at::At,
    media::{Asked, Found, Media, find},
    place::Place,
    view::{
        Head,
        sounds::{SoundPage, SoundsPage},
    },
};
use crate::web::{answer::html, error::Result, page::Page};

/// `GET …/sounds/…`: a folder's sounds, or one of them.
///
/// # Errors
/// 404.
pub(super) async fn show(at: &At, page: Page, request: &HttpRequest, place: Place) -> Result<HttpResponse> {
    let asked = Query::<Asked>::from_query(request.query_string()).map(Query::into_inner).unwrap_or_default();
    let head = Head::new(at, request, &place);
    match find(at, &place, Media::Sound, &asked.q).await? {
        Found::List(listed) => html(&SoundsPage::new(page, head, &listed, asked.q)),
        Found::One(entry) => html(&SoundPage::new(page, head, &entry)),
    }
}
