//! `write_file`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::memory::{self, FileName};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WriteFile {
    /// `user.md`, `context.md` or a day such as `journal/2026-11-21.md`.
    name: String,
    /// The whole new text.
    text: String,
    /// As `read_file` answers it; 0 for a file that is still empty.
    version: u32,
}

impl Tool for WriteFile {
    const NAME: &'static str = "write_file";
    const DESCRIPTION: &'static str = "Gives a file of the memory another text. Only when the user asks for it: these are \
                                       their own words. Read the file first and keep what they did not speak of; for a \
                                       single fact use remember. Every earlier version can be brought back in Settings. \
                                       Only the user writes soul.md.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let name = self.name.parse::<FileName>()?;
        // Also a program that works in the user's name by this tool may be led by a text that it has read.
        if name == FileName::soul() {
            return Err(memory::Error::OnlyByHand.into());
        }
        let by = scene.context.by;
        let file = memory::write(scene.tx, &name, &self.text, self.version, by, scene.context.now)?;
        let output = json!({ "name": name.as_str(), "version": file.version, "bytes": file.text.len() });
        Ok(ToolDone { changes: Vec::new(), output, detail: format!("wrote {}", shown::quoted(name.as_str())) })
    }
}
