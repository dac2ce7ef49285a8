//! What happened on a desk, numbered without gaps: the source of resume points, undo, the feed and the audit.
//!
//! Every change of a row is recorded here first and stamps the row with the number it got, its `seq`. The
//! numbers are the rowids of a table from which nothing is deleted, and a change that is rolled back gives its
//! number back, so that they have no gaps.

mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    db::{self, Tx},
    kit::{Id, Kind, Timestamp},
};

/// The number of a change of one user's desk, from 1. 0 is "before everything".
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl db::ToSql for Seq {
    fn to_sql(&self) -> db::RowResult<db::column::ToSqlOutput<'_>> {
        Ok(i64::try_from(self.0).unwrap_or(i64::MAX).into())
    }
}

impl db::FromSql for Seq {
    fn column_result(value: db::column::ValueRef<'_>) -> db::column::FromSqlResult<Self> {
        u64::column_result(value).map(Self)
    }
}

/// Names one run of the assistant. On the wire it is the `mission_id`.
pub enum TurnKind {}

impl Kind for TurnKind {
    const NOUN: &'static str = "turn";
}

pub type TurnId = Id<TurnKind>;

/// Who did it: the user themselves, or the assistant in a turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    User,
    Agent(TurnId),
}

impl By {
    /// The word in the `by` column and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent(_) => "agent",
        }
    }

    /// Reads the `turn_id` column that stands beside every `by`.
    pub(crate) fn from_turn(turn: Option<TurnId>) -> Self {
        turn.map_or(Self::User, Self::Agent)
    }

    #[must_use]
    pub const fn turn(self) -> Option<TurnId> {
        match self {
            Self::User => None,
            Self::Agent(turn) => Some(turn),
        }
    }
}

/// What was done. The words stand in the `verb` column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    StackCreated,
    StackRenamed,
    StackRecolored,
    StackDecorated,
    StacksReordered,
    StackArchived,
    StackRestored,
    CardCreated,
    CardUpdated,
    CardMoved,
    CardResized,
    CardArchived,
    CardRestored,
    /// The server brought it up to date: nothing that anybody did, and nothing to take back.
    CardRefreshed,
    MessageSaid,
    /// What a message asks was approved or denied, or has come to its end.
    ApprovalDecided,
    /// The desk is again as it was saved. It stands for the changes before it that made it so.
    SessionRestored,
}

impl Verb {
    const ALL: [Self; 17] = [
        Self::StackCreated,
        Self::StackRenamed,
        Self::StackRecolored,
        Self::StackDecorated,
        Self::StacksReordered,
        Self::StackArchived,
        Self::StackRestored,
        Self::CardCreated,
        Self::CardUpdated,
        Self::CardMoved,
        Self::CardResized,
        Self::CardArchived,
        Self::CardRestored,
        Self::CardRefreshed,
        Self::MessageSaid,
        Self::ApprovalDecided,
        Self::SessionRestored,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StackCreated => "stack_created",
            Self::StackRenamed => "stack_renamed",
            Self::StackRecolored => "stack_recolored",
            Self::StackDecorated => "stack_decorated",
            Self::StacksReordered => "stacks_reordered",
            Self::StackArchived => "stack_archived",
            Self::StackRestored => "stack_restored",
            Self::CardCreated => "card_created",
            Self::CardUpdated => "card_updated",
            Self::CardMoved => "card_moved",
            Self::CardResized => "card_resized",
            Self::CardArchived => "card_archived",
            Self::CardRestored => "card_restored",
            Self::CardRefreshed => "card_refreshed",
            Self::MessageSaid => "message_said",
            Self::ApprovalDecided => "approval_decided",
            Self::SessionRestored => "session_restored",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == word)
    }
}

crate::word_column!(Verb);

/// A change to be recorded.
pub struct Entry<'a> {
    pub verb: Verb,
    /// The id of what was changed.
    pub subject: &'a str,
    /// What the verb replaced, as its room wants it back for undo. `None` when it can't be undone.
    pub before: Option<serde_json::Value>,
    pub by: By,
}

/// A recorded change that can be taken back.
#[derive(Clone, PartialEq, Debug)]
pub struct Undoable {
    pub seq: Seq,
    pub verb: Verb,
    pub subject: String,
    pub before: serde_json::Value,
}

/// A recorded change, as the feed shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Happened {
    pub seq: Seq,
    pub at: Timestamp,
    pub by: String,
    pub verb: Verb,
    pub subject: String,
}

/// Records a change and answers its number.
///
/// # Errors
/// Whatever the database refuses.
pub fn record(tx: &Tx, entry: &Entry<'_>, now: Timestamp) -> db::Result<Seq> {
    store::insert(tx, entry, now)
}

/// The number of the latest change; 0 when there is none.
///
/// # Errors
/// Whatever the database refuses.
pub fn latest(tx: &Tx) -> db::Result<Seq> {
    store::latest(tx)
}

/// The latest change that can be taken back and has not been, whoever made it.
///
/// # Errors
/// Whatever the database refuses.
pub fn last_undoable(tx: &Tx) -> db::Result<Option<Undoable>> {
    store::last_undoable(tx)
}

/// Marks `undone` as taken back by the change `by` and those after it; none of them is offered for undo again.
///
/// # Errors
/// Whatever the database refuses.
pub fn mark_undone(tx: &Tx, undone: Seq, by: Seq) -> db::Result<()> {
    store::mark_undone(tx, undone, by)
}

/// Makes the changes after `after` parts of one that is recorded next: none of them is offered for undo by itself.
///
/// # Errors
/// Whatever the database refuses.
pub fn bind(tx: &Tx, after: Seq) -> db::Result<()> {
    store::bind(tx, after)
}

/// Up to `limit` changes after `after`, oldest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn since(tx: &Tx, after: Seq, limit: u32) -> db::Result<Vec<Happened>> {
    store::since(tx, after, limit)
}
