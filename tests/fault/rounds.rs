//! Faults that come again and again: what comes after one is what the next one meets.

use std::time::Duration;

use crate::{audit::Findings, dice::Dice};

/// Faults that one data folder lives through before a fresh one takes its place: founding is met by them, too.
const ON_ONE_GROUND: usize = 10;

/// One fault in so many comes while the tabs are still coming back: into the recovery from the one before.
const EARLY: u64 = 4;

/// Coming back takes the tabs about this long.
const RETURN_MS: u64 = 250;

/// The load lasts from 50 ms to half a second. The kernel writes what nobody asked it to write after 5 s or more, so
/// that nothing is on a disk by chance.
const LOAD_MS: (u64, u64) = (50, 450);

/// Fewer acknowledged operations for each fault would be no load.
const ACKNOWLEDGED_MIN: usize = 50;

/// When a fault comes.
pub struct Moment {
    /// While the tabs come back, and not while they work.
    pub is_early: bool,
    pub after: Duration,
}

impl Moment {
    pub fn draw(dice: &Dice) -> Self {
        let is_early = dice.below(EARLY) == 0;
        let after_ms = if is_early { dice.below(RETURN_MS) } else { LOAD_MS.0 + dice.below(LOAD_MS.1) };
        Self { is_early, after: Duration::from_millis(after_ms) }
    }
}

/// Lets `live` meet all `faults`, some on each fresh ground, and expects that nothing is ever lost or done twice.
pub async fn clean(what: &str, faults: usize, live: impl AsyncFn(usize) -> Findings) {
    let (mut findings, mut met) = (Findings::default(), 0);
    while met < faults {
        let now = ON_ONE_GROUND.min(faults - met);
        let found = live(now).await;
        found.assert_clean();
        findings.add(found);
        met += now;
        println!("{what}: {met} of {faults}: {}", findings.summary());
    }
    assert!(findings.acknowledged > ACKNOWLEDGED_MIN * faults, "too little load: {}", findings.summary());
}
