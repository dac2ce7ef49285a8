//! `find`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    card,
    stack::{self, Status},
};

/// Cards and stacks that one search answers with.
const FOUND_MAX: usize = 20;
/// How many are looked at when only those on the desk, or only those in the Drawer, are wanted.
const LOOKED_AT_MAX: u32 = 500;
/// Words of a search; more only narrow what is found already.
const WORDS_MAX: usize = 10;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    /// Words that must all stand in the title of a card or the name of a stack.
    text: String,
    /// true: only in the Drawer; false: only on the desk; without it, everywhere.
    #[serde(default)]
    archived: Option<bool>,
}

impl Tool for Find {
    const NAME: &'static str = "find";
    const DESCRIPTION: &'static str =
        "Looks for cards and stacks by the words of their titles, on the desk and in the Drawer.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let words: Vec<String> = self.text.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect();
        if words.is_empty() {
            return refused("text is empty: give a word of the title");
        }
        let wanted = |status: Status| self.archived.is_none_or(|archived| archived == (status == Status::Archived));

        let found = card::search_titles(scene.tx, &words, LOOKED_AT_MAX)?;
        let found = found.iter().filter(|card| wanted(card.status)).take(FOUND_MAX);
        let cards: Vec<Value> = found.map(|card| shown::card(scene.tx, card)).collect::<Result<_>>()?;
        let found = stack::search_names(scene.tx, &words, LOOKED_AT_MAX)?;
        let found = found.iter().filter(|stack| wanted(stack.status)).take(FOUND_MAX);
        let stacks: Vec<Value> = found.map(shown::stack).collect();

        let detail = format!("looked for {}", shown::quoted(&words.join(" ")));
        Ok(ToolDone { changes: Vec::new(), output: json!({ "cards": cards, "stacks": stacks }), detail })
    }
}
