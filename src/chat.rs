//! The one conversation between a user and their assistant, over all stacks.
//!
//! This room owns `messages` and `approvals`. A message is stored once and never changed, but for what becomes of the
//! approval that it asks for; what the assistant is saying right
//! now is not a message yet but the `partial` text of its turn.

mod approval;
mod store;
#[cfg(test)]
mod tests;

use crate::{
    activity::{self, By, Entry, Seq, TurnId, Verb},
    card::CardId,
    db::{self, Tx},
    kit::{Id, Kind, Timestamp},
};

pub use approval::{Approval, ApprovalStatus, INPUT_CHARS_MAX, WAITING_MAX, ask, count_waiting, decide};
pub(crate) use store::bytes;

/// Names a message.
pub enum MessageKind {}

impl Kind for MessageKind {
    const NOUN: &'static str = "message";
}

pub type MessageId = Id<MessageKind>;

/// Characters in a message of the user.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// Characters in a message of the assistant; a longer one is cut there and ends in three dots.
pub const ANSWER_CHARS_MAX: usize = 200_000;

/// Messages that one page of the conversation holds at most.
pub const PAGE_MAX: u32 = 200;

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    User,
    Agent,
    System,
}

impl Role {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::User, Self::Agent, Self::System].into_iter().find(|role| role.as_str() == word)
    }
}

crate::word_column!(Role);

/// What somebody said.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    pub id: MessageId,
    pub role: Role,
    /// Markdown.
    pub content: String,
    /// The turn that it started, or that said it.
    pub turn: Option<TurnId>,
    /// The cards that it made or changed.
    pub cards: Vec<CardId>,
    /// What it asks its user to approve.
    pub approval: Option<Approval>,
    pub at: Timestamp,
    pub seq: Seq,
}

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: MessageId,
    pub role: Role,
    pub content: String,
    pub turn: Option<TurnId>,
    pub cards: Vec<CardId>,
}

/// A message was said, or its approval was decided.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub seq: Seq,
    pub message: Message,
}

/// Stores a message at the end of the conversation.
///
/// # Errors
/// Whatever the database refuses.
pub fn say(tx: &Tx, new: NewMessage, by: By, now: Timestamp) -> db::Result<Change> {
    let entry = Entry { verb: Verb::MessageSaid, subject: &new.id.to_string(), before: None, by };
    let seq = activity::record(tx, &entry, now)?;
    let NewMessage { id, role, content, turn, cards } = new;
    let message = Message { id, role, content, turn, cards, approval: None, at: now, seq };
    store::insert(tx, &message)?;
    Ok(Change { seq, message })
}

/// Whether a message has this id already.
///
/// # Errors
/// Whatever the database refuses.
pub fn is_taken(tx: &Tx, id: MessageId) -> db::Result<bool> {
    Ok(store::seq_of(tx, id)?.is_some())
}

/// The last `limit` messages, the oldest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn last(tx: &Tx, limit: u32) -> db::Result<Vec<Message>> {
    store::before(tx, None, limit.min(PAGE_MAX))
}

/// Up to `limit` messages that were said before the message `id`, the oldest first. None for an unknown id.
///
/// # Errors
/// Whatever the database refuses.
pub fn before(tx: &Tx, id: MessageId, limit: u32) -> db::Result<Vec<Message>> {
    match store::seq_of(tx, id)? {
        Some(seq) => store::before(tx, Some(seq), limit.min(PAGE_MAX)),
        None => Ok(Vec::new()),
    }
}

/// The message `id` and what was said before it, `limit` messages at most, the oldest first. None for an unknown id.
///
/// # Errors
/// Whatever the database refuses.
pub fn up_to(tx: &Tx, id: MessageId, limit: u32) -> db::Result<Vec<Message>> {
    match store::seq_of(tx, id)? {
        Some(seq) => store::before(tx, Some(Seq(seq.0 + 1)), limit.min(PAGE_MAX)),
        None => Ok(Vec::new()),
    }
}

/// The messages said after `after`, or whose approval was decided after it, the oldest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn since(tx: &Tx, after: Seq) -> db::Result<Vec<Message>> {
    store::since(tx, after)
}
