//! Stacks: the named layouts that a user sees as tabs.
//!
//! This room owns the `stacks` table. It knows nothing of cards: what a stack and its cards do together
//! (archive, restore) is told in [`crate::desk`].

mod color;
mod decor;
mod store;
#[cfg(test)]
mod tests;

use crate::{
    activity::{self, By, Entry, Seq, Verb},
    db::{self, Tx},
    kit::{Id, Kind, Line, Timestamp},
};

pub use color::Color;
pub use decor::{Decor, Icon, NewDecor, PictureKind, Wallpaper};

/// Names a stack.
pub enum StackKind {}

impl Kind for StackKind {
    const NOUN: &'static str = "stack";
}

pub type StackId = Id<StackKind>;

/// A stack's name: one line of 1 to 80 characters.
pub type Name = Line<80>;

/// What the first stack of a new desk is called.
pub const DEFAULT_NAME: &str = "My Stack";

/// Stacks that a desk can have at all, archived ones included: a bound against runaway scripts.
const STACKS_MAX: u64 = 10_000;

/// Whether something is on the desk or in the Drawer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Archived,
}

impl Status {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Active, Self::Archived].into_iter().find(|status| status.as_str() == word)
    }
}

crate::word_column!(Status);

/// A named canvas, shown as a tab.
#[derive(Clone, PartialEq, Debug)]
pub struct Stack {
    pub id: StackId,
    pub name: Name,
    pub color: Option<Color>,
    pub decor: Decor,
    /// Tabs stand in ascending order of this number.
    pub sort_order: i64,
    pub status: Status,
    pub archived_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The change that touched it last.
    pub seq: Seq,
}

/// A stack to be made. The caller makes the id, so that a retry names the same stack.
#[derive(Clone, Debug)]
pub struct NewStack {
    pub id: StackId,
    pub name: Name,
    pub color: Option<Color>,
}

/// How many active stacks a user's tier allows. `None` means no limit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allowance {
    /// The tier's name, for the message.
    pub tier: String,
    pub stacks_max: Option<u64>,
}

/// What a verb did to a stack.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub seq: Seq,
    pub what: What,
    pub by: By,
    /// The stack as it is now.
    pub stack: Stack,
}

/// The kinds of [`Change`].
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    Created,
    Renamed,
    Recolored,
    Decorated,
    /// All active stacks in their new order.
    Reordered(Vec<StackId>),
    Archived,
    Restored,
}

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such stack")]
    NotFound,
    #[error("a stack with this id exists already")]
    Exists,
    #[error("the stack \"{0}\" is in the Drawer: restore it first")]
    Archived(Name),
    #[error("the tier \"{tier}\" allows {max} active stacks: archive one first")]
    TierLimit { tier: String, max: u64 },
    #[error("a desk holds at most {STACKS_MAX} stacks")]
    TooMany,
    #[error("the new order must name every active stack once")]
    BadOrder,
    #[error(transparent)]
    Db(#[from] db::Error),
}

type Result<T> = std::result::Result<T, Error>;

/// Makes a stack at the end of the tabs.
///
/// # Errors
/// [`Error::Exists`] for an id that is taken, [`Error::TierLimit`] when the tier allows no more.
pub fn create(tx: &Tx, new: NewStack, allowance: &Allowance, by: By, now: Timestamp) -> Result<Change> {
    if store::find(tx, new.id)?.is_some() {
        return Err(Error::Exists);
    }
    if store::count_all(tx)? >= STACKS_MAX {
        return Err(Error::TooMany);
    }
    check_allowance(tx, allowance)?;

    let seq = record(tx, Verb::StackCreated, new.id, None, by, now)?;
    let stack = Stack {
        id: new.id,
        name: new.name,
        color: new.color,
        decor: Decor::default(),
        sort_order: store::last_sort_order(tx)? + 1,
        status: Status::Active,
        archived_at: None,
        created_at: now,
        seq,
    };
    store::insert(tx, &stack)?;
    Ok(Change { seq, what: What::Created, by, stack })
}

/// Gives an active stack another name. The same name changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`] when it is in the Drawer.
pub fn rename(tx: &Tx, id: StackId, name: Name, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = active(tx, id)?;
    if stack.name == name {
        return Ok(None);
    }
    let before = serde_json::json!({ "name": stack.name });
    stack.seq = record(tx, Verb::StackRenamed, id, Some(before), by, now)?;
    stack.name = name;
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what: What::Renamed, by, stack }))
}

/// Gives an active stack another colour, or none.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`] when it is in the Drawer.
pub fn recolor(tx: &Tx, id: StackId, color: Option<Color>, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = active(tx, id)?;
    if stack.color == color {
        return Ok(None);
    }
    let before = serde_json::json!({ "color": stack.color });
    stack.seq = record(tx, Verb::StackRecolored, id, Some(before), by, now)?;
    stack.color = color;
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what: What::Recolored, by, stack }))
}

/// Gives an active stack another icon, another wallpaper or both.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`] when it is in the Drawer.
pub fn decorate(tx: &Tx, id: StackId, decor: Decor, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = active(tx, id)?;
    if stack.decor == decor {
        return Ok(None);
    }
    let before = serde_json::json!({ "decor": stack.decor });
    stack.seq = record(tx, Verb::StackDecorated, id, Some(before), by, now)?;
    stack.decor = decor;
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what: What::Decorated, by, stack }))
}

/// Puts the tabs in the order of `order`, which names every active stack once.
///
/// # Errors
/// [`Error::BadOrder`] when one is missing, named twice or not active.
pub fn reorder(tx: &Tx, order: &[StackId], by: By, now: Timestamp) -> Result<Option<Change>> {
    let current = check_order(tx, order)?;
    if current == order {
        return Ok(None);
    }
    let first = *order.first().ok_or(Error::BadOrder)?;
    let before = serde_json::json!({ "order": current });
    let seq = record(tx, Verb::StacksReordered, first, Some(before), by, now)?;
    lay_in_order(tx, order, seq, by).map(Some)
}

