//! `recall`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Result, Scene, Tool, ToolDone, shown};
use crate::memory;

/// Lines that one answer holds; more words narrow it.
const FOUND_MAX: usize = 50;
/// Characters of a line that are answered.
const LINE_CHARS_MAX: usize = 600;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Recall {
    /// Words that must all stand in what is remembered; nothing for everything.
    #[serde(default)]
    query: String,
}

impl Tool for Recall {
    const NAME: &'static str = "recall";
    const DESCRIPTION: &'static str = "Looks through the memory: what was remembered, each with its learning_id, and the \
                                       lines of the memory's files. Also what the context had no room for.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let words: Vec<String> = self.query.split_whitespace().map(str::to_lowercase).collect();
        let holds = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mut found: Vec<Value> = Vec::new();
        for one in memory::learnings(scene.tx)?.iter().filter(|one| holds(&one.text)) {
            found.push(json!({ "file": one.file.as_str(), "text": one.text, "learning_id": one.id }));
        }
        for file in memory::files(scene.tx)? {
            for line in file.text.lines().map(str::trim).filter(|line| !line.is_empty() && holds(line)) {
                let text: String = line.chars().take(LINE_CHARS_MAX).collect();
                found.push(json!({ "file": file.name.as_str(), "text": text }));
            }
        }
        let more = found.len().saturating_sub(FOUND_MAX);
        found.truncate(FOUND_MAX);
        let detail = match self.query.trim() {
            "" => "looked through the memory".to_owned(),
            query => format!("looked through the memory for {}", shown::quoted(query)),
        };
        Ok(ToolDone { changes: Vec::new(), output: json!({ "found": found, "more": more }), detail })
    }
}
