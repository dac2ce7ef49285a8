//! Runs the tests that a package brings along: its own steps, at a clock and with chance of their own.

mod expect;
mod steps;
#[cfg(test)]
mod tests;

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;

use super::{
    package::{FieldScope, Test},
    runtime::{self, Effect, Failure, Input, Moment, Program, State},
    tree::{Shown, Tree},
};
use crate::kit::{Ambient, Chance, Clock, Timestamp};

/// When every test begins: Monday, 5 January 2026, 09:00 UTC.
const BEGIN: i64 = 1_767_603_600_000;
/// Steps of one test.
const STEPS_MAX: usize = 500;
/// Operations of all tests together: about a second, because somebody waits for what comes of them.
const OPERATIONS_MAX: u64 = 40_000_000;
/// What a step costs beside the operations of its code.
const STEP_COST: u64 = 2_000;

/// What came of one test.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Verdict {
    pub name: String,
    /// What was not as expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Runs all tests of the package.
#[must_use]
pub fn run(program: &Program) -> Vec<Verdict> {
    let each = program.package().tests.iter();
    let purse = Purse { since: runtime::spent(), steps: Cell::new(0) };
    each.map(|test| Verdict { name: test.name.clone(), failure: one(program, test, &purse).err() }).collect()
}

fn one(program: &Program, test: &Test, purse: &Purse) -> Result<(), String> {
    if test.steps.len() + test.expect.len() > STEPS_MAX {
        return Err(format!("a test has at most {STEPS_MAX} steps"));
    }
    if test.expect.is_empty() {
        return Err("a test that expects nothing can't fail".to_owned());
    }
    let mut stage = Stage::new(program, purse).map_err(|failure| failure.to_string())?;
    stage.take(&Input::Mount { data: Value::Null }).map_err(|failure| format!("on_mount: {failure}"))?;
    for (number, step) in test.steps.iter().enumerate() {
        steps::take(&mut stage, step)
            .map_err(|why| format!("step {} {}: {why}", number + 1, Value::from(step.clone())))?;
    }
    for expected in &test.expect {
        expect::check(&stage, expected).map_err(|why| format!("{}: {why}", Value::from(expected.clone())))?;
    }
    Ok(())
}

/// An instance that runs in a test.
struct Stage<'a> {
    program: &'a Program,
    clock: Arc<StageClock>,
    moment: Moment,
    state: State,
    tree: Tree,
    effects: Vec<Effect>,
    purse: &'a Purse,
}

/// What all tests of a package have spent.
struct Purse {
    since: u64,
    steps: Cell<u64>,
}

impl Purse {
    /// Counts a step. False when no more is to be spent.
    fn pay(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        runtime::spent().wrapping_sub(self.since) + self.steps.get() * STEP_COST <= OPERATIONS_MAX
    }
}

impl<'a> Stage<'a> {
    fn new(program: &'a Program, purse: &'a Purse) -> Result<Self, Failure> {
        let clock = Arc::new(StageClock(AtomicI64::new(BEGIN)));
        let ambient = Ambient::new(Arc::<StageClock>::clone(&clock), Arc::new(StageChance(AtomicU64::new(1))));
        let moment = Moment { ambient, zone: TimeZone::UTC, has_high_cpu: false, may_copy: true };
        let state = program.initial(&[FieldScope::App, FieldScope::Instance, FieldScope::Tab]);
        let tree = program.render(&state, &moment)?;
        Ok(Self { program, clock, moment, state, tree, effects: Vec::new(), purse })
    }

    fn take(&mut self, input: &Input) -> Result<(), Failure> {
        if !self.purse.pay() {
            return Err(Failure::new("the tests of the package do too much: use fewer or shorter ones", ""));
        }
        let outcome = self.program.step(&self.state, &self.tree, input, &self.moment)?;
        self.tree = self.program.render(&outcome.state, &self.moment)?;
        self.state = outcome.state;
        self.effects.extend(outcome.effects);
        Ok(())
    }

    /// What an address of a test names: `node@key`, or of those with this node the first (`node`) or a later one
    /// (`node#2`).
    fn find(&self, address: &str) -> Option<Arc<Shown>> {
        if let Some((node, key)) = address.split_once('@') {
            return self.tree.find(node, key);
        }
        let (node, number) = address.split_once('#').unwrap_or((address, "1"));
        let number: usize = number.parse().ok()?;
        let mut keys = Vec::new();
        self.tree.root.walk(&mut |shown| {
            if shown.address.node == node {
                keys.push(shown.address.key.clone());
            }
        });
        self.tree.find(node, keys.get(number.checked_sub(1)?)?)
    }
}

struct StageClock(AtomicI64);

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// The same draws every time.
struct StageChance(AtomicU64);

impl Chance for StageChance {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = next.to_be_bytes()[0];
        }
    }
}
