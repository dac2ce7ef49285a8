//! A card as it lay on a desk, and the way back to that: content, place, size, colour, order, at once.

use super::{Card, CardId, Change, Place, Result, Shape, Title, What, store, verbs, version};
use crate::{
    activity::{By, Verb},
    db::{self, Tx},
    kit::Timestamp,
    stack::{self, Color, StackId, Status},
};

/// What a card was, without its history.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    pub id: CardId,
    pub stack: StackId,
    pub title: Title,
    pub blocks_json: String,
    pub shape: Shape,
    pub color: Option<Color>,
    pub place: Place,
    pub z: i64,
}

impl From<Card> for Saved {
    fn from(card: Card) -> Self {
        Self {
            id: card.id,
            stack: card.stack,
            title: card.title,
            blocks_json: card.blocks_json,
            shape: card.shape,
            color: card.color,
            place: card.place,
            z: card.z,
        }
    }
}

/// Makes the card what it was, on an active stack, wherever it is now. A content that this replaces is kept as a version.
///
/// Part of something larger, which takes it back as a whole: undo is not offered for it alone. No change when the card is
/// so already.
///
/// # Errors
/// [`super::Error::NotFound`]; [`super::Error::StackArchived`], [`super::Error::TooMany`] or [`super::Error::Stack`] when
/// it can't lie there.
pub fn put_back(tx: &Tx, was: Saved, by: By, now: Timestamp) -> Result<Option<Change>> {
    let card = verbs::find(tx, was.id)?;
    let mut next = Card {
        stack: was.stack,
        title: was.title,
        blocks_json: was.blocks_json,
        shape: was.shape,
        color: was.color,
        place: was.place,
        z: was.z,
        status: Status::Active,
        archived_at: None,
        archived_by: None,
        ..card.clone()
    };
    if next == card {
        return Ok(None);
    }
    let is_new_there = card.status == Status::Archived || card.stack != next.stack;
    if is_new_there {
        stack::active(tx, next.stack)?;
        verbs::check_room(tx, next.stack)?;
    }

    let (verb, what) = kind_of(&card, &next);
    next.seq = verbs::record(tx, verb, card.id, None, by, now)?;
    write(tx, &card, &mut next, by, now)?;
    Ok(Some(Change { seq: next.seq, what, by, card: next }))
}

/// Makes the cards that went to the Drawer with a stack things of their own there: the stack is back without them.
///
/// # Errors
/// Whatever the database refuses.
pub fn part_from_stack(tx: &Tx, stack: StackId) -> db::Result<usize> {
    store::part_from_stack(tx, stack)
}

fn write(tx: &Tx, card: &Card, next: &mut Card, by: By, now: Timestamp) -> Result<()> {
    if has_other_content(card, next) {
        next.version = card.version + 1;
        next.by = by;
        next.updated_at = now;
        version::keep(tx, card)?;
        store::set_content(tx, next)?;
    } else if card.shape != next.shape {
        store::set_shape(tx, next)?;
    }
    if (card.stack, card.z) != (next.stack, next.z) {
        store::set_place(tx, next)?;
    } else if card.place != next.place {
        store::set_position(tx, next)?;
    }
    if card.status != next.status {
        store::set_status(tx, next)?;
    }
    Ok(())
}

/// What everybody is told: as little as says all of it.
fn kind_of(card: &Card, next: &Card) -> (Verb, What) {
    let is_laid_elsewhere = (card.stack, card.z) != (next.stack, next.z) || card.place != next.place;
    if card.status == Status::Archived {
        (Verb::CardRestored, What::Restored)
    } else if has_other_content(card, next) || (is_laid_elsewhere && card.shape != next.shape) {
        (Verb::CardUpdated, What::Updated)
    } else if is_laid_elsewhere {
        (Verb::CardMoved, What::Moved)
    } else {
        (Verb::CardResized, What::Resized)
    }
}

fn has_other_content(card: &Card, next: &Card) -> bool {
    let is_same_text = card.title == next.title && card.blocks_json == next.blocks_json;
    !is_same_text || card.color != next.color || card.shape.size != next.shape.size
}
