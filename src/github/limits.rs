//! How often GitHub may be asked, as its answers say.
//!
//! Source: docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.

use super::said::Said;
use crate::{fetch::Answer, kit::Timestamp};

/// How long nothing is asked when GitHub refuses and does not say for how long: what it asks for then.
const USUAL_MS: i64 = 60_000;

/// The longest that a token rests, whatever the answer says: GitHub's own windows are an hour long.
const REST_MAX_MS: i64 = 3_600_000;

/// The shortest, so that clocks which differ make no loop.
const REST_MIN_MS: i64 = 1_000;

/// What an answer says of limits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Limits {
    /// Whether this was the last request until `reset_at`.
    pub is_spent: bool,
    pub reset_at: Option<Timestamp>,
    pub retry_after_s: Option<i64>,
}

impl Limits {
    pub fn of(answer: &Answer) -> Self {
        let number = |name: &str| answer.header(name).and_then(|text| text.trim().parse::<i64>().ok());
        Self {
            is_spent: number("x-ratelimit-remaining") == Some(0),
            reset_at: number("x-ratelimit-reset").map(|seconds| Timestamp(seconds.saturating_mul(1_000))),
            retry_after_s: number("retry-after"),
        }
    }

    /// When to ask again, if this answer was the last one for now.
    pub fn spent(self, now: Timestamp) -> Option<Timestamp> {
        self.reset_at.filter(|reset_at| self.is_spent && *reset_at > now).map(|reset_at| within(reset_at, now))
    }

    /// When to ask again, if this is what an answer that says no is about.
    pub fn refused(self, said: &Said, now: Timestamp) -> Option<Timestamp> {
        let speaks_of_it = said.mentions(&["rate limit", "abuse detection"]);
        let is_limit = match said.status {
            429 => true,
            403 => self.retry_after_s.is_some() || self.is_spent || speaks_of_it,
            _ => false,
        };
        if !is_limit {
            return None;
        }
        let until = match (self.retry_after_s, self.reset_at) {
            (Some(seconds), _) => now.plus_ms(seconds.saturating_mul(1_000)),
            (None, Some(reset_at)) if self.is_spent => reset_at,
            (None, _) => now.plus_ms(USUAL_MS),
        };
        Some(within(until, now))
    }
}

fn within(until: Timestamp, now: Timestamp) -> Timestamp {
    until.clamp(now.plus_ms(REST_MIN_MS), now.plus_ms(REST_MAX_MS))
}
