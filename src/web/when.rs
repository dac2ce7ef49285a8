//! Moments on pages.

use crate::kit::Timestamp;

/// A moment for `<time>`: for programs, and for people in UTC, because a server doesn't know its readers' clocks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    /// RFC 3339.
    pub exact: String,
    pub shown: String,
}

impl From<Timestamp> for When {
    fn from(at: Timestamp) -> Self {
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        Self { exact: at.to_string(), shown: at.strftime("%Y-%m-%d %H:%M UTC").to_string() }
    }
}
