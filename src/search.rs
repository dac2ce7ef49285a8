//! Finding things by what they say: cards, messages, stacks and documents, on the desk and in the Drawer.
//!
//! This room reads two indexes that triggers of the file keep (`migrations/sprite/0003_search.sql`, and
//! `0006_search_documents.sql`): `search_words`, which ranks, and `search_parts`, which finds what stands inside a word. A question is data: whatever is typed, it
//! finds something or nothing, and is never refused.

mod document;
mod fold;
mod query;
mod snippet;
mod store;
#[cfg(test)]
mod tests;

use crate::{
    activity::TurnId,
    card::{self, CardId},
    chat::{MessageId, Role},
    db::Tx,
    desk,
    document::DocumentId,
    kit::Timestamp,
    stack::{self, Color, StackId, Status},
};

pub use query::{Filters, Query, Sayer};
pub use snippet::Piece;

/// Results that one page holds at most.
pub const PAGE_MAX: usize = 50;

/// Rows of each kind that are ranked, the newest ones: of a word that stands everywhere the rest says no more.
const RANKED_MAX: usize = 1_000;

/// Passages of documents that are ranked, the newest ones. There are far more of them than of other things.
const PASSAGES_RANKED_MAX: usize = 10_000;

/// Rows that are read to see whether they hold a part of a word: reading costs more than ranking.
const READ_MAX: usize = 200;

/// Characters of a text in which a passage is looked for; a card may hold a megabyte.
const LOOKED_THROUGH_CHARS_MAX: usize = 100_000;

/// What kind of thing is found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Card,
    Message,
    Stack,
    Document,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Card, Self::Message, Self::Stack, Self::Document];

    /// The word on the wire and in `type:`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Message => "chat",
            Self::Stack => "stack",
            Self::Document => "document",
        }
    }

    /// Where the numbers of this kind begin in the indexes.
    const fn base(self) -> i64 {
        match self {
            Self::Card => 0,
            Self::Message => 1 << 40,
            Self::Stack => 2 << 40,
            Self::Document => 3 << 40,
        }
    }

    const fn ranked_max(self) -> usize {
        match self {
            Self::Card | Self::Message | Self::Stack => RANKED_MAX,
            Self::Document => PASSAGES_RANKED_MAX,
        }
    }
}

/// Something that was found, and where it is.
#[derive(Clone, PartialEq, Debug)]
pub enum Subject {
    Card { id: CardId, stack: StackId, stack_name: String, can_restore: bool },
    Message { id: MessageId, role: Role, turn: Option<TurnId> },
    Stack { id: StackId },
    Document { id: DocumentId, place: Place },
}

/// Where in a document something stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In its name.
    Whole,
    Page {
        number: u32,
        /// Of so many.
        count: u32,
    },
    Sheet {
        number: u32,
        name: String,
        /// From 1.
        row: u32,
    },
}

impl Subject {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Card { .. } => Kind::Card,
            Self::Message { .. } => Kind::Message,
            Self::Stack { .. } => Kind::Stack,
            Self::Document { .. } => Kind::Document,
        }
    }
}

/// One thing that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    pub subject: Subject,
    /// The title, with the words that were sought marked; empty for a message.
    pub title: Vec<Piece>,
    /// A passage, with the words that were sought marked.
    pub passage: Vec<Piece>,
    pub is_archived: bool,
    pub color: Option<Color>,
    /// When it was last changed, or said.
    pub at: Timestamp,
}

/// One page of what was found, the best first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// How many there are over all pages, as far as they were counted.
    pub total: usize,
    /// Whether there are more than were counted.
    pub is_capped: bool,
}

/// A row of an index that fits, and how well: the lower the better.
struct Candidate {
    kind: Kind,
    number: i64,
    score: f64,
    at: Timestamp,
    /// The number of the thing; several passages of a document are one.
    thing: i64,
    /// How many rows of the index stand behind it.
    passages: usize,
}

