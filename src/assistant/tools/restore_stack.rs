//! `restore_stack`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{
    desk::Command,
    stack::{self, StackId},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestoreStack {
    stack_id: StackId,
}

impl Tool for RestoreStack {
    const NAME: &'static str = "restore_stack";
    const DESCRIPTION: &'static str =
        "Brings a stack back from the Drawer, with the cards that were archived together with it.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let done = scene.run(Command::RestoreStack { stack: self.stack_id })?;
        let stack = stack::find(scene.tx, self.stack_id)?;
        let detail = format!("restored the stack {}", shown::quoted(&stack.name));
        Ok(ToolDone { changes: done.changes, output: shown::stack(&stack), detail })
    }
}
