//! Stacks, cards and documents as resources: a stack is JSON that lists its cards, a card is Markdown, a document the
//! text that was found in it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    method::{Guest, failure},
    rpc::Failure,
};
use crate::{
    card::{self, CardId, Titled, export},
    db::Tx,
    desk,
    document::{self, Document, DocumentId, Which},
    extract::Cell,
    kit::{Id, Kind},
    sprite,
    stack::{self, Stack, StackId, Status},
};

/// Cards in one answer to `resources/list`, and in the resource of a stack.
const PAGE_CARDS_MAX: u32 = 200;

/// Documents in the last answer to `resources/list`, the newest: `list_documents` finds all of them.
const DOCUMENTS_MAX: u32 = 200;

/// Rows of each table of a document that is read.
const ROWS_MAX: u32 = 1_000;

/// Bytes of a card or document that is read: a program that wants more reads it over REST.
const TEXT_BYTES_MAX: usize = 1 << 20;

const STACKS: &str = "stackhouse://stacks/";
const CARDS: &str = "stackhouse://cards/";
const DOCUMENTS: &str = "stackhouse://documents/";
const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown";
const TEXT: &str = "text/plain";

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    cursor: Option<String>,
}

/// What is to be read.
#[derive(Deserialize)]
pub(super) struct Wanted {
    uri: String,
}

/// What an address names.
enum Named {
    Stack(StackId),
    Card(CardId),
    Document(DocumentId),
}

/// Lists the stacks, then the cards of the desk, a page at a time, and at their end documents.
pub(super) async fn list(guest: &Guest, page: Page) -> Result<Value, Failure> {
    let after = page.cursor.map(|cursor| cursor.parse::<CardId>()).transpose();
    let after = after.map_err(|_| Failure::bad_params("cursor is none that this server gave"))?;
    let sprite = guest.sprite().await?;
    let found = sprite.read(move |tx| {
        let stacks = if after.is_none() { stack::list_active(tx)? } else { Vec::new() };
        let cards = card::list_titles(tx, None, after, PAGE_CARDS_MAX)?;
        let is_last = cards.len() < PAGE_CARDS_MAX as usize;
        let documents = if is_last { document::list(tx, Which::Active, "", DOCUMENTS_MAX)? } else { Vec::new() };
        Ok((stacks, cards, documents))
    });
    let (stacks, cards, documents) = found.await.map_err(|error| failure(&error))?;

    let shown_stack = |one: &Stack| shown(STACKS, one.id, &one.name, JSON);
    let shown_card = |one: &Titled| shown(CARDS, one.id, &one.title, MARKDOWN);
    let shown_document = |one: &Document| shown(DOCUMENTS, one.id, &one.name, TEXT);
    let resources: Vec<_> = stacks.iter().map(shown_stack).chain(cards.iter().map(shown_card)).collect();
    let resources = [resources, documents.iter().map(shown_document).collect()].concat();
    let mut answer = json!({ "resources": resources });
    if let Some(last) = cards.last().filter(|_| cards.len() == PAGE_CARDS_MAX as usize) {
        answer["nextCursor"] = json!(last.id);
    }
    Ok(answer)
}

/// How addresses are made of ids.
pub(super) fn templates() -> Value {
    json!({ "resourceTemplates": [
        {
            "uriTemplate": format!("{STACKS}{{stack_id}}"),
            "name": "stack",
            "title": "Stack",
            "description": "A stack with the titles of its cards.",
            "mimeType": JSON,
        },
        {
            "uriTemplate": format!("{CARDS}{{card_id}}"),
            "name": "card",
            "title": "Card",
            "description": "All that stands on a card, on the desk or in the Drawer.",
            "mimeType": MARKDOWN,
        },
        {
            "uriTemplate": format!("{DOCUMENTS}{{document_id}}"),
            "name": "document",
            "title": "Document",
            "description": "The text that was found in a document, page by page, and its tables as CSV.",
            "mimeType": TEXT,
        },
    ] })
}

