//! What charts look like as shapes.

use serde_json::{Value, json};

use super::*;
use crate::{
    card::block::{Body, parse},
    web::words::Lang,
};

const EN: Words = Words::new(Lang::En);

fn chart(kind: &str, y: Value, data: Value) -> Chart {
    let blocks = parse(&json!([{ "type": "chart", "kind": kind, "x": "x", "y": y, "data": data }])).unwrap();
    let Body::Chart(chart) = blocks[0].body.clone() else { panic!("a chart") };
    chart
}

fn values(kind: &str, values: &[f64]) -> ChartView {
    let data: Vec<_> = values.iter().enumerate().map(|(place, value)| json!({ "x": place, "y": value })).collect();
    view(&chart(kind, json!("y"), json!(data)), EN)
}

fn texts(view: &ChartView) -> Vec<&str> {
    view.ticks.iter().map(|tick| tick.text.as_str()).collect()
}

/// Every number of every path and label is finite and within the drawing.
fn check_inside(view: &ChartView) {
    let coordinates = |path: &str| -> Vec<f64> {
        let numbers =
            path.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).filter(|text| !text.is_empty());
        numbers.map(|text| text.parse().unwrap_or_else(|_| panic!("{text} of {path}"))).collect()
    };
    for shape in &view.shapes {
        assert!(coordinates(&shape.path).iter().all(|number| number.abs() <= WIDTH), "{}", shape.path);
    }
    for tick in &view.ticks {
        assert!((0.0..=HEIGHT).contains(&tick.y.parse().unwrap()), "{tick:?}");
    }
    for label in &view.labels {
        assert!((0.0..=WIDTH).contains(&label.x.parse().unwrap()), "{label:?}");
    }
}

#[test]
fn ticks_are_round_numbers_that_hold_all_values() {
    let check = |low: f64, high: f64, expected: &[&str]| {
        let scale = scale::Scale::holding(low, high);
        let written: Vec<_> = scale.ticks().into_iter().map(|tick| scale.write(tick, EN)).collect();
        assert_eq!(written, expected, "{low} to {high}");
        assert!(scale.low <= low && scale.high >= high, "{low} to {high}: {scale:?}");
    };
    check(0.0, 4.0, &["0", "1", "2", "3", "4"]);
    check(0.0, 97.0, &["0", "25", "50", "75", "100"]);
    check(0.0, 10.0, &["0.0", "2.5", "5.0", "7.5", "10.0"].map(|text| if text == "0.0" { "0" } else { text }));
    check(-30.0, 100.0, &["−50", "0", "50", "100"]);
    check(-8.0, -1.0, &["−8", "−6", "−4", "−2", "0"]);
    check(0.0, 0.3, &["0", "0.1", "0.2", "0.3"]);
    check(0.0, 0.05, &["0", "0.02", "0.04", "0.06"]);
    check(
        0.0,
        9_000.0,
        &["0", "2500", "5000", "7500", "10000"].map(|text| match text {
            "2500" => "2.5k",
            "5000" => "5.0k",
            "7500" => "7.5k",
            "10000" => "10.0k",
            other => other,
        }),
    );
    check(0.0, 4_000.0, &["0", "1000", "2000", "3000", "4000"]);
    check(0.0, 35_000.0, &["0", "10k", "20k", "30k", "40k"]);
    check(0.0, 3_200_000.0, &["0", "1M", "2M", "3M", "4M"]);
    check(0.0, 2e10, &["0", "5B", "10B", "15B", "20B"]);
    check(0.0, 0.0, &["0", "0.25", "0.50", "0.75", "1.00"]);
    check(7.0, 7.0, &["0", "2", "4", "6", "8"]);
    check(0.0, 1e300, &["0", "2.5e299", "5e299", "7.5e299", "1e300"]);
    check(0.0, 1e-9, &["0", "2.5e−10", "5e−10", "7.5e−10", "1e−9"]);
}

#[test]
fn numbers_are_written_as_the_reader_writes_them() {
    let german = Words::new(Lang::De);
    let scale = scale::Scale::holding(0.0, 9_000.0);
    assert_eq!(scale.write(2_500.0, german), "2,5 Tsd.");
    assert_eq!(scale::fixed(-1.25, 2, german), "−1,25");
    assert_eq!(scale::fixed(-1.25, 2, EN), "−1.25");
}

#[test]
fn bars_stand_on_zero() {
    let view = values("bar", &[10.0, -5.0]);
    assert_eq!(texts(&view), ["−5", "0", "5", "10"]);
    let zero = view.ticks.iter().find(|tick| tick.is_zero).unwrap();
    let [bars] = view.shapes.as_slice() else { panic!("one path for one series") };
    assert_eq!(bars.class, "chart-bar chart-series-1");
    assert_eq!(bars.path.matches('M').count(), 2);
    assert_eq!(bars.path.matches(&format!(" {}V", zero.y)).count(), 2, "both bars start at zero: {}", bars.path);
    check_inside(&view);
}

