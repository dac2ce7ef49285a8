//! Cards: the visual containers on a stack.
//!
//! This room owns `cards` and `card_versions`. Every earlier content of a card is kept; where it lies on its
//! stack is not content. A card that leaves the desk remembers what took it: itself, or its stack.

pub mod block;
pub mod export;
mod place;
mod saved;
mod shape;
mod store;
#[cfg(test)]
mod tests;
mod verbs;
mod version;

use crate::{
    activity::{By, Seq},
    db,
    kit::{Id, Kind, Line, Timestamp},
    stack::{self, Color, StackId, Status},
};

pub use block::{BadBlock, Block, EditError};
pub use place::{Place, Rect, free_place};
pub use saved::{Saved, part_from_stack, put_back};
pub use shape::{Shape, Size};
pub use verbs::{
    Content, Edit, Move, NewCard, active_on, archive, archive_with_stack, count_active, create, create_shaped,
    create_with_height, edit_blocks, find, latest_on, list_archived, list_titles, move_to, page_of_active, refresh,
    resize, restore, restore_with_stack, update,
};
pub use version::{Version, restore_version, take_back, versions};

pub(crate) use store::{bytes, changed_since, count_all_active};

/// Names a card.
pub enum CardKind {}

impl Kind for CardKind {
    const NOUN: &'static str = "card";
}

pub type CardId = Id<CardKind>;

/// A card's title: one line of 1 to 200 characters.
pub type Title = Line<200>;

/// What took a card from the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArchivedBy {
    Itself,
    Stack,
}

impl ArchivedBy {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Stack => "stack",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Itself, Self::Stack].into_iter().find(|by| by.as_str() == word)
    }
}

crate::word_column!(ArchivedBy);

/// A place in the order in which a desk's cards were made. The default comes before all of them.
///
/// Only good while the file stays open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Made(i64);

/// A card as it stands in the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    pub id: CardId,
    pub stack: StackId,
    pub title: Title,
    /// The blocks as the JSON array that [`Block`] writes: kept as text, because most reads only hand it on.
    pub blocks_json: String,
    pub shape: Shape,
    pub color: Option<Color>,
    /// Where its upper left corner lies, in CSS pixels of the unscaled canvas.
    pub place: Place,
    pub z: i64,
    pub status: Status,
    pub archived_at: Option<Timestamp>,
    pub archived_by: Option<ArchivedBy>,
    /// Counts the card's contents, from 1.
    pub version: u32,
    /// Who made the present content.
    pub by: By,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The change that touched it last.
    pub seq: Seq,
}

impl Card {
    /// The card's blocks, read from their text.
    ///
    /// # Errors
    /// When the stored text is not what this version writes: a damaged file.
    pub fn blocks(&self) -> Result<Vec<Block>> {
        block::from_json(&self.blocks_json).map_err(|error| {
            Error::Db(db::Error::Damaged { path: format!("card {}", self.id).into(), reason: error.to_string() })
        })
    }
}

/// A card by its title, for lists of many.
#[derive(Clone, PartialEq, Debug)]
pub struct Titled {
    pub id: CardId,
    pub stack: StackId,
    pub title: Title,
    pub updated_at: Timestamp,
}

/// What a verb did to a card.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub seq: Seq,
    pub what: What,
    pub by: By,
    /// The card as it is now.
    pub card: Card,
}

/// The kinds of [`Change`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Created,
    Updated,
    Moved,
    Resized,
    Archived,
    Restored,
}

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such card")]
    NotFound,
    #[error("a card with this id exists already")]
    Exists,
    #[error("the card is in the Drawer: restore it first")]
    Archived,
    #[error("the card's stack \"{0}\" is in the Drawer: restore the stack, or move the card to another one")]
    StackArchived(stack::Name),
    #[error("the card has no version {0}")]
    NoSuchVersion(u32),
    #[error("a stack holds at most {CARDS_MAX} active cards: archive some first")]
    TooMany,
    #[error(transparent)]
    Block(#[from] BadBlock),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Stack(stack::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<stack::Error> for Error {
    fn from(error: stack::Error) -> Self {
        match error {
            stack::Error::Archived(name) => Self::StackArchived(name),
            other => Self::Stack(other),
        }
    }
}

type Result<T> = std::result::Result<T, Error>;

/// Active cards on one stack: a bound against runaway scripts, far above what a screen can show.
const CARDS_MAX: u64 = 200_000;
