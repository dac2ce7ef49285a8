//! Numbers as people write them: with currency signs, thousands separators and either decimal mark.
//!
//! Whether `1.234` is a little more than one or more than a thousand is decided for a column as a whole, from
//! the cells that leave no doubt. Everything is exact: no amount passes through binary fractions.

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;
use serde_json::{Number, Value};

use crate::card::block::Cell;

/// Digits that every reader of JSON keeps exactly.
const EXACT_DIGITS_MAX: usize = 15;

/// Codes and signs that stand beside an amount without being part of it.
const UNITS: [&str; 16] =
    ["€", "$", "£", "¥", "₹", "%", "eur", "usd", "gbp", "chf", "jpy", "sek", "nok", "dkk", "pln", "kr"];

/// How a column writes its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    decimal_mark: char,
}

/// Why a column has no style: two of its cells contradict each other.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("it writes \"{0}\" with a decimal point and \"{1}\" with a decimal comma")]
pub struct Mixed(String, String);

/// What a text says, before its marks are interpreted.
struct Written {
    negative: bool,
    /// Digits and marks only.
    body: String,
    has_unit: bool,
}

impl Style {
    /// Finds out how the cells of a column write their numbers.
    ///
    /// # Errors
    /// [`Mixed`] when some write a decimal point and others a decimal comma.
    pub fn of<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Result<Self, Mixed> {
        let (mut point, mut comma, mut with_unit) = (None, None, false);
        for cell in cells {
            let Cell::Text(text) = cell else { continue };
            let Some(written) = written(text) else { continue };
            with_unit |= written.has_unit;
            if (Self { decimal_mark: '\0' }).read_text(text).is_none() {
                continue;
            }
            match sure_decimal_mark(&written.body) {
                Some('.') => point = point.or(Some(text)),
                Some(_) => comma = comma.or(Some(text)),
                None => {}
            }
        }
        match (point, comma) {
            (Some(point), Some(comma)) => Err(Mixed(point.clone(), comma.clone())),
            (None, Some(_)) => Ok(Self { decimal_mark: ',' }),
            // "1.234 €" with nothing to compare it to: money has no three decimals.
            (None, None) if with_unit => Ok(Self { decimal_mark: '\0' }),
            (Some(_) | None, None) => Ok(Self { decimal_mark: '.' }),
        }
    }

    /// The amount in a cell; `None` when it is blank or no number.
    #[must_use]
    pub fn read(self, cell: &Cell) -> Option<Decimal> {
        match cell {
            Cell::Number(number) => decimal(number),
            Cell::Text(text) => self.read_text(text),
            Cell::Blank | Cell::Bool(_) => None,
        }
    }

    fn read_text(self, text: &str) -> Option<Decimal> {
        let Written { negative, body, .. } = written(text)?;
        let mark = sure_decimal_mark(&body).unwrap_or(self.decimal_mark);
        let (whole, fraction) = body.rsplit_once(mark).unwrap_or((&body, ""));
        if fraction.contains(['.', ',']) || !is_grouped(whole) {
            return None;
        }
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let plain = if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") };
        let amount = Decimal::from_str_exact(&plain).ok()?;
        Some(if negative { -amount } else { amount })
    }
}

/// The exact amount that a JSON number spells.
#[must_use]
pub fn decimal(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// The amount as a JSON number, or as a text when a number would not hold it exactly.
#[must_use]
pub fn json(amount: Decimal) -> Value {
    let text = amount.normalize().to_string();
    exact_number(&text).map_or(Value::String(text), Value::Number)
}

/// The number that `text` spells in plain digits, if as a JSON number it stays exactly that.
///
/// Leading zeros and plus signs are part of an id or a telephone number, so that such a text is none.
#[must_use]
pub fn exact_number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let leads_with_zero = whole.len() > 1 && whole.starts_with('0');
    let too_long = whole.len() + fraction.len() > EXACT_DIGITS_MAX;
    if whole.is_empty() || leads_with_zero || too_long || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }

    let fraction = fraction.trim_end_matches('0');
    let sign = if digits.len() == text.len() { "" } else { "-" };
    if fraction.is_empty() {
        return format!("{sign}{whole}").parse::<i64>().ok().map(Number::from);
    }
    format!("{sign}{whole}.{fraction}").parse::<f64>().ok().and_then(Number::from_f64)
}

/// Takes units, signs, blanks and accounting parentheses off; `None` when something else than a number is left.
fn written(text: &str) -> Option<Written> {
    let mut rest = text.trim().to_lowercase();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        rest = inner.to_owned();
    }
    let mut has_unit = false;
    for unit in UNITS {
        if let Some(at) = rest.find(unit) {
            let (before, after) = (&rest[..at], &rest[at + unit.len()..]);
            let beside = before.trim_matches(['-', '−', '+', ' ', '\u{a0}']).is_empty() || after.trim().is_empty();
            if beside || after.trim() == "-" {
                rest = format!("{before} {after}");
                has_unit = true;
                break;
            }
        }
    }
    let signed = rest.trim().replace('−', "-");
    let unsigned = signed.trim_start_matches('+');
    let unsigned = unsigned.strip_prefix('-').or_else(|| unsigned.strip_suffix('-')).unwrap_or(unsigned);
    negative |= signed.starts_with('-') || signed.ends_with('-');

    let body: String =
        unsigned.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
    let is_number = body.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
        && body.ends_with(|c: char| c.is_ascii_digit())
        && body.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    is_number.then_some(Written { negative, body, has_unit })
}

/// The decimal mark of `body` where it leaves no doubt; `None` as well when it has none.
fn sure_decimal_mark(body: &str) -> Option<char> {
    let last = body.rfind(['.', ','])?;
    let mark = if body.as_bytes()[last] == b'.' { '.' } else { ',' };
    let other = if mark == '.' { ',' } else { '.' };
    if body.contains(other) {
        let repeated = body.matches(mark).count() > 1;
        return Some(if repeated { other } else { mark });
    }
    if body.matches(mark).count() > 1 {
        return Some(other);
    }
    let (whole, fraction) = (&body[..last], &body[last + 1..]);
    let may_group = fraction.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0";
    (!may_group).then_some(mark)
}

/// Whether marks in `whole` stand where they group thousands.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3))
}
