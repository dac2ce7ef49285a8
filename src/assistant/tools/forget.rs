//! `forget`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::memory::{self, LearningId};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Forget {
    /// As `recall` answers it.
    learning_id: LearningId,
}

impl Tool for Forget {
    const NAME: &'static str = "forget";
    const DESCRIPTION: &'static str = "Forgets one thing that was remembered. The user can bring it back in Settings. Only when the user asks for it.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let gone = memory::forget(scene.tx, self.learning_id, scene.context.now)?;
        let output = json!({ "learning_id": gone.id, "text": gone.text });
        Ok(ToolDone { changes: Vec::new(), output, detail: format!("forgot {}", shown::quoted(&gone.text)) })
    }
}