/// Moves the stack itself to the Drawer; its cards are the caller's business. Archiving twice changes nothing.
///
/// `successor` is the stack that the caller makes in its place; undo is told of it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &Tx, id: StackId, successor: Option<StackId>, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = store::find(tx, id)?.ok_or(Error::NotFound)?;
    if stack.status == Status::Archived {
        return Ok(None);
    }
    let before = serde_json::json!({ "successor": successor });
    stack.seq = record(tx, Verb::StackArchived, id, Some(before), by, now)?;
    stack.status = Status::Archived;
    stack.archived_at = Some(now);
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what: What::Archived, by, stack }))
}

/// Brings the stack itself back from the Drawer, to its old place among the tabs. Restoring twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TierLimit`] when the tier allows no more active stacks.
pub fn restore(tx: &Tx, id: StackId, allowance: &Allowance, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = store::find(tx, id)?.ok_or(Error::NotFound)?;
    if stack.status == Status::Active {
        return Ok(None);
    }
    check_allowance(tx, allowance)?;
    stack.seq = record(tx, Verb::StackRestored, id, Some(serde_json::json!({})), by, now)?;
    stack.status = Status::Active;
    stack.archived_at = None;
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what: What::Restored, by, stack }))
}

/// Gives the stack the name, the colour, the icon and the wallpaper that it had, and brings it back from the Drawer, as part of something larger
/// that the caller has checked against the tier and takes back as a whole. No change when it is so already.
///
/// # Errors
/// [`Error::NotFound`].
pub fn put_back(tx: &Tx, was: NewStack, decor: Decor, by: By, now: Timestamp) -> Result<Option<Change>> {
    let mut stack = find(tx, was.id)?;
    let (verb, what) = match stack.status {
        Status::Archived => (Verb::StackRestored, What::Restored),
        Status::Active if stack.name != was.name => (Verb::StackRenamed, What::Renamed),
        Status::Active if stack.color != was.color => (Verb::StackRecolored, What::Recolored),
        Status::Active if stack.decor != decor => (Verb::StackDecorated, What::Decorated),
        Status::Active => return Ok(None),
    };
    stack.seq = record(tx, verb, was.id, None, by, now)?;
    (stack.name, stack.color, stack.decor) = (was.name, was.color, decor);
    (stack.status, stack.archived_at) = (Status::Active, None);
    store::update(tx, &stack)?;
    Ok(Some(Change { seq: stack.seq, what, by, stack }))
}

/// Puts the tabs in the order of `order`, which names every active stack once, as part of the change `seq`.
///
/// # Errors
/// [`Error::BadOrder`] when one is missing, named twice or not active.
pub fn put_in_order(tx: &Tx, order: &[StackId], seq: Seq, by: By) -> Result<Change> {
    check_order(tx, order)?;
    lay_in_order(tx, order, seq, by)
}

/// The stack, wherever it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: StackId) -> Result<Stack> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// The stack, which must be on the desk.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Archived`] when it is in the Drawer.
pub fn active(tx: &Tx, id: StackId) -> Result<Stack> {
    let stack = find(tx, id)?;
    match stack.status {
        Status::Active => Ok(stack),
        Status::Archived => Err(Error::Archived(stack.name)),
    }
}

/// The stacks on the desk, in the order of their tabs.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_active(tx: &Tx) -> db::Result<Vec<Stack>> {
    store::list_active(tx)
}

/// Up to `limit` stacks in the Drawer whose name holds `text`, the last archived first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_archived(tx: &Tx, text: &str, limit: u32) -> db::Result<Vec<Stack>> {
    store::list_archived(tx, text, limit)
}

/// The stacks touched after `after`, wherever they are, in the order of their last change.
///
/// # Errors
/// Whatever the database refuses.
pub fn changed_since(tx: &Tx, after: Seq) -> db::Result<Vec<Stack>> {
    store::changed_since(tx, after)
}

/// Answers the present order when `order` names the same stacks.
fn check_order(tx: &Tx, order: &[StackId]) -> Result<Vec<StackId>> {
    let current: Vec<StackId> = store::list_active(tx)?.iter().map(|stack| stack.id).collect();
    let (mut wanted, mut known) = (order.to_vec(), current.clone());
    wanted.sort_unstable();
    known.sort_unstable();
    if wanted == known { Ok(current) } else { Err(Error::BadOrder) }
}

fn lay_in_order(tx: &Tx, order: &[StackId], seq: Seq, by: By) -> Result<Change> {
    for (place, id) in (1..).zip(order) {
        store::set_sort_order(tx, *id, place, seq)?;
    }
    let first = *order.first().ok_or(Error::BadOrder)?;
    let stack = store::find(tx, first)?.ok_or(Error::NotFound)?;
    Ok(Change { seq, what: What::Reordered(order.to_vec()), by, stack })
}

fn check_allowance(tx: &Tx, allowance: &Allowance) -> Result<()> {
    match allowance.stacks_max {
        Some(max) if store::count_active(tx)? >= max => Err(Error::TierLimit { tier: allowance.tier.clone(), max }),
        _ => Ok(()),
    }
}

fn record(
    tx: &Tx,
    verb: Verb,
    id: StackId,
    before: Option<serde_json::Value>,
    by: By,
    now: Timestamp,
) -> db::Result<Seq> {
    activity::record(tx, &Entry { verb, subject: &id.to_string(), before, by }, now)
}
