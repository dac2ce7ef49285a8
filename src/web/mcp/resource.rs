//! Stacks and cards as resources: a stack is JSON that lists its cards, a card is Markdown.

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
    kit::{Id, Kind},
    sprite,
    stack::{self, Stack, StackId, Status},
};

/// Cards in one answer to `resources/list`, and in the resource of a stack.
const PAGE_CARDS_MAX: u32 = 200;

/// Bytes of a card that is read: a program that wants more of a table reads it over REST.
const TEXT_BYTES_MAX: usize = 1 << 20;

const STACKS: &str = "stackhouse://stacks/";
const CARDS: &str = "stackhouse://cards/";
const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown";

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    cursor: Option<String>,
}

/// What is to be read.
#[derive(Deserialize)]
pub(super) struct Which {
    uri: String,
}

/// What an address names.
enum Named {
    Stack(StackId),
    Card(CardId),
}

/// Lists the stacks and then the cards of the desk, a page at a time.
pub(super) async fn list(guest: &Guest, page: Page) -> Result<Value, Failure> {
    let after = page.cursor.map(|cursor| cursor.parse::<CardId>()).transpose();
    let after = after.map_err(|_| Failure::bad_params("cursor is none that this server gave"))?;
    let sprite = guest.sprite().await?;
    let found = sprite.read(move |tx| {
        let stacks = if after.is_none() { stack::list_active(tx)? } else { Vec::new() };
        Ok((stacks, card::list_titles(tx, None, after, PAGE_CARDS_MAX)?))
    });
    let (stacks, cards) = found.await.map_err(|error| failure(&error))?;

    let shown_stack = |one: &Stack| shown(STACKS, one.id, &one.name, JSON);
    let shown_card = |one: &Titled| shown(CARDS, one.id, &one.title, MARKDOWN);
    let resources: Vec<_> = stacks.iter().map(shown_stack).chain(cards.iter().map(shown_card)).collect();
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
    ] })
}

/// Reads a stack or a card.
pub(super) async fn read(guest: &Guest, Which { uri }: Which) -> Result<Value, Failure> {
    let named = Named::by(&uri).ok_or_else(|| Failure::no_resource(&uri))?;
    let sprite = guest.sprite().await?;
    let read = sprite.read(move |tx| match named {
        Named::Stack(id) => Ok((JSON, stack_text(tx, id)?)),
        Named::Card(id) => Ok((MARKDOWN, card_text(tx, id)?)),
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
    let mut text = String::from_utf8_lossy(&export::markdown(&card.title, &card.blocks()?).bytes).into_owned();
    if text.len() > TEXT_BYTES_MAX {
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        text.push_str("\n\n…");
    }
    Ok(text)
}

impl Named {
    fn by(uri: &str) -> Option<Self> {
        if let Some(id) = uri.strip_prefix(STACKS) {
            return id.parse().ok().map(Self::Stack);
        }
        uri.strip_prefix(CARDS)?.parse().ok().map(Self::Card)
    }
}
