//! `close_card`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{card::CardId, desk::Command};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseCard {
    card_id: CardId,
}

impl Tool for CloseCard {
    const NAME: &'static str = "close_card";
    const DESCRIPTION: &'static str =
        "Archives a card: it leaves its stack for the Drawer. Nothing is lost: restore_card brings it back.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let done = scene.run(Command::ArchiveCard { card: self.card_id })?;
        let (output, title) = shown::card_by_id(scene.tx, self.card_id)?;
        Ok(ToolDone { changes: done.changes, output, detail: format!("archived {}", shown::quoted(&title)) })
    }
}
