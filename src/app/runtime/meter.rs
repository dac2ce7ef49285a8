//! What the step that runs on this thread has used up, draws from, and wants done.
//!
//! Rhai asks [`count`] before every operation, and the functions for authors reach time, chance and effects through
//! [`with`]. A step runs from its begin to its end on one thread, and only one at a time.

use std::cell::{Cell, RefCell};

use super::{Effect, Moment, limits};
use crate::kit::Timestamp;

/// The clock is looked at once in as many operations: one that puts a long list in order takes a millisecond.
const LOOK_EVERY: u64 = 64;

/// A step that runs.
pub(super) struct Run {
    pub moment: Moment,
    pub effects: Vec<Effect>,
    /// Whether effects are wanted: a view has none.
    pub may_act: bool,
    pub began_at: Timestamp,
    used: u64,
    operations_max: u64,
    chance: u64,
}

/// Why a step was stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stopped {
    Operations,
    Time,
}

impl Stopped {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Time => "time",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Operations, Self::Time].into_iter().find(|stopped| stopped.as_str() == word)
    }
}

thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
    static SPENT: Cell<u64> = const { Cell::new(0) };
}

/// Operations of all steps that have run on this thread, for whoever runs many and has to stop in time.
pub(in crate::app) fn spent() -> u64 {
    SPENT.get()
}

/// Counts what steps of this thread have used on another one.
pub(super) fn spent_elsewhere(operations: u64) {
    SPENT.set(SPENT.get().wrapping_add(operations));
}

/// Does `work` as a step that may use so many operations; answers what it wanted done, too.
pub(super) fn metered<T>(
    moment: &Moment,
    operations_max: u64,
    may_act: bool,
    work: impl FnOnce() -> T,
) -> (T, Vec<Effect>) {
    /// Leaves nothing behind, also when `work` panics.
    struct Ended;
    impl Drop for Ended {
        fn drop(&mut self) {
            let run = RUN.with_borrow_mut(Option::take);
            SPENT.set(SPENT.get().wrapping_add(run.map_or(0, |run| run.used)));
        }
    }

    let factor = if moment.has_high_cpu { limits::HIGH_CPU_FACTOR } else { 1 };
    let mut seed = [0; 8];
    moment.ambient.fill(&mut seed);
    let run = Run {
        moment: moment.clone(),
        effects: Vec::new(),
        may_act,
        began_at: moment.ambient.now(),
        used: 0,
        operations_max: operations_max * factor,
        chance: u64::from_le_bytes(seed),
    };
    RUN.with_borrow_mut(|slot| *slot = Some(run));
    let _ended = Ended;
    let made = work();
    let effects = with(|run| std::mem::take(&mut run.effects)).unwrap_or_default();
    (made, effects)
}

/// Speaks to the step that runs; `None` when none does.
pub(super) fn with<T>(speak: impl FnOnce(&mut Run) -> T) -> Option<T> {
    RUN.with_borrow_mut(|run| run.as_mut().map(speak))
}

/// Counts an operation. Some when the step has to stop.
pub(super) fn count() -> Option<Stopped> {
    with(Run::count).flatten()
}

impl Run {
    fn count(&mut self) -> Option<Stopped> {
        self.used += 1;
        if self.used > self.operations_max {
            return Some(Stopped::Operations);
        }
        let is_late = self.used.is_multiple_of(LOOK_EVERY)
            && self.moment.ambient.now().since_ms(self.began_at) > limits::TIME_MAX_MS;
        is_late.then_some(Stopped::Time)
    }

    /// A number that is spread evenly (SplitMix64). Not for secrets.
    pub fn draw(&mut self) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
