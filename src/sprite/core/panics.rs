//! Panics, counted: a Sprite that keeps panicking is made read-only, because its next write can't be trusted.

use std::collections::VecDeque;

use crate::kit::Timestamp;

/// More panics than this within [`WINDOW_MS`] make the Sprite read-only.
const PANICS_MAX: usize = 3;

const WINDOW_MS: i64 = 5_000;

/// The panics of one Sprite.
#[derive(Default)]
pub(super) struct Panics {
    recent: VecDeque<Timestamp>,
    is_read_only: bool,
}

impl Panics {
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Counts a panic; answers whether it was one too many.
    pub fn count(&mut self, now: Timestamp) -> bool {
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|first| now.since_ms(*first) > WINDOW_MS) {
            self.recent.pop_front();
        }
        let was_read_only = self.is_read_only;
        self.is_read_only |= self.recent.len() > PANICS_MAX;
        self.is_read_only && !was_read_only
    }
}