#[test]
fn a_group_of_bars_has_one_bar_for_each_series() {
    let view = view(&chart("bar", json!(["a", "b"]), json!([{ "x": "m", "a": 1, "b": 2 }, { "x": "n", "a": 3 }])), EN);
    assert_eq!(view.shapes[0].path.matches('M').count(), 2);
    assert_eq!(view.shapes[1].path.matches('M').count(), 1, "a missing value is no bar");
    assert_eq!(view.shapes[1].class, "chart-bar chart-series-2");
    assert_eq!(view.legend.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    check_inside(&view);
}

#[test]
fn a_line_shows_its_own_range_unless_zero_is_near() {
    assert_eq!(texts(&values("line", &[1_000.0, 1_003.0])), ["1000", "1001", "1002", "1003"]);
    assert_eq!(texts(&values("line", &[3.0, 9.0])), ["0", "2.5", "5.0", "7.5", "10.0"]);
    assert_eq!(texts(&values("area", &[1_000.0, 1_003.0]))[0], "0");
}

#[test]
fn a_line_breaks_at_a_gap() {
    let data = json!([{ "x": 1, "y": 1 }, { "x": 2, "y": 2 }, { "x": 3 }, { "x": 4, "y": 1 }, { "x": 5, "y": 3 }]);
    let view = view(&chart("line", json!("y"), data), EN);
    assert_eq!(view.shapes[0].class, "chart-line chart-series-1");
    assert_eq!(view.shapes[0].path.matches('M').count(), 2);
    assert_eq!(view.shapes[1].class, "chart-dots chart-series-1");
    assert_eq!(view.shapes[1].path.matches('M').count(), 4);
    check_inside(&view);
}

#[test]
fn an_area_ends_on_zero() {
    let view = values("area", &[1.0, 3.0, 2.0]);
    let zero = view.ticks.iter().find(|tick| tick.is_zero).unwrap();
    assert_eq!(view.shapes[0].class, "chart-area chart-series-1");
    assert!(view.shapes[0].path.ends_with(&format!(" {}z", zero.y)), "{}", view.shapes[0].path);
    check_inside(&view);
}

#[test]
fn one_point_is_a_dot_or_a_bar_in_the_middle() {
    for kind in ["line", "area", "bar"] {
        let view = values(kind, &[5.0]);
        assert!(!view.shapes.is_empty(), "{kind}");
        assert_eq!(view.labels.len(), 1);
        check_inside(&view);
    }
    assert!(values("line", &[5.0]).shapes.iter().any(|shape| shape.class.starts_with("chart-dots")));
}

#[test]
fn without_numbers_nothing_is_drawn() {
    for kind in ["line", "area", "bar", "pie"] {
        let view = values(kind, &[]);
        assert!(view.shapes.is_empty() && view.ticks.is_empty(), "{kind}");
        assert!(!view.name.is_empty());
    }
    assert!(values("pie", &[0.0, 0.0]).shapes.is_empty());
    assert!(values("pie", &[-1.0]).shapes.is_empty());
}

#[test]
fn a_pie_has_a_slice_for_each_positive_value() {
    let view = values("pie", &[1.0, 2.0, 1.0, 0.0, -5.0]);
    assert_eq!(view.shapes.len(), 3);
    let shares: Vec<_> = view.legend.iter().map(|key| key.value.as_str()).collect();
    assert_eq!(shares, ["25.0%", "50.0%", "25.0%"]);
    assert_eq!(view.notes, ["Numbers below zero are not drawn."]);
    assert_eq!(view.shapes[0].path, "M180 112.5L180 12.5A100 100 0 0 1 280 112.5z");
    check_inside(&view);
}

#[test]
fn one_slice_is_a_circle() {
    let view = values("pie", &[7.0]);
    assert_eq!(view.shapes[0].path, "M180 12.5a100 100 0 1 1 0 200a100 100 0 1 1 0 -200z");
}

#[test]
fn small_slices_are_gathered_when_colours_run_out() {
    let view = values("pie", &[1.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    assert_eq!(view.shapes.len(), 8);
    let names: Vec<_> = view.legend.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(names, ["1", "2", "3", "4", "5", "6", "7", "Other"]);
    assert_eq!(view.legend[7].value, "8.7%");
}

#[test]
fn a_pie_of_several_series_says_which_it_shows() {
    let view = view(&chart("pie", json!(["a", "b"]), json!([{ "x": "m", "a": 1, "b": 2 }])), EN);
    assert_eq!(view.notes, ["Only a is drawn: a pie shows one series."]);
}

#[test]
fn many_points_are_thinned_and_the_reader_is_told() {
    let numbers: Vec<f64> = (0..1_000).map(|number| f64::from(number % 17)).collect();
    for kind in ["line", "bar", "area"] {
        let view = values(kind, &numbers);
        assert_eq!(view.notes, ["One point in 3 is drawn, of 1000."]);
        let bytes: usize = view.shapes.iter().map(|shape| shape.path.len()).sum();
        assert!(bytes < 16_000, "{kind}: {bytes} bytes");
        assert!((3..=20).contains(&view.labels.len()), "{} labels", view.labels.len());
        check_inside(&view);
    }
}

#[test]
fn labels_never_run_into_each_other() {
    for count in [1, 2, 5, 12, 60, 300] {
        let data: Vec<_> =
            (0..count).map(|place| json!({ "x": format!("a long label {place}"), "y": place })).collect();
        let view = view(&chart("bar", json!("y"), json!(data)), EN);
        let places: Vec<f64> = view.labels.iter().map(|label| label.x.parse().unwrap()).collect();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 12.0 * 6.6), "{count}: {places:?}");
        assert!(view.labels.iter().all(|label| label.text == "a long labe…"));
        assert!(!view.labels.is_empty());
        check_inside(&view);
    }
}

#[test]
fn the_name_says_what_is_drawn() {
    assert_eq!(values("bar", &[1.0]).name, "Bar chart: y by x");
    let many = view(&chart("line", json!(["a", "b", "c", "d"]), json!([])), Words::new(Lang::De));
    assert_eq!(many.name, "Liniendiagramm: a, b, c, … nach x");
}

#[test]
fn no_number_leaves_the_drawing() {
    let numbers = [0.0, -0.0, 1e-320, -1e-5, 1.0, 1e16, 1e16 + 2.0, -1e308, 1e308, f64::MAX, f64::MIN];
    for kind in ["line", "bar", "area", "pie"] {
        for first in numbers {
            for second in numbers {
                check_inside(&values(kind, &[first, second, first]));
            }
        }
    }
}
