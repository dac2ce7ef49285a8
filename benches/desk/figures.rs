//! Figures that were taken alternately with those of their floor, and what is made of them.

use std::time::Duration;

use crate::table::{Reach, Row, Unit};

/// Figures of one thing, and those of its floor.
#[derive(Default)]
pub struct Pairs {
    ours: Vec<f64>,
    floor: Vec<f64>,
}

impl Pairs {
    pub fn ours(&mut self, figure: f64) {
        self.ours.push(figure);
    }

    pub fn floor(&mut self, figure: f64) {
        self.floor.push(figure);
    }

    /// The medians. The ratio is the median over the pairs: a disk that is slow for a while is slow for both.
    pub fn row(&self, what: impl Into<String>, unit: Unit, reach: Reach) -> Row {
        let ratios: Vec<f64> = self.ours.iter().zip(&self.floor).map(|(ours, floor)| ours / floor).collect();
        let (ours, floor) = (share(&self.ours, 50), share(&self.floor, 50));
        Row { what: what.into(), unit, ours: ours.unwrap_or(f64::NAN), floor, ratio: share(&ratios, 50), reach }
    }

    /// The figures below which 99 of 100 stayed, for many that were not taken in pairs.
    pub fn tail_row(&self, what: impl Into<String>, unit: Unit, reach: Reach) -> Row {
        self.row_at(99, what.into(), unit, reach)
    }

    /// The medians of many that were not taken in pairs.
    pub fn middle_row(&self, what: impl Into<String>, unit: Unit, reach: Reach) -> Row {
        self.row_at(50, what.into(), unit, reach)
    }

    fn row_at(&self, percent: usize, what: String, unit: Unit, reach: Reach) -> Row {
        let (ours, floor) = (share(&self.ours, percent).unwrap_or(f64::NAN), share(&self.floor, percent));
        Row { what, unit, ours, floor, ratio: floor.map(|floor| ours / floor), reach }
    }
}

/// Milliseconds of a duration.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// A number of bytes, moves or microseconds as a figure.
#[expect(clippy::cast_precision_loss, reason = "nothing here is measured to 2^52")]
pub const fn figure(count: u64) -> f64 {
    count as f64
}

/// The figure below which so many in a hundred stay.
fn share(figures: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() * percent / 100).copied()
}
