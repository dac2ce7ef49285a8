//! `update_card`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    card::{Block, CardId, Content, Edit, Size, Title, block},
    desk::Command,
    stack::Color,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateCard {
    card_id: CardId,
    #[serde(default)]
    title: Option<Title>,
    #[serde(default)]
    size: Option<Size>,
    #[serde(default)]
    color: Option<Color>,
    /// Replaces all blocks.
    #[serde(default)]
    #[schemars(with = "Option<Vec<Block>>")]
    blocks: Option<Value>,
    /// Changes some blocks: a map from block id to the fields to change. null removes a block, a new id adds one.
    #[serde(default)]
    patch: Option<Map<String, Value>>,
}

impl Tool for UpdateCard {
    const NAME: &'static str = "update_card";
    const DESCRIPTION: &'static str = "Changes a card's title, size, colour or content. What is left out stays. Give \
                                       either blocks, which replaces everything, or patch; the earlier version is kept.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let content = match (self.blocks, self.patch) {
            (Some(_), Some(_)) => return refused("give either blocks or patch, not both"),
            (Some(blocks), None) => Some(Content::Replace(block::parse(&blocks)?)),
            (None, Some(patch)) => Some(Content::Patch(patch)),
            (None, None) => None,
        };
        let edit = Edit { title: self.title, size: self.size, color: self.color.map(Some), content };
        let done = scene.run(Command::UpdateCard { card: self.card_id, edit })?;
        let (output, title) = shown::card_by_id(scene.tx, self.card_id)?;
        Ok(ToolDone { changes: done.changes, output, detail: format!("changed {}", shown::quoted(&title)) })
    }
}
