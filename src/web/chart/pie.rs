//! Slices of one whole.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::{ChartView, HEIGHT, Key, NAME_CHARS_MAX, Shape, WIDTH, at, cut, number, scale, series_class};
use crate::{
    card::block::{Cell, Chart, SERIES_MAX},
    web::words::Words,
};

const RADIUS: f64 = 100.0;
const MIDDLE: (f64, f64) = (WIDTH / 2.0, HEIGHT / 2.0);

/// A slice that is this near to the whole is drawn as a circle; an arc from a point to itself would be nothing.
const WHOLE: f64 = 0.9999;

struct Slice {
    name: String,
    value: f64,
}

pub(super) fn draw(chart: &Chart, words: Words) -> ChartView {
    let mut view = ChartView { notes: notes(chart, words), ..ChartView::default() };
    let slices = gathered(slices(chart), words);
    // Dividing first keeps the sum of huge values finite.
    let largest = slices.iter().map(|slice| slice.value).fold(0.0, f64::max);
    let total: f64 = slices.iter().map(|slice| slice.value / largest).sum();

    let mut start = 0.0;
    for (place, slice) in slices.iter().enumerate() {
        let part = slice.value / largest / total;
        let class = series_class(place);
        view.shapes.push(Shape { class: format!("chart-slice {class}"), path: path(start, part) });
        let number = scale::fixed(part * 100.0, 1, words);
        let value = words.say_with("block-chart-percent", &[("number", number)]);
        view.legend.push(Key { class, name: cut(&slice.name, NAME_CHARS_MAX), value });
        start += part;
    }
    view
}

/// The entries with something to show: a pie has no slice of nothing, nor of less.
fn slices(chart: &Chart) -> Vec<Slice> {
    let series = chart.y.first();
    let slice = |record: &std::collections::BTreeMap<String, Cell>| {
        let value = number(record.get(series?))?;
        let name = record.get(&chart.x).map(Cell::to_string).unwrap_or_default();
        (value > 0.0).then_some(Slice { name, value })
    };
    chart.data.iter().filter_map(slice).collect()
}

/// At most as many slices as there are colours: the largest in their order, the others as one.
fn gathered(mut slices: Vec<Slice>, words: Words) -> Vec<Slice> {
    if slices.len() <= SERIES_MAX {
        return slices;
    }
    let mut values: Vec<_> = slices.iter().map(|slice| slice.value).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    let least = values[SERIES_MAX - 2];

    let (mut kept, mut rest) = (Vec::new(), Slice { name: words.say("block-chart-other"), value: 0.0 });
    for slice in slices.drain(..) {
        if slice.value >= least && kept.len() < SERIES_MAX - 1 {
            kept.push(slice);
        } else {
            rest.value += slice.value;
        }
    }
    kept.push(rest);
    kept
}

fn notes(chart: &Chart, words: Words) -> Vec<String> {
    let mut notes = Vec::new();
    if let [first, _, ..] = chart.y.as_slice() {
        notes.push(words.say_with("block-chart-only-first", &[("series", cut(first, NAME_CHARS_MAX))]));
    }
    let is_negative = |record: &std::collections::BTreeMap<String, Cell>| {
        chart.y.first().and_then(|name| number(record.get(name))).is_some_and(|value| value < 0.0)
    };
    if chart.data.iter().any(is_negative) {
        notes.push(words.say("block-chart-no-negative"));
    }
    notes
}

/// The slice that starts at `start` and takes `part` of the whole, clockwise from the top.
fn path(start: f64, part: f64) -> String {
    let (x, y) = MIDDLE;
    if part >= WHOLE {
        let (radius, across) = (at(RADIUS), at(2.0 * RADIUS));
        return format!(
            "M{} {}a{radius} {radius} 0 1 1 0 {across}a{radius} {radius} 0 1 1 0 -{across}z",
            at(x),
            at(y - RADIUS)
        );
    }
    let rim = |part: f64| {
        let angle = part * TAU - FRAC_PI_2;
        format!("{} {}", at(x + RADIUS * angle.cos()), at(y + RADIUS * angle.sin()))
    };
    let is_large = u8::from(part > 0.5);
    let radius = at(RADIUS);
    format!("M{} {}L{}A{radius} {radius} 0 {is_large} 1 {}z", at(x), at(y), rim(start), rim(start + part))
}
