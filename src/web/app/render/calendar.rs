//! A month with its days and what happens on them.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use serde_json::Value;

use super::value::{color, field, prop};
use crate::{
    app::{
        component::{Happening, Prop},
        tree::Shown,
    },
    web::words::Words,
};

/// A month of a busy person; what is more is not seen in the cells.
const EVENTS_MAX: usize = 500;
/// Events of one day that its cell shows; how many more there are is said below them.
const DAY_EVENTS_SHOWN: usize = 3;

pub(super) struct Calendar {
    /// `November 2026`; empty without a month.
    pub title: String,
    /// The days of the week, short and whole.
    pub weekdays: Vec<(String, String)>,
    pub weeks: Vec<Vec<Option<Day>>>,
    pub is_clickable: bool,
    pub is_movable: bool,
}

pub(super) struct Day {
    /// `2026-11-21`.
    pub iso: String,
    /// The same as JSON.
    pub value: String,
    pub number: i8,
    /// `21 November`, and how much happens.
    pub label: String,
    pub is_selected: bool,
    pub events: Vec<Happens>,
    /// `+2`; empty when all are shown.
    pub more: String,
}

pub(super) struct Happens {
    /// Its id as JSON, so that a number stays one.
    pub item: String,
    pub title: String,
    pub color: Option<&'static str>,
}

impl Calendar {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let selected = date(&prop(shown, Prop::Selected));
        let events = events(shown.list(Prop::Events));
        let first = date(&format!("{}-01", prop(shown, Prop::Month)))
            .or_else(|| selected.or_else(|| events.keys().next().copied()).map(Date::first_of_month));
        let tells = |happening| shown.tells.contains(&happening) && !shown.is(Prop::Disabled);
        Self {
            title: first.map_or_else(String::new, |first| {
                let args = [("month", month(first, words)), ("year", first.year().to_string())];
                words.say_with("app-month-of", &args)
            }),
            weekdays: (1..=7).map(|day| weekday(day, words)).collect(),
            weeks: first.map_or_else(Vec::new, |first| weeks(first, selected, &events, words)),
            is_clickable: tells(Happening::Click),
            is_movable: tells(Happening::Move),
        }
    }
}

/// The weeks that a month touches, from Monday on; the days of its neighbours are left blank.
fn weeks(first: Date, selected: Option<Date>, events: &Events<'_>, words: Words) -> Vec<Vec<Option<Day>>> {
    let mut weeks: Vec<Vec<Option<Day>>> = Vec::new();
    for number in 0..i32::from(first.days_in_month()) {
        let Ok(date) = first.checked_add(number.days()) else { break };
        if weeks.is_empty() || date.weekday().to_monday_zero_offset() == 0 {
            weeks.push(Vec::with_capacity(7));
        }
        if let Some(week) = weeks.last_mut() {
            week.resize_with(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0), || None);
            week.push(Some(day(date, selected, events.get(&date).map_or(&[], Vec::as_slice), words)));
        }
    }
    if let Some(last) = weeks.last_mut() {
        last.resize_with(7, || None);
    }
    weeks
}

fn day(date: Date, selected: Option<Date>, events: &[&Value], words: Words) -> Day {
    let number = ("day", date.day().to_string());
    let args = [number, ("month", month(date, words)), ("count", events.len().to_string())];
    let key = if events.is_empty() { "app-day" } else { "app-day-with" };
    let left_out = events.len().saturating_sub(DAY_EVENTS_SHOWN);
    Day {
        iso: date.to_string(),
        value: Value::from(date.to_string()).to_string(),
        number: date.day(),
        label: words.say_with(key, &args),
        is_selected: selected == Some(date),
        events: events.iter().take(DAY_EVENTS_SHOWN).map(|event| happens(event)).collect(),
        more: if left_out > 0 { format!("+{left_out}") } else { String::new() },
    }
}

fn happens(event: &Value) -> Happens {
    Happens {
        item: event.get("id").unwrap_or(&Value::Null).to_string(),
        title: field(event, "title"),
        color: event.get("color").and_then(Value::as_str).and_then(color),
    }
}

type Events<'a> = BTreeMap<Date, Vec<&'a Value>>;

fn events(all: &[Value]) -> Events<'_> {
    let mut events: Events<'_> = BTreeMap::new();
    for event in all.iter().take(EVENTS_MAX) {
        if let Some(date) = date(&field(event, "date")) {
            events.entry(date).or_default().push(event);
        }
    }
    events
}

/// The day at the beginning of a text such as `2026-11-21T14:00`.
fn date(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

fn month(date: Date, words: Words) -> String {
    words.say(&format!("app-month-{}", date.month()))
}

fn weekday(number: u8, words: Words) -> (String, String) {
    (words.say(&format!("app-weekday-short-{number}")), words.say(&format!("app-weekday-{number}")))
}
