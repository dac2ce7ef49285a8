//! Documents on pages: the list, sending files without a script, one document page by page, its bytes.

mod content;
mod facts;
mod folder;
mod show;
pub mod upload;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Payload, Query},
};
use serde::Deserialize;

use super::{
    answer::{html, html_with, see_other},
    error::{Error, Result},
    extract::{Desk, PathId},
    page::Page,
    state::State,
};
use crate::{
    account::{SignedIn, UserId},
    activity::By,
    db::Tx,
    desk::{self, Context, Done},
    document::{self, DocumentId, DocumentKind, Marker, Status, Which},
    sprite,
};

pub(super) use content::media_type as picture_type;
pub use content::{content, thumbnail};
pub use facts::{correct, take_back};
pub(super) use facts::{field as fact_field, put, remove};
pub use folder::lay;
pub(super) use folder::{lay_into, read as read_folder};
pub use show::show;
use view::{DocumentsPage, Line, Results};
pub(super) use view::{size, status_class, status_key};

/// Documents that one page shows; a search finds the others.
const SHOWN_MAX: u32 = 200;
/// Characters of a search; more is cut, because no name is longer.
const QUERY_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    folder: String,
}

/// `GET /documents?q=&archived=&folder=`: the documents in that folder whose names hold `q`, the newest first.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn list(desk: Desk, page: Page, Query(search): Query<Search>) -> Result<HttpResponse> {
    let results = found(&desk, &page, &search).await?;
    if page.is_fragment {
        return html(&results);
    }
    html(&DocumentsPage { page, query: search.q, refusals: Vec::new(), results })
}

/// `POST /documents`: takes the files of a form in.
///
/// # Errors
/// Why none of them could be received; what is wrong with single ones stands on the page.
pub async fn send(
    desk: Desk,
    page: Page,
    signed_in: SignedIn,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let received = upload::receive(&desk, signed_in.user_id, &state, &request, payload).await?;
    if received.refused.is_empty() {
        return Ok(see_other("/documents"));
    }
    let search = Search { q: String::new(), archived: false, folder: String::new() };
    let results = found(&desk, &page, &search).await?;
    let refusals = received.refused.iter().map(|refused| view::refused(refused, page.words)).collect();
    let query = String::new();
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &DocumentsPage { page, query, refusals, results })
}

/// `POST /documents/{id}/read`: has the document read once more, as after `tesseract` has come to this machine.
///
/// # Errors
/// 404.
pub async fn read_again(
    desk: Desk,
    signed_in: SignedIn,
    state: Data<State>,
    id: PathId<DocumentKind>,
) -> Result<HttpResponse> {
    begin_again(&desk, signed_in.user_id, &state, id.0).await?;
    Ok(see_other(&format!("/documents/{}", id.0)))
}

/// Has a document read again, unless it is being read.
pub(super) async fn begin_again(desk: &Desk, user: UserId, state: &State, id: DocumentId) -> Result<()> {
    let document = desk.read(move |tx| Ok(document::find(tx, id)?)).await?;
    if matches!(document.status, Status::Processing | Status::Extracted) {
        return Ok(());
    }
    state.readings.shelf().mark(Marker { user, document: id }).map_err(Error::internal)?;
    change(desk, move |tx, _| document::set_status(tx, id, Status::Processing, None, &[])).await?;
    state.readings.begin(user, id);
    Ok(())
}

/// `POST /documents/{id}/archive`: puts the document away.
///
/// # Errors
/// 404.
pub async fn archive(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    set_archived(&desk, id.0, true).await?;
    Ok(see_other("/documents"))
}

/// `POST /documents/{id}/restore`: brings it back.
///
/// # Errors
/// 404.
pub async fn restore(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    set_archived(&desk, id.0, false).await?;
    Ok(see_other(&format!("/documents/{}", id.0)))
}

/// Puts a document away, or brings it back.
pub(super) async fn set_archived(desk: &Desk, id: DocumentId, is_archived: bool) -> Result<()> {
    change(desk, move |tx, context| document::set_archived(tx, id, is_archived.then_some(context.now))).await
}

/// Changes what is known of a document, as its user.
async fn change(desk: &Desk, verb: impl Fn(&Tx, &Context<'_>) -> document::Result<()> + Send + 'static) -> Result<()> {
    let write = move |tx: &Tx, context: &Context<'_>| -> std::result::Result<Done, sprite::Error> {
        verb(tx, context).map_err(desk::Error::from)?;
        Ok(Done::default())
    };
    desk.sprite.write(By::User, write).await?;
    Ok(())
}

async fn found(desk: &Desk, page: &Page, search: &Search) -> Result<Results> {
    let query: String = search.q.trim().chars().take(QUERY_CHARS_MAX).collect();
    let (which, text) = (if search.archived { Which::Archived } else { Which::Active }, query.clone());
    let folder = read_folder(&search.folder)?;
    let (inside, here) = (folder.clone(), folder.clone());
    let read =
        desk.read(move |tx| Ok((document::list_in(tx, which, &inside, &text, SHOWN_MAX)?, document::folders(tx)?)));
    let (documents, folders) = read.await?;
    let now = desk.now();
    let lines: Vec<Line> = documents.iter().map(|document| Line::new(document, page.words, now)).collect();
    Ok(Results::new(page, &query, search.archived, lines).with_folders(page, &here, &folders))
}
