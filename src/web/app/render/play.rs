//! Components that a helper in the page brings to life: drawings, sounds, clocks, keys.

use serde_json::Value;

use super::{
    say::document,
    value::{color, count, first, held_number, prop, words_of},
};
use crate::{
    app::{component::Prop, tree::Shown},
    web::words::Words,
};

/// The largest drawing, in its own units.
const SIDE_MAX: u32 = 4_000;
const PEN_MAX: u32 = 200;
const PEN_USUAL: u32 = 4;
/// Keys that one component takes.
const KEYS_MAX: usize = 60;
/// Keys up to which a touch screen gets a button for each.
const PAD_KEYS_MAX: usize = 8;
const KEY_CHARS_MAX: usize = 20;
/// What a beep may be: what can be heard, and for how long it can be borne.
const TONE_HZ: std::ops::RangeInclusive<u32> = 20..=20_000;
const TONE_MS_MAX: u32 = 5_000;
/// A day and a bit more than a thousand: longer ones are dates.
const CLOCK_MS_MAX: f64 = 1e11;

pub(super) struct Canvas {
    pub label: String,
    pub width: u32,
    pub height: u32,
    pub strokes: Vec<Stroke>,
    pub color: &'static str,
    pub pen: u32,
    pub background: &'static str,
}

pub(super) struct Stroke {
    pub color: &'static str,
    pub width: u32,
    /// `x,y x,y …`.
    pub points: String,
}

impl Canvas {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let label = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty());
        let strokes = shown.list(Prop::Strokes);
        let count_of = ("count", strokes.len().to_string());
        Self {
            label: label.unwrap_or_else(|| words.say_with("app-canvas", &[count_of])),
            width: count(shown, Prop::Width, SIDE_MAX).unwrap_or(400).max(1),
            height: count(shown, Prop::Height, SIDE_MAX).unwrap_or(300).max(1),
            strokes: strokes.iter().map(Stroke::new).collect(),
            color: shown.text(Prop::Color).and_then(color).unwrap_or_default(),
            pen: count(shown, Prop::Step, PEN_MAX).unwrap_or(PEN_USUAL).max(1),
            background: shown.text(Prop::Background).and_then(color).unwrap_or_default(),
        }
    }
}

