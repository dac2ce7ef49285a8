//! Chance that a seed repeats: which operations, on what, and when the fault comes.

use stackhouse::kit::{Ambient, Chance, simulated::SeededChance};

/// A seeded source of numbers.
pub struct Dice(SeededChance);

impl Dice {
    /// Dice from the seed in `STACKHOUSE_FAULT_SEED`, or from a fresh one, which is said so that it can be given again.
    #[expect(clippy::disallowed_methods, reason = "the option is the test's own, no setting of the server")]
    pub fn cast(test: &str) -> Self {
        let given = std::env::var("STACKHOUSE_FAULT_SEED").ok().map(|seed| seed.parse().expect("a seed is a number"));
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 4];
            Ambient::system().fill(&mut bytes);
            u64::from(u32::from_le_bytes(bytes))
        });
        println!("{test}: STACKHOUSE_FAULT_SEED={seed}");
        Self::new(seed)
    }

    pub fn new(seed: u64) -> Self {
        Self(SeededChance::new(seed))
    }

    /// A number below `end`.
    pub fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    /// One of `things`.
    pub fn pick<'a, T>(&self, things: &'a [T]) -> &'a T {
        let at = self.below(things.len() as u64);
        &things[usize::try_from(at).expect("it was a length")]
    }

    /// A UUID in the shape of version 7.
    pub fn id(&self) -> String {
        let part = |digits: u32| self.below(1 << (4 * digits));
        format!("{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", part(8), part(4), part(3), part(3), part(12))
    }

    /// Further dice, for a task of its own.
    pub fn hand_on(&self) -> Self {
        Self::new(self.below(u64::MAX))
    }
}
