//! The life of a task: which state may follow which, and what an order does in each of them. Pure.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// Where a task stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits until an agent is free.
    Queued,
    /// Its branch is made, or what it did before is gone through.
    Preparing,
    Running,
    /// It has asked something.
    Waiting,
    /// What it did is committed for the last time.
    Finalizing,
    Done,
    Failed,
    Cancelled,
    /// Somebody holds it up.
    Paused,
    /// The server went down while it ran: it goes on before all that are queued.
    Interrupted,
}

/// What somebody wants of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Cancel,
    Pause,
    Resume,
    /// To be done again, on the same branch.
    Retry,
    /// What somebody says is to be heard: an answer, or more to do.
    Hear,
}

impl Order {
    pub const ALL: [Self; 5] = [Self::Cancel, Self::Pause, Self::Resume, Self::Retry, Self::Hear];
}

/// What a task that is at work is to do as soon as it can.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    Cancel,
    Pause,
}

/// What comes of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It stands there now.
    Becomes(State),
    /// It is at work: it does so as soon as it can.
    Wants(Wanted),
    /// It is so already, or will be without more.
    Nothing,
    Refused(Refusal),
}

/// Why an order is not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("this task is over: retry it, or write to it, and it goes on")]
    Over,
    #[error("this task is not over yet: cancel it first")]
    NotOver,
    #[error("this task waits for your answer already")]
    Waits,
    #[error("this task is being brought to its end already")]
    Ending,
    #[error("this task is not paused")]
    NotPaused,
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Queued,
        Self::Preparing,
        Self::Running,
        Self::Waiting,
        Self::Finalizing,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Paused,
        Self::Interrupted,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Preparing => "preparing",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Finalizing => "finalizing",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Paused => "paused",
            Self::Interrupted => "interrupted",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing more happens by itself.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Whether it takes one of the places that there are.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Preparing | Self::Running | Self::Finalizing)
    }

    /// Whether it goes on as soon as there is a place.
    #[must_use]
    pub const fn wants_place(self) -> bool {
        matches!(self, Self::Queued | Self::Interrupted)
    }

    /// Whether `next` may follow.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use State as S;
        match self {
            S::Queued => matches!(next, S::Preparing | S::Paused | S::Cancelled | S::Failed),
            S::Interrupted => matches!(next, S::Preparing | S::Failed),
            S::Preparing => matches!(next, S::Running | S::Paused | S::Cancelled | S::Failed | S::Interrupted),
            S::Running => {
                matches!(next, S::Waiting | S::Finalizing | S::Paused | S::Cancelled | S::Failed | S::Interrupted)
            }
            // Running again, when somebody else has changed the same meanwhile.
            S::Finalizing => matches!(next, S::Done | S::Running | S::Failed | S::Cancelled | S::Interrupted),
            S::Waiting => matches!(next, S::Queued | S::Cancelled),
            S::Paused => matches!(next, S::Queued | S::Cancelled),
            S::Done | S::Failed | S::Cancelled => matches!(next, S::Queued),
        }
    }

    /// What comes of an order. `wanted` is what it was told before and has not done yet.
    #[must_use]
    pub const fn obey(self, order: Order, wanted: Option<Wanted>) -> Outcome {
        match order {
            Order::Cancel => self.cancel(wanted),
            Order::Pause => self.pause(wanted),
            Order::Resume => match self {
                Self::Paused => Outcome::Becomes(Self::Queued),
                Self::Queued | Self::Interrupted | Self::Preparing | Self::Running | Self::Finalizing => {
                    Outcome::Nothing
                }
                Self::Waiting => Outcome::Refused(Refusal::Waits),
                Self::Done | Self::Failed | Self::Cancelled => Outcome::Refused(Refusal::Over),
            },
            Order::Retry if self.is_over() => Outcome::Becomes(Self::Queued),
            Order::Retry => Outcome::Refused(Refusal::NotOver),
            Order::Hear if self.is_over() || matches!(self, Self::Waiting) => Outcome::Becomes(Self::Queued),
            Order::Hear => Outcome::Nothing,
        }
    }

    const fn cancel(self, wanted: Option<Wanted>) -> Outcome {
        match self {
            Self::Queued | Self::Waiting | Self::Paused => Outcome::Becomes(Self::Cancelled),
            // What it has done must be gone through and kept.
            Self::Interrupted | Self::Preparing | Self::Running | Self::Finalizing => match wanted {
                Some(Wanted::Cancel) => Outcome::Nothing,
                Some(Wanted::Pause) | None => Outcome::Wants(Wanted::Cancel),
            },
            Self::Cancelled => Outcome::Nothing,
            Self::Done | Self::Failed => Outcome::Refused(Refusal::Over),
        }
    }

    const fn pause(self, wanted: Option<Wanted>) -> Outcome {
        match self {
            Self::Queued => Outcome::Becomes(Self::Paused),
            Self::Interrupted | Self::Preparing | Self::Running => match wanted {
                Some(Wanted::Cancel | Wanted::Pause) => Outcome::Nothing,
                None => Outcome::Wants(Wanted::Pause),
            },
            Self::Paused => Outcome::Nothing,
            Self::Waiting => Outcome::Refused(Refusal::Waits),
            Self::Finalizing => Outcome::Refused(Refusal::Ending),
            Self::Done | Self::Failed | Self::Cancelled => Outcome::Refused(Refusal::Over),
        }
    }
}

impl Wanted {
    pub const ALL: [Self; 2] = [Self::Cancel, Self::Pause];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Pause => "pause",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wanted| wanted.as_str() == word)
    }
}

crate::word_column!(State);
crate::word_column!(Wanted);
