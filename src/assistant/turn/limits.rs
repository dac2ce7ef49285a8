//! What one turn may take, and the sentences that say which limit ended it.

use std::time::Duration;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{chat, config, model::Spent};

/// Millionths in one.
const MICROS: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// What one turn may take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Times that the model is asked.
    pub steps_max: u32,
    pub minutes_max: u32,
    pub answer_chars_max: usize,
    /// Of one question to a model.
    pub context_tokens_max: u32,
    pub budget: Budget,
}

/// What models may take of one user, in tokens and in millionths of a currency; `None` is no limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Budget {
    pub turn_tokens_max: Option<u64>,
    pub turn_cost_micros_max: Option<u64>,
    pub day_tokens_max: Option<u64>,
    pub day_cost_micros_max: Option<u64>,
    /// What costs are counted in, such as "USD".
    pub currency: String,
}

impl Limits {
    /// The limits that the operator has set, and no longer answers than a message can hold.
    #[must_use]
    pub fn of(settings: &config::Assistant, budget: &config::Budget) -> Self {
        Self {
            budget: Budget::of(budget),
            steps_max: settings.steps_max,
            minutes_max: settings.minutes_max,
            context_tokens_max: settings.context_tokens_max,
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

impl Budget {
    /// No limit at all.
    pub const NONE: Self = Self {
        turn_tokens_max: None,
        turn_cost_micros_max: None,
        day_tokens_max: None,
        day_cost_micros_max: None,
        currency: String::new(),
    };

    /// The budget that the operator has set.
    #[must_use]
    pub fn of(settings: &config::Budget) -> Self {
        let tokens = |max: u64| (max > 0).then_some(max);
        Self {
            turn_tokens_max: tokens(settings.turn_tokens_max),
            turn_cost_micros_max: micros(settings.turn_cost_max),
            day_tokens_max: tokens(settings.day_tokens_max),
            day_cost_micros_max: micros(settings.day_cost_max),
            currency: settings.currency.clone(),
        }
    }

    /// Whether today's budget is used up.
    #[must_use]
    pub fn is_day_up(&self, day: Spent) -> bool {
        reached(self.day_tokens_max, day.tokens).or(reached(self.day_cost_micros_max, day.cost_micros)).is_some()
    }

    /// The sentence about the limit that is reached, when one is.
    pub(super) fn is_up(&self, turn: Spent, day: Spent) -> Option<String> {
        if let Some(max) = reached(self.turn_tokens_max, turn.tokens) {
            return Some(format!(
                "I stopped because one answer may take at most {max} tokens. Say “go on” to continue."
            ));
        }
        if let Some(max) = reached(self.turn_cost_micros_max, turn.cost_micros) {
            let max = self.money(max);
            return Some(format!("I stopped because one answer may cost at most {max}. Say “go on” to continue."));
        }
        let day = match (reached(self.day_tokens_max, day.tokens), reached(self.day_cost_micros_max, day.cost_micros)) {
            (Some(max), _) => format!("{max} tokens"),
            (None, Some(max)) => self.money(max),
            (None, None) => return None,
        };
        Some(format!(
            "I stopped because models may take at most {day} a day for you, and today's are used up. I can go on \
             tomorrow (UTC); until then choose the built-in assistant in Settings, which costs nothing."
        ))
    }

    /// An amount such as "0.25 USD".
    #[must_use]
    pub fn money(&self, micros: u64) -> String {
        let amount = Decimal::from(micros) / MICROS;
        format!("{} {}", amount.round_dp(4).normalize(), self.currency)
    }
}

/// An amount of money in millionths; 0 is no limit.
#[must_use]
pub fn micros(max: Decimal) -> Option<u64> {
    (max * MICROS).to_u64().filter(|max| *max > 0)
}

/// The limit, when so much has been spent.
fn reached(max: Option<u64>, spent: u64) -> Option<u64> {
    max.filter(|max| spent >= *max)
}