/// Looks for `query` and answers up to `limit` of what fits, after the `offset` best.
///
/// A question without words lists what its filters leave, the last touched first; without either it finds nothing.
///
/// # Errors
/// Whatever the database refuses.
pub fn search(tx: &Tx, query: &Query, offset: usize, limit: usize) -> Result<Found, desk::Error> {
    if query.is_empty() {
        return Ok(Found::default());
    }

    let (mut found, mut is_capped) = (Vec::new(), false);
    let words = query.words_match();
    for kind in query.kinds().filter(|_| words.is_some() || query.is_open()) {
        let limit = kind.ranked_max();
        let rows = store::ranked(tx, kind, words.as_deref(), &query.filters, limit)?;
        is_capped |= rows.iter().map(|row| row.passages).sum::<usize>() == limit;
        found.extend(rows);
    }
    found.sort_by(|a, b| a.score.total_cmp(&b.score).then(b.at.cmp(&a.at)).then(b.number.cmp(&a.number)));
    if found.len() < offset.saturating_add(limit) {
        let inside = inside_words(tx, query, &found)?;
        found.extend(inside);
    }

    let total = found.len();
    let page = found.into_iter().skip(offset).take(limit.min(PAGE_MAX));
    let hits = page.map(|row| read(tx, query, &row)).collect::<Result<Vec<_>, _>>()?;
    Ok(Found { hits: hits.into_iter().flatten().map(|(hit, _)| hit).collect(), total, is_capped })
}

/// What holds the words only inside other words, the newest first.
fn inside_words(tx: &Tx, query: &Query, found: &[Candidate]) -> Result<Vec<Candidate>, desk::Error> {
    let Some(parts) = query.parts_match() else { return Ok(Vec::new()) };
    let mut inside: Vec<Candidate> = Vec::new();
    for kind in query.kinds() {
        for row in store::with_parts(tx, kind, &parts, &query.filters, READ_MAX)? {
            let mut all = found.iter().chain(&inside);
            let is_known = all.any(|known| (known.kind, known.thing) == (row.kind, row.thing));
            if !is_known && read(tx, query, &row)?.is_some_and(|(_, text)| query.stands_in(&text)) {
                inside.push(row);
            }
        }
    }
    Ok(inside)
}

/// Reads the thing behind a row, and its whole text.
fn read(tx: &Tx, query: &Query, row: &Candidate) -> Result<Option<(Hit, String)>, desk::Error> {
    Ok(match row.kind {
        Kind::Card => match store::card_id(tx, row.number)? {
            Some(id) => Some(card_hit(tx, query, id)?),
            None => None,
        },
        Kind::Message => store::message(tx, row.number)?.map(|message| {
            let passage = snippet::passage(cut(&message.content), query);
            let subject = Subject::Message { id: message.id, role: message.role, turn: message.turn };
            let hit = Hit { subject, title: Vec::new(), passage, is_archived: false, color: None, at: message.at };
            (hit, message.content)
        }),
        Kind::Stack => match store::stack_id(tx, row.number)? {
            Some(id) => {
                let stack = stack::find(tx, id)?;
                let (is_archived, at) = (stack.status == Status::Archived, stack.created_at);
                let (title, passage) = (snippet::marked(&stack.name, query), Vec::new());
                let subject = Subject::Stack { id };
                Some((Hit { subject, title, passage, is_archived, color: stack.color, at }, stack.name.to_string()))
            }
            None => None,
        },
        Kind::Document => match store::passage(tx, row.number)? {
            Some(passage) => Some(document::hit(tx, query, passage)?),
            None => None,
        },
    })
}

fn card_hit(tx: &Tx, query: &Query, id: CardId) -> Result<(Hit, String), desk::Error> {
    let card = card::find(tx, id)?;
    let home = stack::find(tx, card.stack)?;
    let body = card::block::plain_text(&card.blocks()?);
    let hit = Hit {
        subject: Subject::Card {
            id,
            stack: home.id,
            stack_name: home.name.to_string(),
            can_restore: home.status == Status::Active,
        },
        title: snippet::marked(&card.title, query),
        passage: snippet::passage(cut(&body), query),
        is_archived: card.status == Status::Archived,
        color: card.color,
        at: card.updated_at,
    };
    Ok((hit, format!("{}\n{body}", card.title)))
}

/// The beginning of a long text.
fn cut(text: &str) -> &str {
    text.char_indices().nth(LOOKED_THROUGH_CHARS_MAX).map_or(text, |(end, _)| &text[..end])
}
