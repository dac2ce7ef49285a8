//! What came up in the worlds of a run.

use std::ops::AddAssign;

/// What came up, so that a run in which nothing happened is noticed.
#[derive(Clone, Copy, Default, Debug)]
pub struct Seen {
    pub acknowledged: usize,
    pub repeated: usize,
    pub refused: usize,
    pub crashes: usize,
    pub panics: usize,
    pub failed_commits: usize,
    pub syncs: usize,
    pub overflows: usize,
}

impl AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.repeated += other.repeated;
        self.refused += other.refused;
        self.crashes += other.crashes;
        self.panics += other.panics;
        self.failed_commits += other.failed_commits;
        self.syncs += other.syncs;
        self.overflows += other.overflows;
    }
}
