//! Components that hold others.

use serde_json::Value;

use super::{
    Body,
    value::{field, first, held, prop, words_of},
};
use crate::{
    app::{
        component::{Happening, Prop},
        tree::Shown,
    },
    web::words::Words,
};

/// One tab of a row of them.
pub(super) struct Tab {
    pub label: String,
    /// What choosing it tells, as JSON.
    pub value: String,
    pub is_shown: bool,
}

pub(super) fn group(shown: &Shown) -> Body {
    Body::Group { label: prop(shown, Prop::Label) }
}

pub(super) fn card(shown: &Shown) -> Body {
    Body::Card { title: first(shown, &[Prop::Title, Prop::Label]) }
}

pub(super) fn list(shown: &Shown) -> Body {
    let is_sortable = shown.is(Prop::Sortable) && shown.tells.contains(&Happening::Move);
    Body::List { is_sortable, label: prop(shown, Prop::Label) }
}

pub(super) fn tabs(shown: &Shown, words: Words) -> Body {
    let chosen = held(shown);
    let items = shown.list(Prop::Items);
    let value_of = |item: &Value| item.get("id").unwrap_or(item).clone();
    // One of them can be reached with the keyboard, also when none is chosen.
    let at = items.iter().position(|item| value_of(item) == chosen).unwrap_or(0);
    let tab = |(number, item): (usize, &Value)| {
        let value = value_of(item);
        let label = Some(field(item, "label")).filter(|label| !label.is_empty()).unwrap_or_else(|| words_of(&value));
        Tab { label, value: value.to_string(), is_shown: number == at }
    };
    let tabs = items.iter().enumerate().map(tab).collect();
    let label = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty());
    Body::Tabs { tabs, label: label.unwrap_or_else(|| words.say("app-tabs")) }
}

pub(super) fn modal(shown: &Shown, words: Words) -> Body {
    let title = Some(first(shown, &[Prop::Title, Prop::Label])).filter(|title| !title.is_empty());
    Body::Modal {
        title: title.unwrap_or_else(|| words.say("app-dialog")),
        is_open: shown.is(Prop::Open),
        can_close: shown.tells.contains(&Happening::Close),
    }
}

pub(super) fn form(shown: &Shown, words: Words) -> Body {
    let action = Some(prop(shown, Prop::Action)).filter(|action| !action.is_empty());
    Body::Form { action: action.unwrap_or_else(|| words.say("app-send")), label: prop(shown, Prop::Label) }
}
