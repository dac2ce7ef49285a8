//! `create_stack`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::{
    desk::Command,
    stack::{self, Color, Name, NewStack},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateStack {
    name: Name,
    #[serde(default)]
    color: Option<Color>,
}

impl Tool for CreateStack {
    const NAME: &'static str = "create_stack";
    const DESCRIPTION: &'static str = "Makes a new, empty stack at the end of the tabs.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let id = scene.context.ambient.id();
        let detail = format!("made the stack {}", shown::quoted(&self.name));
        let done = scene.run(Command::CreateStack(NewStack { id, name: self.name, color: self.color }))?;
        let output = shown::stack(&stack::find(scene.tx, id)?);
        Ok(ToolDone { changes: done.changes, output, detail })
    }
}
