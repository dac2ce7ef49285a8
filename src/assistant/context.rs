//! What the assistant knows about the desk without asking: compact, bounded, built from the database.
//!
//! Never whole tables, never files: what is in a card is read with a tool.

mod documents;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::Turn;
use crate::{
    card::{self, Block, Card, CardId, Size, block::Body},
    chat::Message,
    db::{self, Tx},
    desk,
    memory::{self, PromptFile},
    stack::{self, StackId, Status},
};

pub use documents::{DocumentNote, SheetNote};

/// Cards of the active stack that are listed; the others are counted.
const CARDS_MAX: u32 = 50;
/// Stacks that are listed beside the active one; the others are counted.
const STACKS_MAX: usize = 50;
/// What "it" and "that" may mean.
const TOUCHED_MAX: usize = 5;
/// Names of columns that are listed for one table, and the characters of each.
const COLUMNS_MAX: usize = 40;
const COLUMN_CHARS_MAX: usize = 80;
/// All summaries of cards together, as JSON: about 8,000 tokens.
const CARDS_BYTES_MAX: usize = 32 * 1024;

/// What of the memory goes along with every turn: about 12,000 tokens.
const MEMORY_BYTES_MAX: usize = 50 * 1024;

/// The desk, as the assistant is told about it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_stack: Option<StackNote>,
    /// The cards of the active stack, the last touched first.
    pub cards: Vec<CardNote>,
    /// How many more cards the active stack has.
    pub more_cards: usize,
    pub other_stacks: Vec<StackNote>,
    pub more_stacks: usize,
    /// The cards that the assistant touched last, on any stack or in the Drawer, the last one first.
    pub touched: Vec<CardNote>,
    /// What the assistant keeps in mind, in the order in which it counts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub memory: Vec<PromptFile>,
    /// The documents that were sent last, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub documents: Vec<DocumentNote>,
}

/// A stack in a few words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StackNote {
    pub id: StackId,
    pub name: String,
}

/// A card in a few words.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CardNote {
    pub id: CardId,
    pub stack: StackId,
    pub title: String,
    pub size: Size,
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub archived: bool,
    /// The kinds of its blocks, each once.
    pub blocks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tables: Vec<TableNote>,
}

/// A table block without its rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TableNote {
    pub block: String,
    pub columns: Vec<String>,
    pub rows: usize,
}

impl Context {
    /// As it is stored with its turn: without the memory, of which nothing stays in a row once it is forgotten.
    #[must_use]
    pub fn without_memory(self) -> Self {
        Self { memory: Vec::new(), ..self }
    }

    /// With the memory as it is now.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn with_memory(self, tx: &Tx) -> db::Result<Self> {
        Ok(Self { memory: memory::for_prompt(tx, MEMORY_BYTES_MAX)?, ..self })
    }
}

/// Reads what the assistant should know when it answers `turn`; `history` is the conversation before it.
///
/// # Errors
/// Whatever the database refuses.
pub fn build(tx: &Tx, turn: &Turn, history: &[Message]) -> Result<Context, desk::Error> {
    let stacks = stack::list_active(tx)?;
    let active = active_stack(tx, turn.stack)?;
    let note = |stack: &stack::Stack| StackNote { id: stack.id, name: stack.name.to_string() };
    let mut others = stacks.iter().filter(|stack| Some(stack.id) != active).map(note);
    let other_stacks: Vec<StackNote> = others.by_ref().take(STACKS_MAX).collect();
    let more_stacks = others.count();

    let mut room = CARDS_BYTES_MAX;
    let touched = fitting(touched(tx, history)?, &mut room)?;
    let (mut cards, mut on_stack) = (Vec::new(), 0);
    if let Some(active) = active {
        on_stack = usize::try_from(card::count_active(tx, active)?).unwrap_or(usize::MAX);
        cards = fitting(card::latest_on(tx, active, CARDS_MAX)?, &mut room)?;
    }
    Ok(Context {
        active_stack: stacks.iter().find(|stack| Some(stack.id) == active).map(note),
        more_cards: on_stack.saturating_sub(cards.len()),
        cards,
        other_stacks,
        more_stacks,
        touched,
        memory: memory::for_prompt(tx, MEMORY_BYTES_MAX)?,
        documents: documents::notes(tx)?,
    })
}

/// The stack that the user spoke on, while it is on the desk; else the one that they used last.
///
/// # Errors
/// Whatever the database refuses.
pub fn active_stack(tx: &Tx, spoken_on: Option<StackId>) -> Result<Option<StackId>, desk::Error> {
    if let Some(id) = spoken_on
        && stack::active(tx, id).is_ok()
    {
        return Ok(Some(id));
    }
    Ok(desk::active_stack(tx)?)
}

fn touched(tx: &Tx, history: &[Message]) -> Result<Vec<Card>, desk::Error> {
    let mut ids: Vec<CardId> = Vec::new();
    for id in history.iter().rev().flat_map(|message| message.cards.iter().rev()) {
        if !ids.contains(id) && ids.len() < TOUCHED_MAX {
            ids.push(*id);
        }
    }
    Ok(ids.into_iter().map(|id| card::find(tx, id)).collect::<Result<_, _>>()?)
}

/// The notes of as many cards as there is room for, which they use up.
fn fitting(cards: Vec<Card>, room: &mut usize) -> Result<Vec<CardNote>, card::Error> {
    let mut notes = Vec::new();
    for card in cards {
        let note = CardNote::of(&card, &card.blocks()?);
        let bytes = serde_json::to_vec(&note).map_or(usize::MAX, |json| json.len());
        if bytes > *room {
            break;
        }
        *room -= bytes;
        notes.push(note);
    }
    Ok(notes)
}

impl CardNote {
    /// What is worth knowing about a card with these blocks.
    #[must_use]
    pub fn of(card: &Card, blocks: &[Block]) -> Self {
        let mut kinds: Vec<String> = Vec::new();
        let mut tables = Vec::new();
        for block in blocks {
            let kind = block.body.kind();
            if !kinds.iter().any(|known| known == kind) {
                kinds.push(kind.to_owned());
            }
            if let Body::Table(table) = &block.body {
                let short = |name: &String| name.chars().take(COLUMN_CHARS_MAX).collect();
                let columns = table.columns().iter().take(COLUMNS_MAX).map(short).collect();
                tables.push(TableNote { block: block.id.to_string(), columns, rows: table.rows().len() });
            }
        }
        Self {
            id: card.id,
            stack: card.stack,
            title: card.title.to_string(),
            size: card.shape.size,
            archived: card.status == Status::Archived,
            blocks: kinds,
            tables,
        }
    }
}
