//! `list_cards`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    card::{self, CardId},
    stack::{self, StackId},
};

/// Cards in one answer: what a model reads without losing its thread.
const CARDS_MAX: u32 = 100;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListCards {
    /// Without it, the stack that the user is looking at.
    #[serde(default)]
    stack_id: Option<StackId>,
    /// The last `card_id` of an answer that had more: what follows is listed.
    #[serde(default)]
    after: Option<CardId>,
}

impl Tool for ListCards {
    const NAME: &'static str = "list_cards";
    const DESCRIPTION: &'static str = "Lists the cards of a stack by title, in the order in which they were made. read_card \
                                       shows what is on one, and find looks through all of them.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let Some(stack) = self.stack_id.or(scene.stack) else {
            return refused("there is no stack yet: make one with create_stack");
        };
        let stack = stack::active(scene.tx, stack)?;
        let mut found = card::list_titles(scene.tx, Some(stack.id), self.after, CARDS_MAX + 1)?;
        let has_more = found.len() > CARDS_MAX as usize;
        found.truncate(CARDS_MAX as usize);
        let cards: Vec<Value> = found.iter().map(|one| json!({ "card_id": one.id, "title": one.title })).collect();
        let detail = format!("looked through {} cards of {}", cards.len(), shown::quoted(&stack.name));
        let output = json!({ "stack_id": stack.id, "stack": stack.name, "cards": cards, "more": has_more });
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}
