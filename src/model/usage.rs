//! What answers have cost whom, by the day.

use super::store;
use crate::{
    account::UserId,
    db::{self, Tx},
    kit::Timestamp,
    llm::Usage,
};

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What has been spent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spent {
    pub tokens: u64,
    /// Millionths of the operator's currency.
    pub cost_micros: u64,
}

/// What one user has spent on one model on one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayOfUsage {
    /// The day's beginning.
    pub day: Timestamp,
    pub model: String,
    pub answers: u64,
    pub spent: Spent,
}

impl Spent {
    /// Together with an answer that has cost this much.
    #[must_use]
    pub const fn plus(self, usage: &Usage, cost_micros: u64) -> Self {
        Self {
            tokens: self.tokens.saturating_add(usage.total_tokens()),
            cost_micros: self.cost_micros.saturating_add(cost_micros),
        }
    }
}

/// What a user has spent in some time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserUsage {
    pub user: String,
    pub answers: u64,
    pub spent: Spent,
}

/// Notes what an answer has cost.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_usage(
    tx: &Tx,
    user: UserId,
    model: &str,
    usage: &Usage,
    cost_micros: u64,
    now: Timestamp,
) -> db::Result<()> {
    store::usage::add(tx, user, day_of(now), model, usage, cost_micros)
}

/// What the user has spent since the day began, in UTC.
///
/// # Errors
/// Whatever the database refuses.
pub fn spent_today(tx: &Tx, user: UserId, now: Timestamp) -> db::Result<Spent> {
    store::usage::spent(tx, user, day_of(now))
}

/// What the user has spent on each of the last `days`, today's first.
///
/// # Errors
/// Whatever the database refuses.
pub fn usage(tx: &Tx, user: UserId, days: u16, now: Timestamp) -> db::Result<Vec<DayOfUsage>> {
    store::usage::of_user(tx, user, day_of(now) - i64::from(days))
}

/// What each user has spent in the last `days`, who spent most first.
///
/// # Errors
/// Whatever the database refuses.
pub fn usage_of_all(tx: &Tx, days: u16, now: Timestamp) -> db::Result<Vec<UserUsage>> {
    store::usage::of_all(tx, day_of(now) - i64::from(days))
}

const fn day_of(now: Timestamp) -> i64 {
    now.0.div_euclid(DAY_MS)
}
