//! The chat of a branch. What it will be stands on its page; until then nothing can be sent.

use actix_web::{HttpRequest, HttpResponse};

use super::{
    at::At,
    place::Place,
    view::{Head, chat::ChatPage},
};
use crate::web::{answer::html, error::Result, page::Page};

/// What is coming here, and where to ask meanwhile.
///
/// # Errors
/// When the page can't be made.
pub(super) fn show(at: &At, page: Page, request: &HttpRequest, place: &Place) -> Result<HttpResponse> {
    html(&ChatPage { head: Head::new(at, request, place), page })
}
