//! When the desk is to be looked at, to keep it as a session.

use crate::kit::Timestamp;

/// How often somebody looks whether it is time to: the shortest interval that can be chosen is a few of these.
const LOOK_MS: i64 = 5_000;

/// Whether the desk has changed since it was kept, and since when somebody is there.
#[derive(Default)]
pub(super) struct Keeping {
    attended_since: Option<Timestamp>,
    /// Counts what was done, and what of it is known to be kept.
    done: u64,
    kept: u64,
    /// What was done when the lane was asked; it has not answered yet.
    asked: Option<u64>,
    looked_at: Timestamp,
}

impl Keeping {
    /// Somebody is there, or nobody any more.
    pub fn attended(&mut self, is_attended: bool, now: Timestamp) {
        match self.attended_since {
            None if is_attended => {
                self.attended_since = Some(now);
                self.looked_at = now;
            }
            Some(_) if !is_attended => self.attended_since = None,
            Some(_) | None => {}
        }
    }

    /// Something was done to the desk.
    pub fn did(&mut self) {
        self.done += 1;
    }

    /// Since when somebody has been there, when the lane is to be asked now.
    pub fn is_due(&mut self, now: Timestamp) -> Option<Timestamp> {
        let since = self.attended_since?;
        let is_kept = self.kept == self.done;
        if is_kept || self.asked.is_some() || now.since_ms(self.looked_at) < LOOK_MS {
            return None;
        }
        self.looked_at = now;
        self.asked = Some(self.done);
        Some(since)
    }

    /// The lane has answered: everything that was done before it was asked is kept, or not yet.
    pub fn answered(&mut self, is_kept: bool) {
        if let Some(done) = self.asked.take().filter(|_| is_kept) {
            self.kept = done;
        }
    }
}
