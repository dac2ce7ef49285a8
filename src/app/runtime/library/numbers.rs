//! Numbers: `/` gives fractions, whole results are whole, and the usual ones are functions of their own.

use rhai::{Dynamic, Engine, FLOAT, INT};

use super::{Made, wrong};
use crate::app::runtime::value;

/// Digits behind the point that anybody wants to see.
const DIGITS_MAX: INT = 12;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("/", |a: INT, b: INT| divide(float(a), float(b)))
        .register_fn("/", |a: FLOAT, b: INT| divide(a, float(b)))
        .register_fn("/", |a: INT, b: FLOAT| divide(float(a), b))
        .register_fn("/", divide)
        .register_fn("floor", |x: FLOAT| whole(x.floor()))
        .register_fn("ceil", |x: FLOAT| whole(x.ceil()))
        .register_fn("round", |x: FLOAT| whole(x.round()))
        .register_fn("floor", |x: INT| x)
        .register_fn("ceil", |x: INT| x)
        .register_fn("round", |x: INT| x)
        .register_fn("round", |x: FLOAT, digits: INT| rounded(x, digits))
        .register_fn("round", |x: INT, _: INT| x)
        .register_fn("fixed", fixed)
        .register_fn("fixed", |x: INT, digits: INT| fixed(float(x), digits))
        .register_fn("clamp", |x: INT, low: INT, high: INT| x.max(low).min(high))
        .register_fn("clamp", |x: FLOAT, low: FLOAT, high: FLOAT| x.max(low).min(high))
        .register_fn("number", |text: &str| number(text))
        .register_fn("number", |x: INT| x)
        .register_fn("number", |x: FLOAT| x)
        .register_fn("is_number", |text: &str| text.trim().parse::<FLOAT>().is_ok_and(FLOAT::is_finite))
        .register_fn("is_number", |_: INT| true)
        .register_fn("is_number", |_: FLOAT| true)
        .register_fn("to_string", shown)
        .register_fn("+", |text: &str, x: FLOAT| format!("{text}{}", shown(x)))
        .register_fn("+", |x: FLOAT, text: &str| format!("{}{text}", shown(x)))
        .register_fn("min", |a: INT, b: INT| a.min(b))
        .register_fn("max", |a: INT, b: INT| a.max(b))
        .register_fn("min", |a: FLOAT, b: FLOAT| a.min(b))
        .register_fn("max", |a: FLOAT, b: FLOAT| a.max(b))
        .register_fn("min", |a: INT, b: FLOAT| float(a).min(b))
        .register_fn("max", |a: INT, b: FLOAT| float(a).max(b))
        .register_fn("min", |a: FLOAT, b: INT| a.min(float(b)))
        .register_fn("max", |a: FLOAT, b: INT| a.max(float(b)));
}

#[expect(clippy::cast_precision_loss, reason = "numbers of apps are small, and the language's own sums lose the same")]
pub(super) fn float(x: INT) -> FLOAT {
    x as FLOAT
}

/// A number without a fraction as a whole one, where that is exact.
pub(super) fn whole(x: FLOAT) -> Dynamic {
    match value::number(x).and_then(|number| number.as_i64()) {
        Some(whole) => whole.into(),
        None => x.into(),
    }
}

fn divide(a: FLOAT, b: FLOAT) -> Made<Dynamic> {
    if b == 0.0 {
        return wrong("division by zero");
    }
    Ok(whole(a / b))
}

fn rounded(x: FLOAT, digits: INT) -> Dynamic {
    fixed(x, digits).parse::<FLOAT>().map_or_else(|_| x.into(), whole)
}

fn fixed(x: FLOAT, digits: INT) -> String {
    let digits = usize::try_from(digits.clamp(0, DIGITS_MAX)).unwrap_or_default();
    let text = format!("{x:.digits$}");
    // Nobody writes -0.00.
    let is_nothing = text.starts_with('-') && text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_nothing { text[1..].to_owned() } else { text }
}

fn number(text: &str) -> Made<Dynamic> {
    let text = text.trim();
    match text.parse::<INT>() {
        Ok(whole) => Ok(whole.into()),
        Err(_) => text
            .parse::<FLOAT>()
            .ok()
            .filter(|x| x.is_finite())
            .map_or_else(|| wrong(format!("{text:?} is no number; ask is_number(text) first")), |x| Ok(whole(x))),
    }
}

/// As people write it: without a fraction of nothing.
fn shown(x: FLOAT) -> String {
    value::number(x).map_or_else(|| x.to_string(), |number| number.to_string())
}
