//! One document: what it is, how its reading stands, and what was found, a page or a part of a sheet at a time.

use actix_web::{HttpResponse, web::Query};
use serde::Deserialize;

use super::{
    super::{
        answer::html,
        error::{Error, Result},
        extract::{Desk, PathId},
        page::Page,
    },
    view::DocumentPage,
};
use crate::{
    db::Tx,
    desk,
    document::{
        self, Counted, Document, DocumentKind, Sheet,
        extraction::{self, Extraction},
    },
    extract::Cell,
};

/// Rows of a sheet that one page shows.
pub(super) const ROWS_SHOWN: u32 = 100;

/// Which part of the document to show.
#[derive(Clone, Copy, Deserialize)]
pub struct Part {
    page: Option<u32>,
    sheet: Option<u32>,
    row: Option<u32>,
}

/// A part of a document, read.
pub(super) struct Read {
    pub document: Document,
    pub sheets: Vec<Sheet>,
    pub page: Option<(u32, String)>,
    /// The sheet that is shown, the number of the first row, and the rows.
    pub table: Option<(Sheet, u32, Vec<Vec<Cell>>)>,
    pub facts: Vec<Extraction>,
    /// All folders.
    pub folders: Vec<Counted>,
}

/// `GET /documents/{id}?page=` or `?sheet=&row=`.
///
/// # Errors
/// 404 for a document that the user doesn't have, and for a page that it doesn't have.
pub async fn show(desk: Desk, page: Page, id: PathId<DocumentKind>, Query(part): Query<Part>) -> Result<HttpResponse> {
    let id = id.0;
    let read = desk.read(move |tx| read(tx, id, part)).await?;
    if part.page.is_some() && read.page.is_none() || part.sheet.is_some() && read.table.is_none() {
        return Err(Error::not_found());
    }
    html(&DocumentPage::new(page, &read, desk.now()))
}

fn read(tx: &Tx, id: document::DocumentId, part: Part) -> std::result::Result<Read, desk::Error> {
    let document = document::find(tx, id)?;
    let (sheets, facts) = (document::sheets(tx, id)?, extraction::list(tx, id)?);
    let wants_sheet = part.sheet.or((document.pages == 0).then_some(1)).filter(|_| part.page.is_none());
    let table = match wants_sheet.and_then(|number| sheets.iter().find(|sheet| sheet.number == number)) {
        Some(sheet) => {
            let row = part.row.unwrap_or(1).max(1);
            Some((sheet.clone(), row, document::rows(tx, id, sheet.number, row, ROWS_SHOWN)?))
        }
        None => None,
    };
    let number = part.page.unwrap_or(1);
    let text = if table.is_none() { document::page(tx, id, number)? } else { None };
    let folders = document::folders(tx)?;
    Ok(Read { document, sheets, page: text.map(|text| (number, text)), table, facts, folders })
}
