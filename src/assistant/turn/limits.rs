//! What one turn may take, and the sentences that say which limit ended it.

use std::time::Duration;

use crate::{chat, config};

/// What one turn may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Times that the model is asked.
    pub steps_max: u32,
    pub minutes_max: u32,
    pub answer_chars_max: usize,
}

impl Limits {
    /// The limits that the operator has set, and no longer answers than a message can hold.
    #[must_use]
    pub fn of(settings: &config::Assistant) -> Self {
        Self {
            steps_max: settings.steps_max,
            minutes_max: settings.minutes_max,
            answer_chars_max: settings.answer_chars_max.min(chat::ANSWER_CHARS_MAX),
        }
    }

    #[must_use]
    pub fn time_max(&self) -> Duration {
        Duration::from_secs(u64::from(self.minutes_max) * 60)
    }

    pub(super) fn steps_are_up(&self) -> String {
        format!("I stopped after {} steps, the most that one answer may take. Say “go on” to continue.", self.steps_max)
    }

    pub(super) fn time_is_up(&self) -> String {
        format!(
            "I stopped after {} minutes, the most that one answer may take. Say “go on” to continue.",
            self.minutes_max
        )
    }

    pub(super) fn answer_is_full(&self) -> String {
        format!("I stopped because an answer may have at most {} characters.", self.answer_chars_max)
    }
}
