//! What can be done to a card.

use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::{
    ArchivedBy, Block, CARDS_MAX, Card, CardId, Change, EditError, Error, Made, Place, Rect, Result, Shape, Size,
    Title, Titled, What, block, free_place, store, version,
};
use crate::{
    activity::{self, By, Entry, Seq, Verb},
    db::{self, Tx},
    kit::Timestamp,
    stack::{self, Color, StackId, Status},
};

/// A card to be made. The caller makes the id, so that a retry names the same card.
#[derive(Clone, Debug)]
pub struct NewCard {
    pub id: CardId,
    pub stack: StackId,
    pub title: Title,
    pub size: Size,
    pub color: Option<Color>,
    pub blocks: Vec<Block>,
    /// `None` means "place it for me".
    pub place: Option<Place>,
}

/// A new content for a card. What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub title: Option<Title>,
    pub size: Option<Size>,
    /// `Some(None)` takes the colour away.
    pub color: Option<Option<Color>>,
    pub content: Option<Content>,
}

/// New blocks for a card.
#[derive(Clone, Debug)]
pub enum Content {
    /// These and no others.
    Replace(Vec<Block>),
    /// Each value is merged over the block with that id; see [`block::patch`].
    Patch(Map<String, Value>),
}

/// Where a card goes.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// `None` means "place it for me".
    pub place: Option<Place>,
    /// `None` means "on top".
    pub z: Option<i64>,
    /// `None` means "on the stack where it is".
    pub stack: Option<StackId>,
}

/// How high or low a card can be laid by hand: numbers above it are left for laying cards on top, and JavaScript
/// counts all of them exactly.
const Z_MAX: i64 = 1 << 40;

/// The bar with the title, in CSS pixels.
const HEADER_PX: u32 = 48;

/// Makes a card on an active stack.
///
/// # Errors
/// [`Error::Exists`] for an id that is taken; [`Error::StackArchived`], [`Error::TooMany`] or [`Error::Stack`] when it
/// can't lie there.
pub fn create(tx: &Tx, new: NewCard, by: By, now: Timestamp) -> Result<Change> {
    let shape = Shape::named(new.size);
    create_shaped(tx, new, shape, by, now)
}

/// The same, with a height that stays, whatever comes to stand on the card.
///
/// # Errors
/// Those of [`create`].
pub fn create_with_height(tx: &Tx, new: NewCard, height_px: u32, by: By, now: Timestamp) -> Result<Change> {
    let shape = Shape::named(new.size);
    let shape = shape.pulled(f64::from(shape.width_px()), f64::from(height_px));
    create_shaped(tx, new, shape, by, now)
}

/// The same, in a shape of its own.
///
/// # Errors
/// Those of [`create`].
pub fn create_shaped(tx: &Tx, new: NewCard, shape: Shape, by: By, now: Timestamp) -> Result<Change> {
    stack::active(tx, new.stack)?;
    if store::find(tx, new.id)?.is_some() {
        return Err(Error::Exists);
    }
    check_room(tx, new.stack)?;

    let place = match new.place {
        Some(place) => place,
        None => place_for_me(tx, new.stack, new.id, shape, &new.blocks)?,
    };
    let seq = record(tx, Verb::CardCreated, new.id, None, by, now)?;
    let card = Card {
        id: new.id,
        stack: new.stack,
        title: new.title,
        blocks_json: block::to_json(&new.blocks),
        shape,
        color: new.color,
        place,
        z: store::top_z(tx, new.stack)? + 1,
        status: Status::Active,
        archived_at: None,
        archived_by: None,
        version: 1,
        by,
        created_at: now,
        updated_at: now,
        seq,
    };
    store::insert(tx, &card)?;
    Ok(Change { seq, what: What::Created, by, card })
}

/// Gives an active card another content and keeps the earlier one as a version.
///
/// An edit that changes nothing makes no version and tells nobody.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`]; [`Error::Block`] when a patch does not fit the card's blocks.
pub fn update(tx: &Tx, id: CardId, edit: Edit, by: By, now: Timestamp) -> Result<Option<Change>> {
    let card = active(tx, id)?;
    let mut next = card.clone();
    if let Some(title) = edit.title {
        next.title = title;
    }
    if let Some(size) = edit.size {
        next.shape = Shape { size, width: None, ..card.shape };
    }
    if let Some(color) = edit.color {
        next.color = color;
    }
    match edit.content {
        Some(Content::Replace(blocks)) => next.blocks_json = block::to_json(&blocks),
        Some(Content::Patch(patch)) => next.blocks_json = block::to_json(&block::patch(&card.blocks()?, &patch)?),
        None => {}
    }
    put_content(tx, &card, next, by, now)
}

