//! Lines, bars and areas over labels.

use super::{
    ChartView, HEIGHT, Key, LABEL_CHARS_MAX, Label, MARKS_MAX, NAME_CHARS_MAX, Shape, Tick, WIDTH, at, cut, number,
    scale::Scale, series_class,
};
use crate::{
    card::block::{Cell, Chart, ChartKind},
    web::words::Words,
};

const TOP: f64 = 10.0;
/// Room for the labels below.
const BOTTOM: f64 = HEIGHT - 26.0;
const RIGHT: f64 = WIDTH - 10.0;
/// The line that labels stand on.
const LABELS: f64 = HEIGHT - 8.0;
/// A letter of a label: the middle width of Inter at 12 units, rounded up.
const LETTER: f64 = 6.8;
/// Between two labels.
const GAP: f64 = 8.0;
/// Between the ticks' words and their lines.
const SPACE: f64 = 8.0;
/// Lines keep this far from the sides, so that round ends aren't cut.
const MARGIN: f64 = 6.0;
/// What bars leave of their place, so that groups are told apart.
const BAR_PART: f64 = 0.72;
/// Up to this many points of a line get a dot each.
const DOTS_MAX: usize = 24;

/// Where a series is drawn: a place along the axis and a value, or a gap.
type Points = Vec<(f64, Option<f64>)>;

/// What is drawn of a chart.
struct Plot<'a> {
    chart: &'a Chart,
    scale: Scale,
    left: f64,
    /// Every `step`th entry is drawn.
    step: usize,
    count: usize,
}

pub(super) fn draw(chart: &Chart, words: Words) -> ChartView {
    let Some(scale) = scale(chart) else { return ChartView::default() };
    let ticks: Vec<_> = scale.ticks().into_iter().map(|tick| (tick, scale.write(tick, words))).collect();
    let widest = ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
    let step = chart.data.len().div_ceil(MARKS_MAX / chart.y.len().max(1)).max(1);
    let left = length(widest) * LETTER + SPACE;
    let plot = Plot { chart, scale, left, step, count: chart.data.len().div_ceil(step) };

    ChartView {
        shapes: (0..chart.y.len()).flat_map(|series| plot.shapes(series)).collect(),
        ticks: ticks.into_iter().map(|(tick, text)| plot.tick(tick, text)).collect(),
        labels: plot.labels(),
        left: at(left),
        right: at(RIGHT),
        label_y: at(LABELS),
        legend: legend(chart),
        notes: plot.note(words).into_iter().collect(),
        ..ChartView::default()
    }
}

/// Bars and areas stand on zero; lines show their own range unless zero is near.
fn scale(chart: &Chart) -> Option<Scale> {
    let values = || chart.data.iter().flat_map(|record| chart.y.iter().filter_map(|name| number(record.get(name))));
    let low = values().reduce(f64::min)?;
    let high = values().reduce(f64::max)?;
    let is_near_zero = low.abs().min(high.abs()) < (high - low) * 0.7;
    match chart.kind {
        ChartKind::Line if !is_near_zero => Some(Scale::holding(low, high)),
        ChartKind::Line | ChartKind::Bar | ChartKind::Area | ChartKind::Pie => {
            Some(Scale::holding(low.min(0.0), high.max(0.0)))
        }
    }
}

