//! How cards and stacks stand in a tool's output.

use serde_json::{Value, json};

use super::Result;
use crate::{
    card::{self, Card, CardId},
    db::Tx,
    stack::{self, Stack, Status},
};

/// The card with this id, as [`card`] shows it, and its title.
pub(super) fn card_by_id(tx: &Tx, id: CardId) -> Result<(Value, String)> {
    let found = card::find(tx, id)?;
    Ok((card(tx, &found)?, found.title.to_string()))
}

/// A card in a few words.
pub(super) fn card(tx: &Tx, card: &Card) -> Result<Value> {
    let stack = stack::find(tx, card.stack)?;
    Ok(json!({
        "card_id": card.id,
        "title": card.title,
        "stack_id": stack.id,
        "stack": stack.name,
        "archived": card.status == Status::Archived,
    }))
}

/// A stack in a few words.
pub(super) fn stack(stack: &Stack) -> Value {
    json!({ "stack_id": stack.id, "name": stack.name, "archived": stack.status == Status::Archived })
}

/// A name between quotes, cut where it would fill the line.
pub(super) fn quoted(name: &str) -> String {
    let short: String = name.chars().take(60).collect();
    if short.len() < name.len() { format!("“{short}…”") } else { format!("“{short}”") }
}
