//! What answers cost in money.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::Usage;

/// Prices of a million tokens, in the operator's currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prices {
    pub input: Decimal,
    /// Of what the provider still knew from an earlier question.
    pub cached: Decimal,
    pub output: Decimal,
}

impl Prices {
    /// The cost in millionths, rounded up: a price of a million tokens is a price of millionths for each.
    #[must_use]
    pub fn cost_micros(&self, usage: &Usage) -> u64 {
        let part = |tokens: u64, price: Decimal| Decimal::from(tokens).checked_mul(price);
        let parts = [
            part(usage.input_tokens, self.input),
            part(usage.cached_tokens, self.cached),
            part(usage.output_tokens, self.output),
        ];
        let sum = parts.into_iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?));
        let rounded = sum.map(|sum| sum.round_dp_with_strategy(0, RoundingStrategy::AwayFromZero));
        rounded.and_then(|sum| sum.max(Decimal::ZERO).to_u64()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Prices, Usage};

    #[test]
    fn a_cost_is_exact_and_rounded_up_to_a_millionth() {
        let price = |text: &str| text.parse::<Decimal>().unwrap();
        let prices = Prices { input: price("3"), cached: price("0.3"), output: price("15.00") };
        let usage = |input_tokens, cached_tokens, output_tokens| Usage { input_tokens, cached_tokens, output_tokens };
        for (used, micros) in [
            (usage(0, 0, 0), 0),
            (usage(1_000_000, 0, 0), 3_000_000),
            (usage(100, 10, 20), 603),
            (usage(0, 1, 0), 1),
            (usage(u64::MAX, 0, 0), u64::MAX),
        ] {
            assert_eq!(prices.cost_micros(&used), micros, "{used:?}");
        }
        assert_eq!(Prices::default().cost_micros(&usage(5, 5, 5)), 0);
    }
}