impl Plot<'_> {
    fn shapes(&self, series: usize) -> Vec<Shape> {
        let points = self.points(series);
        let shape = |kind: &str, path: String| Shape { class: format!("{kind} {}", series_class(series)), path };
        let mut shapes = match self.chart.kind {
            ChartKind::Bar => vec![shape("chart-bar", self.bars(series, &points))],
            ChartKind::Area => vec![shape("chart-area", self.areas(&points)), shape("chart-line", self.lines(&points))],
            ChartKind::Line | ChartKind::Pie => vec![shape("chart-line", self.lines(&points))],
        };
        if self.chart.kind != ChartKind::Bar {
            shapes.push(shape("chart-dots", self.dots(&points)));
        }
        shapes.retain(|shape| !shape.path.is_empty());
        shapes
    }

    fn points(&self, series: usize) -> Points {
        let Some(name) = self.chart.y.get(series) else { return Points::new() };
        let drawn = self.chart.data.iter().step_by(self.step);
        drawn.enumerate().map(|(place, record)| (self.x(place), number(record.get(name)))).collect()
    }

    /// The middle of the entry at `place`.
    fn x(&self, place: usize) -> f64 {
        let width = RIGHT - self.left;
        if self.chart.kind == ChartKind::Bar || self.count == 1 {
            return self.left + width * (length(place) + 0.5) / length(self.count);
        }
        let gaps = length(self.count - 1);
        self.left + MARGIN + (width - 2.0 * MARGIN) * length(place) / gaps
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * self.scale.part(value)
    }

    fn bars(&self, series: usize, points: &Points) -> String {
        let group = (RIGHT - self.left) / length(self.count) * BAR_PART;
        let width = group / length(self.chart.y.len());
        let floor = at(self.y(0.0));
        let bar = |(x, value): &(f64, Option<f64>)| {
            let left = x - group / 2.0 + width * length(series);
            value.map(|value| format!("M{} {floor}V{}h{}V{floor}z", at(left), at(self.y(value)), at(width)))
        };
        points.iter().filter_map(bar).collect()
    }

    fn lines(&self, points: &Points) -> String {
        runs(points).into_iter().map(|run| self.line(&run)).collect()
    }

    fn line(&self, run: &[(f64, f64)]) -> String {
        let point = |(place, (x, value)): (usize, &(f64, f64))| {
            format!("{}{} {}", if place == 0 { 'M' } else { 'L' }, at(*x), at(self.y(*value)))
        };
        run.iter().enumerate().map(point).collect()
    }

    fn areas(&self, points: &Points) -> String {
        let floor = at(self.y(0.0));
        let area = |run: Vec<(f64, f64)>| {
            let (first, last) = (run.first()?.0, run.last()?.0);
            Some(format!("{}L{} {floor}L{} {floor}z", self.line(&run), at(last), at(first)))
        };
        runs(points).into_iter().filter_map(area).collect()
    }

    /// Dots where they are few, and for a point without neighbours, which no line shows.
    fn dots(&self, points: &Points) -> String {
        let all = self.count <= DOTS_MAX;
        let dotted = runs(points).into_iter().filter(|run| all || run.len() == 1).flatten();
        dotted.map(|(x, value)| format!("M{} {}h.01", at(x), at(self.y(value)))).collect()
    }

    fn tick(&self, tick: f64, text: String) -> Tick {
        Tick { y: at(self.y(tick)), text, is_zero: tick == 0.0 }
    }

    /// As many labels as have room beside each other, evenly chosen.
    fn labels(&self) -> Vec<Label> {
        let drawn = self.chart.data.iter().step_by(self.step);
        let texts: Vec<_> = drawn.map(|record| cut(&label(record.get(&self.chart.x)), LABEL_CHARS_MAX)).collect();
        let chosen = |every| self.every(every, &texts);
        let are_apart = |a: &(f64, String), b: &(f64, String)| b.0 - a.0 >= half(&a.1) + half(&b.1) + GAP;
        let fits = |labels: &Vec<(f64, String)>| labels.windows(2).all(|pair| are_apart(&pair[0], &pair[1]));

        // One label alone always fits, so that some step does.
        let labels = (1..=texts.len()).map(chosen).find(fits).unwrap_or_default();
        let labels = labels.into_iter().filter(|(_, text)| !text.is_empty());
        labels.map(|(x, text)| Label { x: at(x), text }).collect()
    }

    /// Every so-and-so-many'th text with the place of its middle, which keeps it within the drawing.
    fn every(&self, every: usize, texts: &[String]) -> Vec<(f64, String)> {
        let placed = |(place, text): (usize, &String)| {
            let half = half(text);
            (self.x(place).clamp(half, WIDTH - half), text.clone())
        };
        texts.iter().enumerate().step_by(every).map(placed).collect()
    }

    fn note(&self, words: Words) -> Option<String> {
        let args = [("step", self.step.to_string()), ("count", self.chart.data.len().to_string())];
        (self.step > 1).then(|| words.say_with("block-chart-sampled", &args))
    }
}

fn legend(chart: &Chart) -> Vec<Key> {
    if chart.y.len() < 2 {
        return Vec::new();
    }
    let key = |(place, name): (usize, &String)| Key {
        class: series_class(place),
        name: cut(name, NAME_CHARS_MAX),
        value: String::new(),
    };
    chart.y.iter().enumerate().map(key).collect()
}

fn label(cell: Option<&Cell>) -> String {
    cell.map(Cell::to_string).unwrap_or_default().replace('\n', " ")
}

/// The stretches of points between gaps.
fn runs(points: &Points) -> Vec<Vec<(f64, f64)>> {
    let stretches = points.split(|(_, value)| value.is_none());
    let known = |run: &[(f64, Option<f64>)]| run.iter().filter_map(|(x, value)| Some((*x, (*value)?))).collect();
    stretches.filter(|run| !run.is_empty()).map(known).collect()
}

/// Half the width of a label.
fn half(text: &str) -> f64 {
    length(text.chars().count()) * LETTER / 2.0
}

/// A count as a length.
#[expect(clippy::cast_precision_loss, reason = "a card has some thousand entries")]
fn length(count: usize) -> f64 {
    count as f64
}