/// Reads a stack, a card or a document.
pub(super) async fn read(guest: &Guest, Wanted { uri }: Wanted) -> Result<Value, Failure> {
    let named = Named::by(&uri).ok_or_else(|| Failure::no_resource(&uri))?;
    let sprite = guest.sprite().await?;
    let read = sprite.read(move |tx| match named {
        Named::Stack(id) => Ok((JSON, stack_text(tx, id)?)),
        Named::Card(id) => Ok((MARKDOWN, card_text(tx, id)?)),
        Named::Document(id) => Ok((TEXT, document_text(tx, id)?)),
    });
    match read.await {
        Ok((media_type, text)) => Ok(json!({ "contents": [{ "uri": uri, "mimeType": media_type, "text": text }] })),
        Err(sprite::Error::Desk(error)) if error.code().ends_with("_not_found") => Err(Failure::no_resource(&uri)),
        Err(error) => Err(failure(&error)),
    }
}

fn shown<K: Kind>(place: &str, id: Id<K>, name: &str, media_type: &str) -> Value {
    json!({ "uri": format!("{place}{id}"), "name": name, "title": name, "mimeType": media_type })
}

fn stack_text(tx: &Tx, id: StackId) -> Result<String, desk::Error> {
    let stack = stack::find(tx, id)?;
    let cards = card::list_titles(tx, Some(id), None, PAGE_CARDS_MAX)?;
    let listed: Vec<_> = cards.iter().map(|one| shown(CARDS, one.id, &one.title, MARKDOWN)).collect();
    Ok(json!({
        "stack_id": stack.id,
        "name": stack.name,
        "archived": stack.status == Status::Archived,
        "cards_total": card::count_active(tx, id)?,
        "cards": listed,
    })
    .to_string())
}

fn card_text(tx: &Tx, id: CardId) -> Result<String, desk::Error> {
    let card = card::find(tx, id)?;
    let text = String::from_utf8_lossy(&export::markdown(&card.title, &card.blocks()?).bytes).into_owned();
    Ok(cut(text))
}

/// The pages and then the tables, as far as they fit.
fn document_text(tx: &Tx, id: DocumentId) -> Result<String, desk::Error> {
    let document = document::find(tx, id)?;
    let mut text = format!("{}\n", document.name);
    for number in 1..=document.pages {
        if text.len() > TEXT_BYTES_MAX {
            return Ok(cut(text));
        }
        let page = document::page(tx, id, number)?.unwrap_or_default();
        text.extend(["\n[page ", &number.to_string(), "]\n", &page, "\n"]);
    }
    for sheet in document::sheets(tx, id)? {
        if text.len() > TEXT_BYTES_MAX {
            break;
        }
        let rows = document::rows(tx, id, sheet.number, 1, ROWS_MAX)?;
        text.extend(["\n[table ", &sheet.name, ", ", &sheet.row_count.to_string(), " rows]\n"]);
        text.push_str(&csv_line(sheet.columns.iter().map(String::as_str)));
        for row in &rows {
            text.push_str(&csv_line(row.iter().map(Cell::to_string)));
        }
    }
    Ok(cut(text))
}

/// A line of CSV (RFC 4180).
fn csv_line(cells: impl Iterator<Item = impl AsRef<str>>) -> String {
    let quoted = cells.map(|cell| {
        let cell = cell.as_ref();
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    });
    quoted.collect::<Vec<_>>().join(",") + "\n"
}

/// The text as far as it may go; three dots say that there was more.
fn cut(mut text: String) -> String {
    if text.len() > TEXT_BYTES_MAX {
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        text.push_str("\n\n…");
    }
    text
}

impl Named {
    fn by(uri: &str) -> Option<Self> {
        if let Some(id) = uri.strip_prefix(STACKS) {
            return id.parse().ok().map(Self::Stack);
        }
        if let Some(id) = uri.strip_prefix(DOCUMENTS) {
            return id.parse().ok().map(Self::Document);
        }
        uri.strip_prefix(CARDS)?.parse().ok().map(Self::Card)
    }
}
