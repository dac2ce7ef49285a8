//! `create_card`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    card::{Block, NewCard, Size, Title, block},
    desk::Command,
    stack::{Color, StackId},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateCard {
    title: Title,
    /// The content, from top to bottom. Rows of a table are objects by column, or lists in the columns' order.
    #[serde(default)]
    #[schemars(with = "Vec<Block>")]
    blocks: Option<Value>,
    /// Where the card goes; without it, on the stack that the user is looking at.
    #[serde(default)]
    stack_id: Option<StackId>,
    /// 280, 380, 560 or 800 pixels wide. Without it, medium.
    #[serde(default)]
    size: Option<Size>,
    #[serde(default)]
    color: Option<Color>,
}

impl Tool for CreateCard {
    const NAME: &'static str = "create_card";
    const DESCRIPTION: &'static str = "Makes a card with a title and blocks (heading, text, stat, key-value, table, badge, \
                                       progress, chart, code, checklist, separator). The server finds a free place.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let Some(stack) = self.stack_id.or(scene.stack) else {
            return refused("there is no stack to put the card on: make one with create_stack and name its stack_id");
        };
        let blocks = self.blocks.as_ref().map(block::parse).transpose()?.unwrap_or_default();
        let id = scene.context.ambient.id();
        let detail = format!("made the card {}", shown::quoted(&self.title));
        let (size, color) = (self.size.unwrap_or_default(), self.color);
        let new = NewCard { id, stack, title: self.title, size, color, blocks, place: None };
        let done = scene.run(Command::CreateCard(new))?;
        let (output, _) = shown::card_by_id(scene.tx, id)?;
        Ok(ToolDone { changes: done.changes, output, detail })
    }
}
