//! The assistant: one per user, one conversation, and its turns.
//!
//! This room owns `turns` and `turn_steps`. A turn is a row before anybody hears of it, and each of its steps
//! is a row before its effect is seen, so that a killed server knows what it was doing.

mod amount;
mod approval;
mod budget;
pub mod builtin;
mod calendar;
pub mod context;
mod error;
pub mod fitting;
mod passages;
pub mod prompt;
pub mod review;
pub mod step;
mod store;
pub mod tools;
pub mod turn;
mod verbs;

use std::time::Duration;

use crate::{activity::TurnId, chat::MessageId, kit::Timestamp, stack::StackId};

pub use approval::{approve, ask_approval, deny, end_approval};
pub use error::Error;
pub use verbs::{begin, end, find, last_failed, open, queued, recover, resume, retry, save_partial, start};

/// Where a turn is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Queued,
    Running,
    /// The server went down while it ran: it can be continued.
    Interrupted,
    Completed,
    Failed,
    Cancelled,
}

impl Status {
    const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Interrupted, Self::Completed, Self::Failed, Self::Cancelled];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the turn may still say something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Interrupted)
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

crate::word_column!(Status);

/// One run of the assistant, from a message to its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    pub id: TurnId,
    /// Turns run in ascending order of this number.
    pub number: u64,
    /// The stack that was active when the user spoke.
    pub stack: Option<StackId>,
    /// What the user said.
    pub text: String,
    pub status: Status,
    /// What the assistant has said so far, as it was last saved.
    pub partial: String,
    /// Why it failed, in a sentence for the user.
    pub error: Option<String>,
    pub created_at: Timestamp,
}

/// A turn to be queued. The caller makes the id, so that a retry names the same turn.
#[derive(Clone, Debug)]
pub struct NewTurn {
    pub id: TurnId,
    pub text: String,
    pub stack: Option<StackId>,
}

/// What the tabs are told while a turn runs.
#[derive(Clone, PartialEq, Debug)]
pub enum TurnEvent {
    /// How many turns come before it; 0 means that it begins.
    Queued {
        position: usize,
    },
    /// What the assistant says next.
    Text {
        delta: String,
    },
    /// A tool begins: its name, and what it does in a few words.
    Tool {
        name: String,
        detail: String,
    },
    /// The model can't answer now, and is asked again after this pause.
    Waiting {
        pause: Duration,
    },
    /// The whole text is the stored message; `None` when it said nothing.
    Complete {
        message: Option<MessageId>,
    },
    /// A sentence for the user.
    Failed {
        error: String,
    },
    Cancelled,
}

/// How a turn ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Ending {
    Completed,
    Failed { error: String },
    Cancelled,
}