impl Stroke {
    fn new(stroke: &Value) -> Self {
        let points = stroke.get("points").unwrap_or(stroke).as_array().map_or(&[][..], Vec::as_slice);
        let mut points: Vec<(i32, i32)> = points
            .iter()
            .filter_map(|point| Some((whole(point.get(0)?.as_f64()?), whole(point.get(1)?.as_f64()?))))
            .collect();
        // A line from a point to itself is a dot.
        if let [dot] = points[..] {
            points.push(dot);
        }
        let width = stroke.get("width").and_then(Value::as_f64).map_or(4, whole);
        Self {
            color: stroke.get("color").and_then(Value::as_str).and_then(color).unwrap_or_default(),
            width: u32::try_from(width).unwrap_or(1).clamp(1, PEN_MAX),
            points: points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a little more than a drawing can hold")]
fn whole(number: f64) -> i32 {
    number.round().clamp(-1e5, 1e5) as i32
}

pub(super) struct Audio {
    pub title: String,
    pub source: Option<String>,
    /// Hertz and milliseconds of a beep.
    pub tone: Option<(u32, u32)>,
    pub is_playing: bool,
    pub is_loop: bool,
    /// From 0 to 100.
    pub volume: u32,
}

impl Audio {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let source = prop(shown, Prop::Src);
        let title = Some(first(shown, &[Prop::Title, Prop::Label])).filter(|title| !title.is_empty());
        let volume = shown.number(Prop::Volume).filter(|volume| volume.is_finite()).unwrap_or(1.0);
        // Both 0.5 and 50 are half as loud.
        let volume = if volume > 1.0 { volume / 100.0 } else { volume };
        Self {
            title: title.unwrap_or_else(|| words.say("app-sound")),
            tone: tone(&source),
            source: document(&source),
            is_playing: shown.is(Prop::Playing),
            is_loop: shown.is(Prop::Loop),
            volume: percent(volume),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// `tone:440:200`: 440 Hz for 200 ms.
fn tone(source: &str) -> Option<(u32, u32)> {
    let (hertz, ms) = source.strip_prefix("tone:")?.split_once(':')?;
    let (hertz, ms): (u32, u32) = (hertz.parse().ok()?, ms.parse().ok()?);
    Some((hertz, ms.min(TONE_MS_MAX))).filter(|(hertz, _)| TONE_HZ.contains(hertz))
}

pub(super) struct Clock {
    pub label: String,
    pub mode: &'static str,
    pub format: &'static str,
    /// Milliseconds since 1970; empty without one.
    pub deadline: String,
    pub is_running: bool,
    /// Milliseconds that it stands at.
    pub value: i64,
    /// What it shows while it stands.
    pub text: String,
}

impl Clock {
    pub fn new(shown: &Shown) -> Self {
        let mode = match shown.text(Prop::Mode) {
            Some("up") => "up",
            Some("time") => "time",
            _ => "down",
        };
        let format = match shown.text(Prop::Format) {
            Some("hms") => "hms",
            Some("tenths") => "tenths",
            _ => "ms",
        };
        let value = milliseconds(held_number(shown).unwrap_or(0.0).clamp(0.0, CLOCK_MS_MAX));
        let deadline = shown.number(Prop::Deadline).filter(|ms| ms.is_finite());
        Self {
            label: prop(shown, Prop::Label),
            mode,
            format,
            deadline: deadline.map(|ms| milliseconds(ms.clamp(0.0, 1e15)).to_string()).unwrap_or_default(),
            is_running: shown.is(Prop::Running),
            value,
            text: if mode == "time" { String::new() } else { face(value, format) },
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped by those who call it")]
fn milliseconds(ms: f64) -> i64 {
    ms.round() as i64
}

/// `1:02:03`, `02:03` or `02:03.4`, as static/js/app/clock.js writes it.
fn face(ms: i64, format: &str) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    match format {
        "hms" => format!("{hours}:{minutes:02}:{seconds:02}"),
        "tenths" => format!("{:02}:{seconds:02}.{}", ms / 60_000, ms / 100 % 10),
        _ => format!("{:02}:{seconds:02}", ms / 60_000),
    }
}

pub(super) struct Keys {
    pub label: String,
    /// The keys that it takes, as JSON.
    pub allowed: String,
    pub is_active: bool,
    /// A button for each key, for those who have no keyboard.
    pub pad: Vec<PadKey>,
}

pub(super) struct PadKey {
    pub key: String,
    pub sign: String,
    pub name: String,
}

impl Keys {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let is_key = |key: &String| (1..=KEY_CHARS_MAX).contains(&key.chars().count());
        let keys: Vec<String> = shown.list(Prop::Allowed).iter().map(words_of).filter(is_key).take(KEYS_MAX).collect();
        let label = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty());
        let pad = if keys.len() > PAD_KEYS_MAX { &[] } else { keys.as_slice() };
        Self {
            label: label.unwrap_or_else(|| words.say("app-keys")),
            allowed: Value::from(keys.clone()).to_string(),
            is_active: shown.props.get(&Prop::Active).and_then(Value::as_bool).unwrap_or(true),
            pad: pad.iter().map(|key| pad_key(key, words)).collect(),
        }
    }
}

fn pad_key(key: &str, words: Words) -> PadKey {
    let (sign, name) = match key {
        "ArrowUp" => ("↑", words.say("app-key-up")),
        "ArrowDown" => ("↓", words.say("app-key-down")),
        "ArrowLeft" => ("←", words.say("app-key-left")),
        "ArrowRight" => ("→", words.say("app-key-right")),
        "Enter" => ("↵", words.say("app-key-enter")),
        " " => ("␣", words.say("app-key-space")),
        other => (other, other.to_owned()),
    };
    PadKey { key: key.to_owned(), sign: sign.to_owned(), name }
}
