//! Chance: from the step's own source, except what must not be guessed.

use rhai::{Array, Dynamic, Engine, FLOAT, INT};

use super::{Made, wrong};
use crate::app::runtime::meter::{self, Run};

/// The letters of an id: enough of them that nobody meets the same twice.
const ID_CHARS: usize = 12;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("uid", uid)
        .register_fn("rand", || unit(draw()))
        .register_fn("rand", |from: INT, to: INT| between(from, to, draw()))
        .register_fn("rand_secure", |from: INT, to: INT| between(from, to, secret()))
        .register_fn("pick", |list: &mut Array| pick(list))
        .register_fn("shuffled", |list: &mut Array| shuffled(list));
}

fn draw() -> u64 {
    meter::with(Run::draw).unwrap_or_default()
}

/// From the machine's own randomness, for passwords.
fn secret() -> u64 {
    let mut bytes = [0; 8];
    meter::with(|run| run.moment.ambient.fill(&mut bytes));
    u64::from_le_bytes(bytes)
}

fn uid() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    (0..ID_CHARS).map(|_| char::from(LETTERS[usize::try_from(draw() % 32).unwrap_or_default()])).collect()
}

/// From 0 up to 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
fn unit(drawn: u64) -> FLOAT {
    (drawn >> 11) as FLOAT / (1_u64 << 53) as FLOAT
}

/// A whole number from `from` to `to`, both included, each as likely as the other but for less than one in 2³².
fn between(from: INT, to: INT, drawn: u64) -> Made<INT> {
    let Some(count) = to.checked_sub(from).and_then(|span| u64::try_from(span).ok()).filter(|span| *span < 1 << 31)
    else {
        return wrong("expected two numbers, the smaller first");
    };
    Ok(from + INT::try_from(drawn % (count + 1)).unwrap_or_default())
}

fn pick(list: &Array) -> Dynamic {
    let count = u64::try_from(list.len()).unwrap_or(u64::MAX).max(1);
    list.get(usize::try_from(draw() % count).unwrap_or_default()).cloned().unwrap_or_default()
}

fn shuffled(list: &Array) -> Array {
    let mut list = list.clone();
    for last in (1..list.len()).rev() {
        let other = draw() % (u64::try_from(last).unwrap_or(u64::MAX) + 1);
        list.swap(last, usize::try_from(other).unwrap_or_default());
    }
    list
}
