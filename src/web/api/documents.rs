//! `/api/documents`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Payload, Query},
};
use serde::{Deserialize, Serialize};

use super::super::{
    document::{begin_again, lay_into, read_folder, set_archived, upload},
    error::{Error, Result},
    extract::{Desk, Json, PathId},
    state::State,
};
use crate::{
    account::SignedIn,
    document::{self, Counted, Document, DocumentId, DocumentKind, Sheet, Which},
    extract::Cell,
    protocol::view::DocumentView,
    stack::Status,
};

/// Documents in one answer.
const LISTED_MAX: u32 = 500;
/// Rows in one answer, and how many when nobody says.
const ROWS_MAX: u32 = 1_000;
const ROWS: u32 = 200;

/// What a list of documents asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    status: Option<Status>,
    #[serde(default)]
    q: String,
    #[serde(default)]
    folder: String,
}

/// Where a document is to lie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    folder: String,
}

/// Which page of a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedPage {
    page: Option<u32>,
}

/// Which rows of a sheet. Both numbers count from 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedRows {
    sheet: Option<u32>,
    first: Option<u32>,
    limit: Option<u32>,
}

#[derive(Serialize)]
struct Documents<'a> {
    documents: Vec<DocumentView<'a>>,
    folders: Vec<Counted>,
}

#[derive(Serialize)]
struct Received<'a> {
    documents: Vec<DocumentView<'a>>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    name: String,
    reason: &'static str,
    message: String,
}

#[derive(Serialize)]
struct WithSheets<'a> {
    #[serde(flatten)]
    document: DocumentView<'a>,
    tables: Vec<Sheet>,
}

#[derive(Serialize)]
struct PageOfText {
    page: u32,
    pages: u32,
    text: String,
}

#[derive(Serialize)]
struct PageOfRows {
    sheet: Sheet,
    first: u32,
    rows: Vec<Vec<Cell>>,
}

/// Lists the documents in `folder` whose names hold `q`, the newest first, and all folders; with `status=archived` those that were put away.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(filter): Query<Filter>) -> Result<HttpResponse> {
    let which = if filter.status == Some(Status::Archived) { Which::Archived } else { Which::Active };
    let folder = read_folder(&filter.folder)?;
    let read = desk
        .read(move |tx| Ok((document::list_in(tx, which, &folder, &filter.q, LISTED_MAX)?, document::folders(tx)?)));
    let (documents, folders) = read.await?;
    Ok(HttpResponse::Ok().json(Documents { documents: documents.iter().map(DocumentView::from).collect(), folders }))
}

/// Lays a document into a folder.
///
/// # Errors
/// 404; what is wrong with the name.
pub async fn lay(desk: Desk, id: PathId<DocumentKind>, Json(place): Json<Place>) -> Result<HttpResponse> {
    lay_into(&desk, id.0, &place.folder).await?;
    let document = find(&desk, id.0).await?;
    Ok(HttpResponse::Ok().json(DocumentView::from(&document)))
}

/// Takes files in.
///
/// # Errors
/// What is wrong with the request, or with the files when none of them could be taken.
pub async fn send(
    desk: Desk,
    signed_in: SignedIn,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let received = upload::receive(&desk, signed_in.user_id, &state, &request, payload).await?;
    if received.added.is_empty()
        && let Some(refused) = received.refused.first()
    {
        let (message, status) = (refused.why.to_string(), StatusCode::UNPROCESSABLE_ENTITY);
        return Err(Error::new(status, "file_refused", message).with_field("file"));
    }
    let mut documents = Vec::new();
    for id in received.added {
        documents.push(find(&desk, id).await?);
    }
    let refused = received.refused.iter().map(|refused| Refused {
        name: refused.name.to_string(),
        reason: refused.why.as_str(),
        message: refused.why.to_string(),
    });
    let documents = documents.iter().map(DocumentView::from).collect();
    Ok(HttpResponse::Created().json(Received { documents, refused: refused.collect() }))
}

/// Shows a document with the sheets that were found in it.
///
/// # Errors
/// 404.
pub async fn show(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    let id = id.0;
    let read = move |tx: &crate::db::Tx| Ok((document::find(tx, id)?, document::sheets(tx, id)?));
    let (document, tables) = desk.read(read).await?;
    Ok(HttpResponse::Ok().json(WithSheets { document: DocumentView::from(&document), tables }))
}

/// Hands out the text of a page.
///
/// # Errors
/// 404, also for a page that the document doesn't have.
pub async fn text(desk: Desk, id: PathId<DocumentKind>, Query(wanted): Query<WantedPage>) -> Result<HttpResponse> {
    let (id, page) = (id.0, wanted.page.unwrap_or(1));
    let read = move |tx: &crate::db::Tx| Ok((document::find(tx, id)?.pages, document::page(tx, id, page)?));
    let (pages, text) = desk.read(read).await?;
    let text = text.ok_or_else(Error::not_found)?;
    Ok(HttpResponse::Ok().json(PageOfText { page, pages, text }))
}

/// Hands out rows of a sheet.
///
/// # Errors
/// 404, also for a sheet that the document doesn't have.
pub async fn rows(desk: Desk, id: PathId<DocumentKind>, Query(wanted): Query<WantedRows>) -> Result<HttpResponse> {
    let (id, number) = (id.0, wanted.sheet.unwrap_or(1));
    let (first, limit) = (wanted.first.unwrap_or(1).max(1), wanted.limit.unwrap_or(ROWS).min(ROWS_MAX));
    let read = move |tx: &crate::db::Tx| {
        let sheet = document::sheets(tx, id)?.into_iter().find(|sheet| sheet.number == number);
        Ok((sheet, document::rows(tx, id, number, first, limit)?))
    };
    let (sheet, rows) = desk.read(read).await?;
    let sheet = sheet.ok_or_else(Error::not_found)?;
    Ok(HttpResponse::Ok().json(PageOfRows { sheet, first, rows }))
}

/// Has a document read again.
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
    Ok(HttpResponse::Accepted().json(DocumentView::from(&find(&desk, id.0).await?)))
}

/// Puts a document away.
///
/// # Errors
/// 404.
pub async fn archive(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    moved(&desk, id.0, true).await
}

/// Brings a document back.
///
/// # Errors
/// 404.
pub async fn restore(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    moved(&desk, id.0, false).await
}

async fn moved(desk: &Desk, id: DocumentId, is_archived: bool) -> Result<HttpResponse> {
    set_archived(desk, id, is_archived).await?;
    Ok(HttpResponse::Ok().json(DocumentView::from(&find(desk, id).await?)))
}

async fn find(desk: &Desk, id: DocumentId) -> Result<Document> {
    desk.read(move |tx| Ok(document::find(tx, id)?)).await
}
