//! The desk: what stacks, cards and chat do together.
//!
//! One [`Command`] is one thing that a user can do, by socket, by REST or by a form; [`run`] does it in one
//! transaction, once per operation id. This room also founds a desk, takes changes back, and reads what a
//! browser needs to show it. It owns the tables `sprite` and `operations`.

mod cascade;
mod command;
mod error;
mod operation;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
mod undo;

use serde::{Deserialize, Serialize};

use crate::{
    account::UserId,
    activity::{By, Seq, TurnId},
    card::{self, CardId, Place},
    chat::{self, MessageId},
    db::{self, Tx},
    kit::{Ambient, Id, Kind, Timestamp},
    stack::{self, Allowance, StackId},
};

pub use cascade::{archive_stack, restore_stack};
pub use command::{CellEdit, Command, Resize, Tick, run};
pub use error::Error;
pub use operation::{OpId, forget_old as forget_old_operations, once};
pub use snapshot::{Snapshot, next_page, snapshot};
pub use undo::undo;

/// Names one life of a user's file: it changes when the file was restored from a backup.
pub enum EpochKind {}

impl Kind for EpochKind {
    const NOUN: &'static str = "epoch";
}

pub type Epoch = Id<EpochKind>;

/// Anything that a verb did to the desk.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    Stack(stack::Change),
    /// A stack came back, with these cards.
    StackRestored(stack::Change, Vec<card::Card>),
    Card(card::Change),
    Message(chat::Change),
}

impl Change {
    #[must_use]
    pub const fn seq(&self) -> Seq {
        match self {
            Self::Stack(change) | Self::StackRestored(change, _) => change.seq,
            Self::Card(change) => change.seq,
            Self::Message(change) => change.seq,
        }
    }
}

impl From<stack::Change> for Change {
    fn from(change: stack::Change) -> Self {
        Self::Stack(change)
    }
}

impl From<card::Change> for Change {
    fn from(change: card::Change) -> Self {
        Self::Card(change)
    }
}

impl From<chat::Change> for Change {
    fn from(change: chat::Change) -> Self {
        Self::Message(change)
    }
}

/// What the one who asked is told. Kept with the operation's id, so that a retry is told the same.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Receipt {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stack_id: Option<StackId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub card_id: Option<CardId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mission_id: Option<TurnId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<Place>,
}

impl Receipt {
    /// The receipt for what was done to a card.
    #[must_use]
    pub fn of_card(card: &card::Card) -> Self {
        Self {
            stack_id: Some(card.stack),
            card_id: Some(card.id),
            version: Some(card.version),
            position: Some(card.place),
            ..Self::default()
        }
    }

    /// The receipt for what was done to a stack.
    #[must_use]
    pub fn of_stack(id: StackId) -> Self {
        Self { stack_id: Some(id), ..Self::default() }
    }
}

/// What came of a command: the changes in the order of their numbers, and the receipt.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Done {
    pub changes: Vec<Change>,
    pub receipt: Receipt,
}

/// Who acts, when, and what their tier allows.
pub struct Context<'a> {
    pub by: By,
    pub now: Timestamp,
    pub allowance: &'a Allowance,
    pub ambient: &'a Ambient,
}

/// Makes an empty file the desk of `user`, with its first stack. Does nothing when it is theirs already.
///
/// # Errors
/// Whatever the database refuses.
pub fn found(tx: &Tx, user: UserId, ambient: &Ambient) -> Result<(), Error> {
    if store::owner(tx)?.is_some() {
        return Ok(());
    }
    store::insert_sprite(tx, user, ambient.id(), ambient.now())?;
    let context = Context { by: By::User, now: ambient.now(), allowance: &Allowance::default(), ambient };
    cascade::default_stack(tx, ambient.id(), &context)?;
    Ok(())
}

/// Whose desk the file is. `None` for a file that nobody has been given.
///
/// # Errors
/// Whatever the database refuses.
pub fn owner(tx: &Tx) -> db::Result<Option<UserId>> {
    store::owner(tx)
}

/// The life of the file that is being read.
///
/// # Errors
/// Whatever the database refuses.
pub fn epoch(tx: &Tx) -> db::Result<Epoch> {
    store::epoch(tx)
}

/// The stack that was used last, else the first one; `None` on a desk without active stacks.
///
/// # Errors
/// Whatever the database refuses.
pub fn active_stack(tx: &Tx) -> db::Result<Option<StackId>> {
    let stacks = stack::list_active(tx)?;
    let last = store::active_stack(tx)?;
    let is_there = |id: &StackId| stacks.iter().any(|stack| stack.id == *id);
    Ok(last.filter(is_there).or_else(|| stacks.first().map(|stack| stack.id)))
}
