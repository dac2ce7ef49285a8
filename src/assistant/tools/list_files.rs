//! `list_files`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Result, Scene, Tool, ToolDone};
use crate::memory;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListFiles {}

impl Tool for ListFiles {
    const NAME: &'static str = "list_files";
    const DESCRIPTION: &'static str = "Lists the files of the memory, with their versions and sizes: soul.md, user.md, \
                                       context.md, and the days of the journal, the last first.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let line = |file: memory::File| {
            json!({
                "name": file.name.as_str(),
                "version": file.version,
                "bytes": file.text.len(),
                "bytes_max": file.name.bytes_max(),
            })
        };
        let files: Vec<Value> = memory::files(scene.tx)?.into_iter().map(line).collect();
        let detail = "looked which files the memory has".to_owned();
        Ok(ToolDone { changes: Vec::new(), output: json!({ "files": files }), detail })
    }
}