/// Gives an active card the blocks that `change` makes of its present ones, and keeps the earlier ones.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`]; [`Error::Edit`] when `change` finds that it can't.
pub fn edit_blocks(
    tx: &Tx,
    id: CardId,
    change: impl FnOnce(&[Block]) -> std::result::Result<Vec<Block>, EditError>,
    by: By,
    now: Timestamp,
) -> Result<Option<Change>> {
    let card = active(tx, id)?;
    let blocks_json = block::to_json(&change(&card.blocks()?)?);
    put_content(tx, &card, Card { blocks_json, ..card.clone() }, by, now)
}

/// Brings a card up to date with what it shows, such as the state of a document.
///
/// Nobody has changed its content: there is no version of it, and nothing to take back. A card in the Drawer is left as
/// it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn refresh(tx: &Tx, id: CardId, change: impl Fn(&mut Block), by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut card = store::find(tx, id)?.ok_or(Error::NotFound)?;
    let mut blocks = card.blocks()?;
    blocks.iter_mut().for_each(change);
    let blocks_json = block::to_json(&blocks);
    if card.status == Status::Archived || blocks_json == card.blocks_json {
        return Ok(None);
    }
    card.seq = record(tx, Verb::CardRefreshed, id, None, by, now)?;
    card.blocks_json = blocks_json;
    store::set_content(tx, &card)?;
    Ok(Some(Change { seq: card.seq, what: What::Updated, by, card }))
}

/// Lays the card somewhere else.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`]; [`Error::StackArchived`], [`Error::TooMany`] or [`Error::Stack`] for the
/// stack it should go to.
pub fn move_to(tx: &Tx, id: CardId, to: Move, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut card = active(tx, id)?;
    let stack = to.stack.unwrap_or(card.stack);
    if stack != card.stack {
        stack::active(tx, stack)?;
        check_room(tx, stack)?;
    }
    let place = match to.place {
        Some(place) => place,
        None => place_for_me(tx, stack, id, card.shape, &card.blocks()?)?,
    };
    let z = match to.z {
        Some(z) => z.clamp(-Z_MAX, Z_MAX),
        None => on_top(tx, &card, stack)?,
    };
    if (stack, place, z) == (card.stack, card.place, card.z) {
        return Ok(None);
    }

    let before = json!({ "stack": card.stack, "place": card.place, "z": card.z });
    card.seq = record(tx, Verb::CardMoved, id, Some(before), by, now)?;
    let is_same_layer = (stack, z) == (card.stack, card.z);
    (card.stack, card.place, card.z) = (stack, place, z);
    if is_same_layer {
        store::set_position(tx, &card)?;
    } else {
        store::set_place(tx, &card)?;
    }
    Ok(Some(Change { seq: card.seq, what: What::Moved, by, card }))
}

/// Gives the card another size.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`].
pub fn resize(tx: &Tx, id: CardId, shape: Shape, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut card = active(tx, id)?;
    if card.shape == shape {
        return Ok(None);
    }
    let before = json!({ "shape": card.shape });
    card.seq = record(tx, Verb::CardResized, id, Some(before), by, now)?;
    card.shape = shape;
    store::set_shape(tx, &card)?;
    Ok(Some(Change { seq: card.seq, what: What::Resized, by, card }))
}

/// Archives the card, so that it leaves its stack and can be found in the Drawer.
///
/// Archiving an archived card changes nothing and tells nobody.
///
/// # Errors
/// [`Error::NotFound`] when the user has no such card.
pub fn archive(tx: &Tx, id: CardId, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut card = find(tx, id)?;
    if card.status == Status::Archived {
        return Ok(None);
    }
    card.seq = record(tx, Verb::CardArchived, id, Some(json!({})), by, now)?;
    card.status = Status::Archived;
    card.archived_at = Some(now);
    card.archived_by = Some(ArchivedBy::Itself);
    store::set_status(tx, &card)?;
    Ok(Some(Change { seq: card.seq, what: What::Archived, by, card }))
}

/// Brings the card back from the Drawer, to where it lay.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::StackArchived`] while its stack is in the Drawer; [`Error::TooMany`].
pub fn restore(tx: &Tx, id: CardId, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut card = find(tx, id)?;
    if card.status == Status::Active {
        return Ok(None);
    }
    stack::active(tx, card.stack)?;
    check_room(tx, card.stack)?;
    card.seq = record(tx, Verb::CardRestored, id, Some(json!({})), by, now)?;
    card.status = Status::Active;
    card.archived_at = None;
    card.archived_by = None;
    store::set_status(tx, &card)?;
    Ok(Some(Change { seq: card.seq, what: What::Restored, by, card }))
}

/// Archives the active cards of a stack together with it, as part of the change `seq`.
///
/// # Errors
/// Whatever the database refuses.
pub fn archive_with_stack(tx: &Tx, stack: StackId, seq: Seq, now: Timestamp) -> db::Result<usize> {
    store::archive_with_stack(tx, stack, seq, now)
}

/// Brings back the cards that went with their stack, and only those, as part of the change `seq`. Answers them.
///
/// They are not too many: nothing comes to a stack while it is in the Drawer.
///
/// # Errors
/// Whatever the database refuses.
pub fn restore_with_stack(tx: &Tx, stack: StackId, seq: Seq) -> db::Result<Vec<Card>> {
    store::restore_with_stack(tx, stack, seq)?;
    store::active_on(tx, stack)
}

