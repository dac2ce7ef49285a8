//! `list_stacks`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Result, Scene, Tool, ToolDone, shown};
use crate::{card, stack};

/// Archived stacks that are listed; the others are found by name.
const ARCHIVED_MAX: u32 = 100;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListStacks {
    /// Whether the stacks in the Drawer are listed as well.
    #[serde(default)]
    include_archived: bool,
}

impl Tool for ListStacks {
    const NAME: &'static str = "list_stacks";
    const DESCRIPTION: &'static str = "Lists the user's stacks in the order of their tabs, each with the number of its \
                                       cards. With include_archived also those in the Drawer.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let mut found = stack::list_active(scene.tx)?;
        if self.include_archived {
            found.extend(stack::list_archived(scene.tx, "", ARCHIVED_MAX)?);
        }
        let mut stacks: Vec<Value> = Vec::with_capacity(found.len());
        for one in &found {
            let mut shown = shown::stack(one);
            shown["cards"] = json!(card::count_active(scene.tx, one.id)?);
            stacks.push(shown);
        }
        let detail = format!("looked through {} stacks", stacks.len());
        Ok(ToolDone { changes: Vec::new(), output: json!({ "stacks": stacks }), detail })
    }
}
