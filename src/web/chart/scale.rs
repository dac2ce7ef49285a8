//! The upright axis: round numbers that hold all values, and how they are written.

use crate::web::words::Words;

/// Gaps between ticks that are aimed for.
const GAPS: f64 = 4.0;

/// Ranges narrower than this part of their values are noise of the last digits.
const FLAT: f64 = 1e-9;

/// Steps that people count in.
const ROUND: [f64; 5] = [1.0, 2.0, 2.5, 5.0, 10.0];

/// An axis from `first` to `last`, in steps of a round number times a power of ten.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    round: f64,
    exponent: i32,
}

impl Scale {
    /// The axis that holds `low` to `high`, which are finite. Without a range, zero is taken in.
    pub fn holding(low: f64, high: f64) -> Self {
        let (low, high) = widened(low, high);
        let rough = (high - low) / GAPS;
        let exponent = rough.log10().floor();
        let part = rough / 10f64.powf(exponent);
        let round = ROUND.into_iter().find(|round| *round >= part - 1e-9).unwrap_or(10.0);

        #[expect(clippy::cast_possible_truncation, reason = "the exponent of a finite number is within ±324")]
        let exponent = exponent as i32;
        let step = round * 10f64.powi(exponent);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, round, exponent }
    }

    /// Where `value` is between the low end (0) and the high end (1).
    pub fn part(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The values of the ticks, from low to high.
    pub fn ticks(&self) -> Vec<f64> {
        let step = self.step();
        let gaps = ((self.high - self.low) / step).round();
        let ticks = (0u8..=20).map(f64::from).take_while(|number| *number <= gaps);
        ticks
            .map(|number| self.low + number * step)
            .map(|tick| if tick.abs() < step / 2.0 { 0.0 } else { tick })
            .collect()
    }

    /// A tick in as few letters as tell it from its neighbours: `1.5k`, `-20`.
    pub fn write(&self, tick: f64, words: Words) -> String {
        let largest = self.low.abs().max(self.high.abs());
        if tick == 0.0 {
            return "0".to_owned();
        }
        if largest >= 1e13 || self.exponent < -6 {
            return decimal(&format!("{tick:.1e}").replace(".0e", "e"), words);
        }
        let units = [(9, "block-chart-billions"), (6, "block-chart-millions"), (3, "block-chart-thousands")];
        // Four digits are still read at a glance.
        let unit =
            units.into_iter().find(|(power, _)| largest >= 10f64.powi(*power) * if *power == 3 { 10.0 } else { 1.0 });
        match unit {
            None => fixed(tick, self.digits(0), words),
            Some((power, key)) => {
                let number = fixed(tick / 10f64.powi(power), self.digits(power), words);
                words.say_with(key, &[("number", number)])
            }
        }
    }

    fn step(&self) -> f64 {
        self.round * 10f64.powi(self.exponent)
    }

    /// Digits after the point that a tick needs when it is written in units of a power of ten.
    fn digits(&self, power: i32) -> usize {
        let half = i32::from(self.round.fract() != 0.0);
        let extra = i32::from(self.round >= 10.0);
        usize::try_from(power + half - extra - self.exponent).unwrap_or(0)
    }
}

/// A number with a fixed count of digits after the point, as the reader writes it.
pub(super) fn fixed(value: f64, digits: usize, words: Words) -> String {
    decimal(&format!("{value:.digits$}"), words)
}

fn decimal(text: &str, words: Words) -> String {
    let text = text.replace('-', "−");
    if words.lang() == "de" { text.replace('.', ",") } else { text }
}

fn widened(low: f64, high: f64) -> (f64, f64) {
    let largest = low.abs().max(high.abs());
    if high - low > largest * FLAT {
        return (low, high);
    }
    let (low, high) = (low.min(0.0), high.max(0.0));
    if low < high { (low, high) } else { (0.0, 1.0) }
}
