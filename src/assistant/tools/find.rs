//! `find`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Result, Scene, Tool, ToolDone, refused, shown};
use crate::{
    search::{self, Hit, Piece, Place, Query, Subject},
    stack::Status,
};

/// Things that one search answers with.
const FOUND_MAX: usize = 20;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    /// Words that must all stand in it; "in quotes" those that stand in a row; -word leaves out. Filters:
    /// type:card, type:chat, type:stack or type:document, in:STACK, by:user or by:agent, before:2026-03-15, after:2026-01.
    text: String,
    /// true: only in the Drawer; false: only on the desk; without it, everywhere.
    #[serde(default)]
    archived: Option<bool>,
}

impl Tool for Find {
    const NAME: &'static str = "find";
    const DESCRIPTION: &'static str = "Looks through all that cards, stacks, documents and the conversation say, on \
                                       the desk and in the Drawer, and answers the best with a passage of each.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let mut query = Query::parse(&self.text);
        if query.is_empty() {
            return refused("text is empty: give a word that stands in what is sought");
        }
        if let Some(archived) = self.archived {
            query.filters.status = Some(if archived { Status::Archived } else { Status::Active });
        }

        let found = search::search(scene.tx, &query, 0, FOUND_MAX)?;
        let (mut cards, mut stacks, mut messages) = (Vec::new(), Vec::new(), Vec::new());
        let mut documents = Vec::new();
        for hit in found.hits {
            match &hit.subject {
                Subject::Card { .. } => cards.push(shown_hit(&hit)),
                Subject::Stack { .. } => stacks.push(shown_hit(&hit)),
                Subject::Document { .. } => documents.push(shown_hit(&hit)),
                // What is being answered holds the words, too.
                Subject::Message { turn, .. } if turn.is_some() && *turn == scene.context.by.turn() => {}
                Subject::Message { .. } => messages.push(shown_hit(&hit)),
            }
        }
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let detail = format!("looked for {}", shown::quoted(&words.join(" ")));
        let output = json!({ "cards": cards, "stacks": stacks, "documents": documents, "messages": messages });
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}

fn shown_hit(hit: &Hit) -> Value {
    let (title, passage) = (text(&hit.title), text(&hit.passage));
    match &hit.subject {
        Subject::Card { id, stack, stack_name, .. } => json!({
            "card_id": id,
            "title": title,
            "stack_id": stack,
            "stack": stack_name,
            "archived": hit.is_archived,
            "passage": passage,
        }),
        Subject::Stack { id } => json!({ "stack_id": id, "name": title, "archived": hit.is_archived }),
        Subject::Document { id, place } => {
            let mut shown =
                json!({ "document_id": id, "name": title, "archived": hit.is_archived, "passage": passage });
            match place {
                Place::Whole => {}
                Place::Page { number, .. } => shown["page"] = json!(number),
                Place::Sheet { number, row, .. } => (shown["sheet"], shown["row"]) = (json!(number), json!(row)),
            }
            shown
        }
        Subject::Message { id, role, .. } => json!({ "message_id": id, "by": role.as_str(), "passage": passage }),
    }
}

fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}
