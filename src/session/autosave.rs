//! Keeping the desk from time to time, without being asked.

use super::{Error, Origin, Result, SessionId, body, keep, layout, store};
use crate::{
    activity,
    db::Tx,
    kit::Timestamp,
    preference::{self, Preference},
};

/// How often the desk is kept while somebody is there, in seconds; 0 is never.
pub const AUTOSAVE_S: Preference<u32> = Preference::new("autosave_s", 30);

/// Whether the desk as it is now need be looked at again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Autosaved {
    /// It is kept, or is as it was kept last.
    UpToDate,
    /// Its time has not come.
    NotYet,
}

/// Keeps the desk as the session `id` when the last one is old enough and the desk is another one.
///
/// Somebody has been there since `attended_since`: nothing is kept before the interval has passed since then.
///
/// A desk that is too large for a session is left out.
///
/// # Errors
/// Whatever the database refuses.
pub fn autosave(tx: &Tx, id: SessionId, attended_since: Timestamp, now: Timestamp) -> Result<Autosaved> {
    let interval_s = preference::get(tx, &AUTOSAVE_S)?;
    if interval_s == 0 {
        return Ok(Autosaved::NotYet);
    }
    let last = store::last(tx, Origin::Auto)?;
    let since = last.as_ref().map_or(attended_since, |last| last.same_until.max(attended_since));
    if now.since_ms(since) < i64::from(interval_s) * 1_000 {
        return Ok(Autosaved::NotYet);
    }

    let packed = match layout::read(tx).and_then(|body| body::pack(&body)) {
        // It will be no smaller before something changes.
        Err(Error::TooLarge) => return Ok(Autosaved::UpToDate),
        packed => packed?,
    };
    match last.filter(|last| last.digest == packed.digest) {
        Some(same) => {
            let same = super::Session { same_until: now, seq: activity::latest(tx)?, ..same };
            store::set_same_until(tx, &same)?;
        }
        None => drop(keep(tx, id, Origin::Auto, None, &packed, now)?),
    }
    Ok(Autosaved::UpToDate)
}
