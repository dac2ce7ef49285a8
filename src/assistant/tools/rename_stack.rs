//! `rename_stack`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{
    desk::Command,
    stack::{self, Name, StackId},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenameStack {
    stack_id: StackId,
    name: Name,
}

impl Tool for RenameStack {
    const NAME: &'static str = "rename_stack";
    const DESCRIPTION: &'static str = "Gives a stack on the desk another name.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let detail = format!("named the stack {}", shown::quoted(&self.name));
        let done = scene.run(Command::RenameStack { stack: self.stack_id, name: self.name })?;
        let output = shown::stack(&stack::find(scene.tx, self.stack_id)?);
        Ok(ToolDone { changes: done.changes, output, detail })
    }
}
