//! Charts as shapes: from numbers to the paths, ticks and labels of an SVG that the template writes down.
//!
//! Everything is in units of a drawing of [`WIDTH`] by [`HEIGHT`]; the style sheet gives colours by class and
//! keeps the letters readable at every size. Knows no HTML.

mod pie;
mod plot;
mod scale;
#[cfg(test)]
mod tests;

use super::words::Words;
use crate::card::block::{Cell, Chart, ChartKind};

/// The drawing's size in its own units. A medium card shows one unit as about one px.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 225.0;

/// Points or bars of all series together: as many as can be told apart on the widest card.
const MARKS_MAX: usize = 400;
/// Letters of a label under the axis or in the legend; the whole word stands in the table of numbers.
const LABEL_CHARS_MAX: usize = 12;
const NAME_CHARS_MAX: usize = 40;
/// Series that a name reads out before it ends in dots.
const NAMES_MAX: usize = 3;

/// A chart, ready to be written down.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ChartView {
    /// `Bar chart: amount by vendor`.
    pub name: String,
    pub shapes: Vec<Shape>,
    pub ticks: Vec<Tick>,
    pub labels: Vec<Label>,
    /// The ends of the tick lines.
    pub left: String,
    pub right: String,
    /// Where the labels stand.
    pub label_y: String,
    pub view_box: String,
    /// What the colours mean; empty for a single series, whose name is in the title.
    pub legend: Vec<Key>,
    /// What the drawing leaves out.
    pub notes: Vec<String>,
}

/// One path, coloured by its class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    pub class: String,
    pub path: String,
}

/// A value of the upright axis with its line across the drawing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    pub y: String,
    pub text: String,
    pub is_zero: bool,
}

/// A word below the drawing, centred on `x`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub x: String,
    pub text: String,
}

/// One line of the legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    pub class: String,
    pub name: String,
    /// The share of a slice.
    pub value: String,
}

/// Lays out a chart. One without a number to draw has no shapes.
#[must_use]
pub fn view(chart: &Chart, words: Words) -> ChartView {
    let drawing = match chart.kind {
        ChartKind::Pie => pie::draw(chart, words),
        ChartKind::Line | ChartKind::Bar | ChartKind::Area => plot::draw(chart, words),
    };
    ChartView { name: name(chart, words), view_box: format!("0 0 {WIDTH} {HEIGHT}"), ..drawing }
}

fn name(chart: &Chart, words: Words) -> String {
    let kind = match chart.kind {
        ChartKind::Line => words.say("block-chart-line"),
        ChartKind::Bar => words.say("block-chart-bar"),
        ChartKind::Area => words.say("block-chart-area"),
        ChartKind::Pie => words.say("block-chart-pie"),
    };
    let mut series: Vec<_> = chart.y.iter().take(NAMES_MAX).map(|name| cut(name, NAME_CHARS_MAX)).collect();
    if chart.y.len() > NAMES_MAX {
        series.push("…".to_owned());
    }
    let x = cut(&chart.x, NAME_CHARS_MAX);
    words.say_with("block-chart-name", &[("kind", kind), ("series", series.join(", ")), ("x", x)])
}

/// The class that colours the series at `place`.
fn series_class(place: usize) -> String {
    format!("chart-series-{}", place + 1)
}

/// The number in a cell, within what can be scaled without overflow or underflow.
fn number(cell: Option<&Cell>) -> Option<f64> {
    let Some(Cell::Number(number)) = cell else { return None };
    let value = number.as_f64()?.clamp(-1e300, 1e300);
    Some(if value.abs() < 1e-300 { 0.0 } else { value })
}

/// The text, ended by dots where it is longer than `chars_max`.
fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some(_) => text.chars().take(chars_max - 1).chain(['…']).collect(),
    }
}

/// A coordinate, to a tenth of a unit: finer than any screen shows.
fn at(coordinate: f64) -> String {
    let text = format!("{coordinate:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}
