//! The functions that authors have beside those of Rhai. docs/apps.md lists them, and a test compares.

mod acts;
mod chance;
mod days;
mod lists;
mod numbers;
mod texts;

use rhai::{Dynamic, Engine, EvalAltResult};
use serde_json::Value;

use super::value;

/// What a function answers that can fail.
type Made<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    numbers::register(engine);
    texts::register(engine);
    lists::register(engine);
    days::register(engine);
    chance::register(engine);
    acts::register(engine);
}

fn wrong<T>(message: impl Into<String>) -> Made<T> {
    Err(message.into().into())
}

fn json(given: &Dynamic) -> Made<Value> {
    value::to_json(given).or_else(wrong)
}
