//! Texts and times as GitHub writes them, made safe to show.

use crate::kit::{Line, Timestamp};

/// One line without control characters, cut; `otherwise` when nothing is left.
pub(super) fn line<const MAX: usize>(text: &str, otherwise: &str) -> String {
    Line::<MAX>::lossy(text, otherwise).as_str().to_owned()
}

/// Several lines, cut; of control characters, breaks of lines and tabs remain.
pub(super) fn lines(text: &str, chars_max: usize) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(chars_max).collect()
}

/// A moment such as `2011-01-26T19:06:43Z`.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|moment| Timestamp(moment.as_millisecond()))
}