/// The card, wherever it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: CardId) -> Result<Card> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// The cards that lie on a stack, in reading order: by their y, then their x.
///
/// # Errors
/// Whatever the database refuses.
pub fn active_on(tx: &Tx, stack: StackId) -> db::Result<Vec<Card>> {
    store::active_on(tx, stack)
}

/// The next active cards of all stacks after the place `after`, in the order in which they were made: as many as hold
/// `bytes` of content, and one more. With the place of the last one when there may be more.
///
/// # Errors
/// Whatever the database refuses.
pub fn page_of_active(tx: &Tx, after: Made, bytes: usize) -> db::Result<(Vec<Card>, Option<Made>)> {
    let (mut cards, mut held, mut more) = (Vec::new(), 0, None);
    store::each_active(tx, after, |made, card| {
        held += card.blocks_json.len() + card.title.len();
        cards.push(card);
        if held <= bytes {
            return ControlFlow::Continue(());
        }
        more = Some(made);
        ControlFlow::Break(())
    })?;
    Ok((cards, more))
}

/// How many cards lie on a stack.
///
/// # Errors
/// Whatever the database refuses.
pub fn count_active(tx: &Tx, stack: StackId) -> db::Result<u64> {
    store::count_active(tx, stack)
}

/// Up to `limit` cards that lie on a stack, the last touched first.
///
/// # Errors
/// Whatever the database refuses.
pub fn latest_on(tx: &Tx, stack: StackId, limit: u32) -> db::Result<Vec<Card>> {
    store::latest_on(tx, stack, limit)
}

/// Up to `limit` active cards that were made after `after`, in that order: those of one stack, or of all.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_titles(tx: &Tx, stack: Option<StackId>, after: Option<CardId>, limit: u32) -> db::Result<Vec<Titled>> {
    store::list_titles(tx, stack, after, limit)
}

/// Up to `limit` cards that were archived by themselves and whose title holds `text`, the last archived first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_archived(tx: &Tx, text: &str, limit: u32) -> db::Result<Vec<Card>> {
    store::list_archived(tx, text, limit)
}

pub(super) fn active(tx: &Tx, id: CardId) -> Result<Card> {
    let card = find(tx, id)?;
    match card.status {
        Status::Active => Ok(card),
        Status::Archived => Err(Error::Archived),
    }
}

/// Keeps `card`'s content as a version and puts `next`'s in its place. Equal contents change nothing.
pub(super) fn put_content(tx: &Tx, card: &Card, mut next: Card, by: By, now: Timestamp) -> Result<Option<Change>> {
    if next == *card {
        return Ok(None);
    }
    let before = json!({ "version": card.version, "shape": card.shape });
    next.seq = record(tx, Verb::CardUpdated, card.id, Some(before), by, now)?;
    next.version = card.version + 1;
    next.by = by;
    next.updated_at = now;
    version::keep(tx, card)?;
    store::set_content(tx, &next)?;
    Ok(Some(Change { seq: next.seq, what: What::Updated, by, card: next }))
}

/// The lowest z that lies above every other card of `stack`; its own when the card is the topmost there.
fn on_top(tx: &Tx, card: &Card, stack: StackId) -> Result<i64> {
    let top = store::top_z(tx, stack)?;
    let is_on_top = stack == card.stack && card.z == top;
    Ok(if is_on_top { card.z } else { top + 1 })
}

pub(super) fn check_room(tx: &Tx, stack: StackId) -> Result<()> {
    if store::count_active(tx, stack)? >= CARDS_MAX { Err(Error::TooMany) } else { Ok(()) }
}

fn place_for_me(tx: &Tx, stack: StackId, id: CardId, shape: Shape, blocks: &[Block]) -> Result<Place> {
    let mut taken = Vec::new();
    for card in store::active_on(tx, stack)? {
        if card.id != id {
            taken.push(covered(&card)?);
        }
    }
    Ok(free_place(&taken, f64::from(shape.width_px()), f64::from(height_px(shape, blocks))))
}

fn covered(card: &Card) -> Result<Rect> {
    let height = match card.shape.height {
        Some(height) => height,
        None => height_px(card.shape, &card.blocks()?),
    };
    Ok(Rect { place: card.place, width: f64::from(card.shape.width_px()), height: f64::from(height) })
}

fn height_px(shape: Shape, blocks: &[Block]) -> u32 {
    shape.height.unwrap_or_else(|| HEADER_PX + block::extent_px(blocks, shape.width_px()))
}

pub(super) fn record(
    tx: &Tx,
    verb: Verb,
    id: CardId,
    before: Option<Value>,
    by: By,
    now: Timestamp,
) -> db::Result<Seq> {
    activity::record(tx, &Entry { verb, subject: &id.to_string(), before, by }, now)
}
