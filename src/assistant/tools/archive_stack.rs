//! `archive_stack`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{
    desk::Command,
    stack::{self, StackId},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchiveStack {
    stack_id: StackId,
}

impl Tool for ArchiveStack {
    const NAME: &'static str = "archive_stack";
    const DESCRIPTION: &'static str =
        "Puts a stack and its cards into the Drawer. Nothing is lost: restore_stack brings them all back.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let done = scene.run(Command::ArchiveStack { stack: self.stack_id })?;
        let stack = stack::find(scene.tx, self.stack_id)?;
        let detail = format!("archived the stack {}", shown::quoted(&stack.name));
        Ok(ToolDone { changes: done.changes, output: shown::stack(&stack), detail })
    }
}
