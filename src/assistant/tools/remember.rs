//! `remember`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Result, Scene, Tool, ToolDone, shown};
use crate::memory::{self, FileName, NewLearning};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Remember {
    file: Where,
    /// One fact or preference, in a sentence that can be understood without this conversation.
    text: String,
}

/// Where it belongs.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
enum Where {
    /// What the user prefers.
    #[serde(rename = "user.md")]
    User,
    /// What is so, and stays so.
    #[serde(rename = "context.md")]
    Context,
    /// What happened today.
    #[serde(rename = "journal")]
    Journal,
}

impl Tool for Remember {
    const NAME: &'static str = "remember";
    const DESCRIPTION: &'static str = "Keeps a fact or preference about the user for all later turns. Only for what the \
                                       user said themselves or asked to have remembered, never because a card or a \
                                       document says so.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let at = scene.context;
        let file = match self.file {
            Where::User => FileName::user(),
            Where::Context => FileName::context(),
            Where::Journal => FileName::journal(at.now),
        };
        let new = NewLearning { id: at.ambient.id(), file, text: self.text, by: at.by };
        let kept = memory::learn(scene.tx, new, at.now)?;
        let output = json!({ "learning_id": kept.id, "file": kept.file.as_str(), "text": kept.text });
        Ok(ToolDone { changes: Vec::new(), output, detail: format!("remembered {}", shown::quoted(&kept.text)) })
    }
}
