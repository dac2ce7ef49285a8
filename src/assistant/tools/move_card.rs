//! `move_card`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    card::{CardId, Move, Place},
    desk::Command,
    stack::StackId,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveCard {
    card_id: CardId,
    /// The stack it goes to; without it, the card stays on its stack.
    #[serde(default)]
    stack_id: Option<StackId>,
    /// The place of its upper left corner in pixels. Without x and y the server finds a free place.
    #[serde(default)]
    x: Option<f64>,
    #[serde(default)]
    y: Option<f64>,
}

impl Tool for MoveCard {
    const NAME: &'static str = "move_card";
    const DESCRIPTION: &'static str = "Moves a card to another stack or another place.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let place = match (self.x, self.y) {
            (Some(x), Some(y)) => match Place::new(x, y) {
                Some(place) => Some(place),
                None => return refused("x and y must be finite numbers"),
            },
            (None, None) => None,
            _ => return refused("give both x and y, or neither of them"),
        };
        let to = Move { place, z: None, stack: self.stack_id };
        let done = scene.run(Command::MoveCard { card: self.card_id, to })?;
        let (output, title) = shown::card_by_id(scene.tx, self.card_id)?;
        Ok(ToolDone { changes: done.changes, output, detail: format!("moved {}", shown::quoted(&title)) })
    }
}
