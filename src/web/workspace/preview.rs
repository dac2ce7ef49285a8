//! The preview of a branch: its files as the pages that they are, in a frame that can reach nothing else.

pub(in crate::web) mod passes;
mod serve;
mod types;
mod watched;

use actix_web::{HttpRequest, HttpResponse};

use super::{
    at::At,
    code::path_of,
    place::{Place, encode},
    view::{Head, preview::PreviewPage},
};
use crate::web::{answer::html, error::Result, page::Page};
use passes::Pass;

pub(super) use serve::serve;

/// `GET …/preview/…`: the frame, and what stands around it.
///
/// # Errors
/// 404.
pub(super) async fn show(at: &At, page: Page, request: &HttpRequest, place: &Place) -> Result<HttpResponse> {
    if !place.path.is_empty() {
        let (path, branch) = (path_of(&place.path)?, place.branch.clone());
        at.read(move |git| git.entry(git.head(&branch)?, &path)).await?;
    }
    let pass =
        Pass { user: at.user.user_id, sign_in: at.user.sign_in, repository: at.repo.id, branch: place.branch.clone() };
    let secret = at.state.previews.give(pass, &at.state.ambient);
    let parts: Vec<String> = place.path.split('/').map(encode).collect();
    let src = format!("/preview/{secret}/{}", parts.join("/"));
    html(&PreviewPage::new(page, Head::new(at, request, place), src))
}
