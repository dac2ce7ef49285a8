//! `read_file`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Result, Scene, Tool, ToolDone, shown};
use crate::memory::{self, FileName};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadFile {
    /// Such as `user.md` or `journal/2026-11-21.md`.
    name: String,
}

impl Tool for ReadFile {
    const NAME: &'static str = "read_file";
    const DESCRIPTION: &'static str = "Reads a file of the memory whole, with the version that write_file asks for. What \
                                       was learnt stands beside it: recall finds that.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let file = memory::read(scene.tx, &self.name.parse::<FileName>()?)?;
        let output = json!({ "name": file.name.as_str(), "version": file.version, "text": file.text });
        let detail = format!("read {}", shown::quoted(file.name.as_str()));
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}
