//! Which of the server's own sessions are kept: close together for what was just now, far apart for what was long ago.

use std::collections::HashSet;

use super::{Origin, SessionId};
use crate::kit::Timestamp;

/// The last autosaves, whatever their time: with one every half a minute, the last minutes of work.
const NEWEST: usize = 8;

/// Before those the last of each hour in which something was saved, for this many hours.
const HOURS: usize = 6;

/// Before those the last of each day in which something was saved, for this many days.
const DAYS: usize = 6;

/// Autosaves that are kept at all.
pub const AUTOSAVES_MAX: usize = NEWEST + HOURS + DAYS;

/// Sessions made before a restore: as many restores can be taken back, the one after the other.
pub const BEFORE_RESTORES_MAX: usize = 20;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Those of `sessions` that need not be kept any more. The newest comes first.
pub(super) fn superfluous(origin: Origin, sessions: &[(SessionId, Timestamp)]) -> Vec<SessionId> {
    match origin {
        Origin::Named => Vec::new(),
        Origin::Auto => thinned(sessions),
        Origin::BeforeRestore => sessions.iter().skip(BEFORE_RESTORES_MAX).map(|(id, _)| *id).collect(),
    }
}

/// Hours and days are those of UTC: all that matters is that they are the same each time, so that the last session of an
/// hour or a day stays the last one.
fn thinned(sessions: &[(SessionId, Timestamp)]) -> Vec<SessionId> {
    let older = &sessions[sessions.len().min(NEWEST)..];
    let (hourly, older) = last_of_each(older, HOUR_MS, HOURS);
    let (daily, _) = last_of_each(&older, DAY_MS, DAYS);
    let kept: HashSet<SessionId> = hourly.into_iter().chain(daily).collect();
    sessions.iter().skip(NEWEST).map(|(id, _)| *id).filter(|id| !kept.contains(id)).collect()
}

/// The last session of each of the last `periods` in which there is one, and the sessions before all those periods.
fn last_of_each(
    sessions: &[(SessionId, Timestamp)],
    period_ms: i64,
    periods: usize,
) -> (Vec<SessionId>, Vec<(SessionId, Timestamp)>) {
    let (mut kept, mut older, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for (id, at) in sessions {
        let period = at.0.div_euclid(period_ms);
        match seen.last() {
            Some(last) if *last == period => {}
            _ if seen.len() == periods => older.push((*id, *at)),
            _ => {
                seen.push(period);
                kept.push(*id);
            }
        }
    }
    (kept, older)
}
