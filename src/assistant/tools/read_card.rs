//! `read_card`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Result, Scene, Tool, ToolDone, shown};
use crate::card::{self, CardId, block};

/// What of a card a model is shown: about 8,000 tokens.
const BLOCKS_BYTES_MAX: usize = 32 * 1024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadCard {
    card_id: CardId,
}

impl Tool for ReadCard {
    const NAME: &'static str = "read_card";
    const DESCRIPTION: &'static str = "Reads a card with all its blocks and their ids, on the desk or in the Drawer. Long \
                                       tables and texts are cut, which truncated tells; for sums use compute.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let found = card::find(scene.tx, self.card_id)?;
        let (blocks, truncated) = block::shorten(&found.blocks()?, BLOCKS_BYTES_MAX);
        let mut output = shown::card(scene.tx, &found)?;
        output["size"] = json!(found.shape.size);
        output["color"] = json!(found.color);
        output["blocks"] = json!(blocks);
        output["truncated"] = json!(truncated);
        let detail = format!("read {}", shown::quoted(&found.title));
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}
