//! The pictures of a branch: all of them, and one with its tools.

use actix_web::{HttpRequest, HttpResponse, web::Query};

use super::{
    at::At,
    media::{Asked, Found, Media, find},
    place::Place,
    view::{
        Head,
        images::{ImagePage, ImagesPage, PaintPage},
    },
};
use crate::{
    repo::Role,
    web::{answer::html, error::Result, page::Page},
};

/// `GET …/images/…`: a folder's pictures, or one of them.
///
/// # Errors
/// 404; 403 for the tools of whoever may not write.
pub(super) async fn show(at: &At, page: Page, request: &HttpRequest, place: Place) -> Result<HttpResponse> {
    let asked = Query::<Asked>::from_query(request.query_string()).map(Query::into_inner).unwrap_or_default();
    let head = Head::new(at, request, &place);
    if asked.new.is_some() {
        at.repo.require(Role::Write)?;
        return html(&PaintPage::new(page, head, None));
    }
    match find(at, &place, Media::Image, &asked.q).await? {
        Found::List(listed) => html(&ImagesPage::new(page, head, &listed, asked.q)),
        Found::One(entry) if asked.edit.is_some() => {
            at.repo.require(Role::Write)?;
            html(&PaintPage::new(page, head, Some(&entry)))
        }
        Found::One(entry) => html(&ImagePage::new(page, head, &entry)),
    }
}
