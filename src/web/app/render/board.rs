//! Cards in lanes.

use serde_json::Value;

use super::value::{color, field, prop, words_of};
use crate::app::{
    component::{Happening, Prop},
    tree::Shown,
};

/// More lanes are not seen, and more cards are not looked through.
const LANES_MAX: usize = 20;
const CARDS_MAX: usize = 500;

pub(super) struct Board {
    pub label: String,
    pub lanes: Vec<Lane>,
    pub is_clickable: bool,
    pub is_movable: bool,
}

pub(super) struct Lane {
    /// Its id as JSON, so that a number stays one.
    pub value: String,
    pub title: String,
    pub cards: Vec<LaneCard>,
}

pub(super) struct LaneCard {
    /// Its id as JSON.
    pub item: String,
    pub title: String,
    pub text: String,
    pub color: Option<&'static str>,
}

impl Board {
    pub fn new(shown: &Shown) -> Self {
        let cards = shown.list(Prop::Cards);
        let tells = |happening| shown.tells.contains(&happening) && !shown.is(Prop::Disabled);
        let lane = |lane: &Value| {
            let id = if lane.is_object() { lane.get("id") } else { Some(lane) };
            let here = cards.iter().take(CARDS_MAX).filter(|card| id.is_some() && card.get("lane") == id);
            let title = Some(field(lane, "title")).filter(|title| !title.is_empty());
            Lane {
                cards: here.map(card).collect(),
                title: title.unwrap_or_else(|| id.map_or_else(String::new, words_of)),
                value: id.unwrap_or(&Value::Null).to_string(),
            }
        };
        Self {
            label: prop(shown, Prop::Label),
            lanes: shown.list(Prop::Lanes).iter().take(LANES_MAX).map(lane).collect(),
            is_clickable: tells(Happening::Click),
            is_movable: tells(Happening::Move),
        }
    }
}

fn card(card: &Value) -> LaneCard {
    LaneCard {
        item: card.get("id").unwrap_or(&Value::Null).to_string(),
        title: field(card, "title"),
        text: field(card, "text"),
        color: card.get("color").and_then(Value::as_str).and_then(color),
    }
}
