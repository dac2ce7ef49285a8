//! The Drawer: what was archived, and the way back.

use actix_web::{HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::{
    answer::html,
    card::view::color_name,
    error::Result,
    extract::Desk,
    page::Page,
    words::{When, Words},
};
use crate::{
    card::{self, Card},
    db::Tx,
    desk,
    kit::Timestamp,
    stack::{self, Stack, Status},
};

/// Stacks and cards that one page shows of each; a search finds the others.
const SHOWN_MAX: u32 = 100;

/// Characters of a search; more is cut, because no name is longer.
const QUERY_CHARS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "drawer/index.html")]
pub(super) struct DrawerPage {
    pub page: Page,
    pub query: String,
    pub nothing: String,
    pub stacks: Vec<StackLine>,
    pub cards: Vec<CardLine>,
    pub has_more: bool,
}

/// What is found, for htmx to put in while its reader types.
#[derive(Template)]
#[template(path = "drawer/_results.html")]
pub(super) struct Results {
    pub page: Page,
    pub nothing: String,
    pub stacks: Vec<StackLine>,
    pub cards: Vec<CardLine>,
    pub has_more: bool,
}

/// An archived stack.
pub(super) struct StackLine {
    pub id: String,
    pub name: String,
    pub color: &'static str,
    pub at: When,
    pub restore_label: String,
}

/// An archived card.
pub(super) struct CardLine {
    pub id: String,
    pub title: String,
    pub color: &'static str,
    pub at: When,
    /// Where it lay.
    pub stack_note: String,
    /// A card comes back to its stack only.
    pub can_restore: bool,
    pub restore_label: String,
}

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /drawer?q=`: what was archived, the last first, with the names that hold `q`.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, page: Page, Query(search): Query<Search>) -> Result<HttpResponse> {
    let query: String = search.q.trim().chars().take(QUERY_CHARS_MAX).collect();
    let text = query.clone();
    let (stacks, cards) = desk.read(move |tx| find(tx, &text)).await?;

    let (words, now) = (page.words, desk.now());
    let has_more = [stacks.len(), cards.len()].contains(&(SHOWN_MAX as usize));
    let nothing = page.say(if query.is_empty() { "drawer-empty" } else { "drawer-nothing" });
    let stacks = stacks.iter().map(|stack| StackLine::new(stack, words, now)).collect();
    let cards = cards.iter().map(|(card, home)| CardLine::new(card, home, words, now)).collect();
    if page.is_fragment {
        return html(&Results { page, nothing, stacks, cards, has_more });
    }
    html(&DrawerPage { page, query, nothing, stacks, cards, has_more })
}

impl StackLine {
    pub(super) fn new(stack: &Stack, words: Words, now: Timestamp) -> Self {
        Self {
            id: stack.id.to_string(),
            name: stack.name.to_string(),
            color: color_name(stack.color),
            at: When::new(stack.archived_at.unwrap_or_default(), now, words),
            restore_label: words.say_with("restore-of", &[("name", stack.name.to_string())]),
        }
    }
}

impl CardLine {
    pub(super) fn new(card: &Card, home: &Stack, words: Words, now: Timestamp) -> Self {
        let can_restore = home.status == Status::Active;
        let name = [("stack", home.name.to_string())];
        Self {
            id: card.id.to_string(),
            title: card.title.to_string(),
            color: color_name(card.color),
            at: When::new(card.archived_at.unwrap_or_default(), now, words),
            stack_note: words.say_with(if can_restore { "drawer-from" } else { "drawer-from-archived" }, &name),
            can_restore,
            restore_label: words.say_with("restore-of", &[("name", card.title.to_string())]),
        }
    }
}

/// What is in the Drawer: stacks, and cards each with the stack that it lay on.
type Found = (Vec<Stack>, Vec<(Card, Stack)>);

fn find(tx: &Tx, text: &str) -> std::result::Result<Found, desk::Error> {
    let stacks = stack::list_archived(tx, text, SHOWN_MAX)?;
    let mut cards = Vec::new();
    for card in card::list_archived(tx, text, SHOWN_MAX)? {
        let home = stack::find(tx, card.stack)?;
        cards.push((card, home));
    }
    Ok((stacks, cards))
}
