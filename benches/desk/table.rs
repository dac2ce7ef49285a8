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
    pub fn print(self, name: &str, unit: Unit) {
        let (ours, floor) = (middle(self.ours), middle(self.floor));
        print(name, unit, ours, floor);
    }

    /// The same, and a second line with the figure below which 99 of 100 stayed.
    pub fn print_with_tail(self, name: &str, unit: Unit) {
        let tail = |figures: &[f64]| sorted(figures.to_vec()).get(figures.len() * 99 / 100).copied();
        let (ours, floor) = (tail(&self.ours), tail(&self.floor));
        self.print(name, unit);
        if let Some(ours) = ours {
            print(&format!("{name}, 99 %"), unit, Some(ours), floor);
        }
    }
}

pub fn head() {
    println!("{:<58} {:>12} {:>12}   {:<6} ratio", "", "ours", "floor", "");
}

/// Milliseconds of a duration.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn print(name: &str, unit: Unit, ours: Option<f64>, floor: Option<f64>) {
    let figure = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| written(figure, unit));
    let word = match unit {
        Unit::PerSecond => "/s",
        Unit::Milliseconds => "ms",
        Unit::Kibibytes => "KiB",
    };
    let ratio = match (ours, floor, unit) {
        (Some(ours), Some(floor), Unit::PerSecond) => format!("{:.2} of the floor's", ours / floor),
        (Some(ours), Some(floor), Unit::Milliseconds | Unit::Kibibytes) => format!("{:.2} x the floor's", ours / floor),
        _ => String::new(),
    };
    println!("{name:<58} {:>12} {:>12}   {word:<6} {ratio}", figure(ours), figure(floor));
}

fn written(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond => format!("{figure:.0}"),
        Unit::Milliseconds => format!("{figure:.2}"),
        Unit::Kibibytes => format!("{figure:.1}"),
    }
}

fn middle(figures: Vec<f64>) -> Option<f64> {
    let sorted = sorted(figures);
    sorted.get(sorted.len() / 2).copied()
}

fn sorted(mut figures: Vec<f64>) -> Vec<f64> {
    figures.sort_by(f64::total_cmp);
    figures
}
