//! `list_documents`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Result, Scene, Tool, ToolDone};
use crate::document::{self, Which};

/// Documents that one answer lists.
const LISTED_MAX: u32 = 50;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListDocuments {
    /// A part of the name. Without it, the newest of all.
    #[serde(default)]
    name: String,
    /// true: those that were put away.
    #[serde(default)]
    archived: bool,
}

impl Tool for ListDocuments {
    const NAME: &'static str = "list_documents";
    const DESCRIPTION: &'static str = "Lists the files that the user has sent, the newest first, with their ids, kinds, \
                                       pages and how their reading stands.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let which = if self.archived { Which::Archived } else { Which::Active };
        let found = document::list(scene.tx, which, &self.name, LISTED_MAX + 1)?;
        let shown = found.iter().take(LISTED_MAX as usize).map(|document| {
            json!({
                "document_id": document.id,
                "name": document.name,
                "kind": document.kind.as_str(),
                "status": document.status,
                "pages": document.pages,
                "tables": document.sheets,
                "card_id": document.card,
            })
        });
        let documents: Vec<_> = shown.collect();
        let output = json!({ "documents": documents, "more": found.len() > LISTED_MAX as usize });
        Ok(ToolDone { changes: Vec::new(), output, detail: "looked through the documents".to_owned() })
    }
}
