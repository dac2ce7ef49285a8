//! Live chats: conversations that a user has about one branch, which change that very branch.
//!
//! This room owns `live_chats`, `live_chat_turns` and `live_chat_steps` in the server's own file. A chat is private to
//! its user and goes on until they clear it or the branch is gone; what is put away stays, and is not shown any more. A
//! turn is a row before anybody hears of it, and each of its steps before it takes effect, so that a killed server knows
//! what it was doing.

pub mod step;
mod store;
#[cfg(test)]
mod tests;
mod verbs;

use crate::{
    account::UserId,
    assistant::Status,
    db,
    git::{BranchName, ObjectId},
    kit::{Id, Kind, Timestamp},
    repo::RepoId,
};

pub use verbs::{
    begin_turn, cancel, end, find, finish, history, interrupt_running, open, position, resume, save_answer, say,
    steps_of, take_next, turn, turns,
};

/// Characters of what somebody says at once: a question with a file in it.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// Turns of one conversation that may wait.
pub const QUEUED_MAX: u64 = 5;

/// Turns of one conversation. Who has had so many begins anew.
pub const TURNS_MAX: u64 = 1_000;

/// Names a conversation.
pub enum ChatKind {}

impl Kind for ChatKind {
    const NOUN: &'static str = "live chat";
}

pub type ChatId = Id<ChatKind>;

/// Names what was said in one, with what came of it.
pub enum TurnKind {}

impl Kind for TurnKind {
    const NOUN: &'static str = "turn of a live chat";
}

pub type TurnId = Id<TurnKind>;

/// What a conversation is about, and whose it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct About {
    pub repository: RepoId,
    pub branch: BranchName,
    pub user: UserId,
}

/// A conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chat {
    pub id: ChatId,
    pub about: About,
    /// The last event of the repository when it began.
    pub seq: u64,
}

/// What somebody has said, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    pub id: TurnId,
    pub chat: ChatId,
    pub number: u64,
    pub text: String,
    pub status: Status,
    /// What the assistant has said, as it was last saved.
    pub answer: String,
    pub error: Option<String>,
    pub model: Option<String>,
    /// Where the branch stood when it began.
    pub base: Option<ObjectId>,
    /// The commit that it made.
    pub made: Option<ObjectId>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// How a turn has ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub status: Status,
    pub answer: String,
    pub error: Option<String>,
    pub made: Option<ObjectId>,
}

/// How many turns may run at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Places {
    pub of_user: u64,
    pub of_server: u64,
}

/// Why nothing was done. The text is for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such turn in this chat")]
    NotFound,
    #[error("say something first")]
    Empty,
    #[error("at most {TEXT_CHARS_MAX} characters can be said at once")]
    TooLong,
    #[error("{QUEUED_MAX} messages wait already: wait for an answer, or stop one")]
    TooManyQueued,
    #[error("this chat has {TURNS_MAX} messages: clear it to begin anew")]
    Full,
    #[error("this turn is not interrupted")]
    NotInterrupted,
    #[error(transparent)]
    Db(#[from] db::Error),
}

pub type Result<T> = std::result::Result<T, Error>;
