//! Chance that a seed repeats: numbers, and steps of a desk.

use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::steps::{Step, step};

pub struct Dice {
    runner: TestRunner,
    step: BoxedStrategy<Step>,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self { runner: TestRunner::new_with_rng(Config::default(), rng), step: step().boxed() }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (0..end).new_tree(&mut self.runner).expect("a number").current()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn step(&mut self) -> Step {
        self.step.new_tree(&mut self.runner).expect("a step").current()
    }
}
