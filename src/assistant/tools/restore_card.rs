//! `restore_card`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{card::CardId, desk::Command};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestoreCard {
    card_id: CardId,
}

impl Tool for RestoreCard {
    const NAME: &'static str = "restore_card";
    const DESCRIPTION: &'static str =
        "Brings a card back from the Drawer to where it lay. Its stack must be on the desk.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let done = scene.run(Command::RestoreCard { card: self.card_id })?;
        let (output, title) = shown::card_by_id(scene.tx, self.card_id)?;
        Ok(ToolDone { changes: done.changes, output, detail: format!("restored {}", shown::quoted(&title)) })
    }
}
