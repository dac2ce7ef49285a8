//! `/api/search`.

use actix_web::{HttpResponse, web::Query as Asked};
use serde::{Deserialize, Serialize};

use super::super::{
    error::{Error, Result},
    extract::Desk,
};
use crate::{
    card::CardId,
    chat::MessageId,
    document::DocumentId,
    kit::Timestamp,
    search::{self, Found, Hit, Kind, PAGE_MAX, Piece, Place, Query, Subject},
    stack::{StackId, Status},
};

/// Results in one answer, when nobody says how many.
const LIMIT: usize = 20;

/// What is looked for, and which part of what is found is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    q: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    archived: Option<bool>,
    offset: Option<usize>,
    limit: Option<usize>,
}

/// A page of what was found.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Page {
    results: Vec<ResultView>,
    /// How many there are over all pages, as far as they were counted.
    total: usize,
    /// Whether there are more than were counted.
    capped: bool,
}

/// One result: `card`, `chat`, `stack` or `document`.
#[derive(Serialize, schemars::JsonSchema)]
struct ResultView {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_id: Option<CardId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack_id: Option<StackId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<DocumentId>,
    /// The page of a document, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    /// The sheet of a document, from 1, and the row in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    archived: bool,
    at: Timestamp,
    /// Plain text in pieces, with what was sought marked.
    title: Vec<Piece>,
    snippet: Vec<Piece>,
}

/// Looks through everything that cards, stacks, documents and the conversation say.
///
/// # Errors
/// When `type` is none of the four.
pub async fn show(desk: Desk, Asked(asking): Asked<Asking>) -> Result<HttpResponse> {
    let mut query = Query::parse(&asking.q);
    if !query.is_empty() {
        if let Some(word) = &asking.kind {
            let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
            let kind = kind.ok_or_else(|| Error::invalid("type", "must be card, chat, stack or document"))?;
            query.filters.kind = Some(kind);
        }
        if let Some(is_archived) = asking.archived {
            query.filters.status = Some(if is_archived { Status::Archived } else { Status::Active });
        }
    }
    let (offset, limit) = (asking.offset.unwrap_or(0), asking.limit.unwrap_or(LIMIT).clamp(1, PAGE_MAX));
    let found = desk.read(move |tx| search::search(tx, &query, offset, limit)).await?;
    Ok(HttpResponse::Ok().json(Page::from(found)))
}

impl From<Found> for Page {
    fn from(found: Found) -> Self {
        let results = found.hits.into_iter().map(ResultView::from).collect();
        Self { results, total: found.total, capped: found.is_capped }
    }
}

impl From<Hit> for ResultView {
    fn from(hit: Hit) -> Self {
        let mut view = Self {
            r#type: hit.subject.kind().as_str(),
            card_id: None,
            stack_id: None,
            stack_name: None,
            message_id: None,
            role: None,
            document_id: None,
            page: None,
            sheet: None,
            row: None,
            archived: hit.is_archived,
            at: hit.at,
            title: hit.title,
            snippet: hit.passage,
        };
        match hit.subject {
            Subject::Card { id, stack, stack_name, .. } => {
                (view.card_id, view.stack_id, view.stack_name) = (Some(id), Some(stack), Some(stack_name));
            }
            Subject::Stack { id } => view.stack_id = Some(id),
            Subject::Message { id, role, .. } => (view.message_id, view.role) = (Some(id), Some(role.as_str())),
            Subject::Document { id, place } => {
                view.document_id = Some(id);
                match place {
                    Place::Whole => {}
                    Place::Page { number, .. } => view.page = Some(number),
                    Place::Sheet { number, row, .. } => (view.sheet, view.row) = (Some(number), Some(row)),
                }
            }
        }
        view
    }
}
