//! What the page's own templates make of one stack, card or message, for frames.

use crate::{card::Card, chat::Message, kit::Timestamp, stack::Stack, web::words::Words};

#[must_use]
pub fn tab(stack: &Stack, _words: Words) -> String {
    stack.name.to_string()
}

#[must_use]
pub fn card(card: &Card, _words: Words, _now: Timestamp) -> String {
    card.title.to_string()
}

#[must_use]
pub fn message(message: &Message, _words: Words, _now: Timestamp) -> String {
    message.content.clone()
}
