//! What the page's own templates make of one stack, card or message, for frames.

use askama::Template;

use super::{card::view::CardView, chat::view::MessageView, stack::view::TabView};
use crate::{card::Card, chat::Message, kit::Timestamp, stack::Stack, web::words::Words};

#[derive(Template)]
#[template(path = "components/_tab.html")]
struct Tab {
    tab: TabView,
}

#[derive(Template)]
#[template(path = "components/_card.html")]
struct OnDesk {
    card: CardView,
}

#[derive(Template)]
#[template(path = "components/_message.html")]
struct Said {
    message: MessageView,
}

/// A stack's tab. Which one is shown is each browser tab's own business, so that none is marked.
#[must_use]
pub fn tab(stack: &Stack, words: Words) -> String {
    rendered(&Tab { tab: TabView::new(stack, None, words) })
}

#[must_use]
pub fn card(card: &Card, words: Words, now: Timestamp) -> String {
    rendered(&OnDesk { card: CardView::on_desk(card, words, now) })
}

#[must_use]
pub fn message(message: &Message, words: Words, now: Timestamp) -> String {
    rendered(&Said { message: MessageView::new(message, words, now) })
}

/// A template that fails is a mistake of ours: the frame goes without, and the page shows it when it is loaded again.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a fragment could not be rendered");
        String::new()
    })
}
