//! Adding up, by group.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{MEAN_DIGITS, Op};

/// What rows without a group are called.
const BLANK: &str = "(blank)";

/// Everything that any operation needs to know of the amounts so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    sum: Decimal,
    count: u32,
    min: Option<Decimal>,
    max: Option<Decimal>,
}

impl Tally {
    /// Takes one amount in. False when the sum can't be held exactly.
    pub fn add(&mut self, amount: Decimal) -> bool {
        let Some(sum) = exact_sum(self.sum, amount) else { return false };
        self.sum = sum;
        self.count += 1;
        self.min = Some(self.min.map_or(amount, |least| least.min(amount)));
        self.max = Some(self.max.map_or(amount, |most| most.max(amount)));
        true
    }

    /// The result; none of no amounts, except that nothing adds up to 0.
    pub fn result(&self, op: Op) -> Option<Decimal> {
        match op {
            Op::Sum => Some(self.sum),
            Op::Count => Some(self.count.into()),
            Op::Min => self.min,
            Op::Max => self.max,
            Op::Mean => self.sum.checked_div(self.count.into()).map(|mean| mean.round_dp(MEAN_DIGITS)),
        }
    }
}

/// Tallies by what stands in the grouping column.
#[derive(Default)]
pub(super) struct Groups {
    places: HashMap<String, usize>,
    tallies: Vec<(String, Tally)>,
}

impl Groups {
    /// Takes one amount into the group with this name. False when a sum can't be held exactly.
    pub fn add(&mut self, group: &str, amount: Decimal) -> bool {
        let name = if group.trim().is_empty() { BLANK } else { group.trim() };
        let next = self.tallies.len();
        let at = *self.places.entry(name.to_owned()).or_insert(next);
        if at == next {
            self.tallies.push((name.to_owned(), Tally::default()));
        }
        self.tallies[at].1.add(amount)
    }

    /// Each group with its result: dates and numbers in their order, names with the largest first.
    pub fn results(self, op: Op) -> Vec<(String, Decimal)> {
        let mut results: Vec<(String, Decimal)> =
            self.tallies.into_iter().filter_map(|(name, tally)| Some((name, tally.result(op)?))).collect();
        let begins_with_digit = |name: &str| name == BLANK || name.starts_with(|c: char| c.is_ascii_digit());
        if results.iter().all(|(name, _)| begins_with_digit(name)) {
            let number = |name: &str| name.parse::<Decimal>().ok();
            results.sort_by(|(a, _), (b, _)| number(a).cmp(&number(b)).then_with(|| a.cmp(b)));
        } else {
            results.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        }
        results
    }
}

/// The sum, unless it would have to be rounded.
fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.scale() >= a.scale().max(b.scale()) || sum.checked_sub(b)? == a).then_some(sum)
}
