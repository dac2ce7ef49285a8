//! The table that is printed: ours, the floor, and how they compare.

use std::time::Duration;

/// Figures of one thing, taken alternately, and those of its floor.
#[derive(Default)]
pub struct Pairs {
    ours: Vec<f64>,
    floor: Vec<f64>,
}

/// What a figure is, and which way is better.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    PerSecond,
    Milliseconds,
    Kibibytes,
}

impl Pairs {
    pub fn ours(&mut self, figure: f64) {
        self.ours.push(figure);
    }

    pub fn floor(&mut self, figure: f64) {
        self.floor.push(figure);
    }

    /// Prints the medians as one line of the table.
    pub fn print(&self, name: &str, unit: Unit) {
        print(name, unit, middle(&self.ours), middle(&self.floor), self.ratio());
    }

    /// The same, and a second line with the figure below which 99 of 100 stayed.
    pub fn print_with_tail(&self, name: &str, unit: Unit) {
        self.print(name, unit);
        let (ours, floor) = (tail(&self.ours), tail(&self.floor));
        let ratio = ours.zip(floor).map(|(ours, floor)| ours / floor);
        print(&format!("{name}, 99 %"), unit, ours, floor, ratio);
    }

    /// The median over the pairs: a disk that is slow for a while is slow for both sides of a pair.
    fn ratio(&self) -> Option<f64> {
        let pairs = self.ours.iter().zip(&self.floor);
        middle(&pairs.map(|(ours, floor)| ours / floor).collect::<Vec<_>>())
    }
}

pub fn head() {
    println!("{:<58} {:>12} {:>12}   {:<6} ratio", "", "ours", "floor", "");
}

/// Milliseconds of a duration.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn print(name: &str, unit: Unit, ours: Option<f64>, floor: Option<f64>, ratio: Option<f64>) {
    let figure = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| written(figure, unit));
    let (word, comparison) = match unit {
        Unit::PerSecond => ("/s", "of the floor's"),
        Unit::Milliseconds => ("ms", "x the floor's"),
        Unit::Kibibytes => ("KiB", "x the floor's"),
    };
    let ratio = ratio.map(|ratio| format!("{ratio:.2} {comparison}")).unwrap_or_default();
    println!("{name:<58} {:>12} {:>12}   {word:<6} {ratio}", figure(ours), figure(floor));
}

fn written(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond => format!("{figure:.0}"),
        Unit::Milliseconds => format!("{figure:.2}"),
        Unit::Kibibytes => format!("{figure:.1}"),
    }
}

fn middle(figures: &[f64]) -> Option<f64> {
    let sorted = sorted(figures);
    sorted.get(sorted.len() / 2).copied()
}

fn tail(figures: &[f64]) -> Option<f64> {
    sorted(figures).get(figures.len() * 99 / 100).copied()
}

fn sorted(figures: &[f64]) -> Vec<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
