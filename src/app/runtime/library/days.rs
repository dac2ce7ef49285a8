//! Days and times: days are texts such as 2026-11-21, moments are milliseconds since 1970.

use jiff::{
    Span, Timestamp as Instant, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};
use rhai::{Dynamic, Engine, INT, Map};

use super::{Made, wrong};
use crate::app::runtime::meter;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("now", now)
        .register_fn("today", || at(now()).map(|at| at.date().to_string()))
        .register_fn("date_of", |ms: INT| at(ms).map(|at| at.date().to_string()))
        .register_fn("time_of", |ms: INT| at(ms).map(|at| at.strftime("%H:%M").to_string()))
        .register_fn("moment", |date: &str, time: &str| moment(date, time))
        .register_fn("is_date", |text: &str| text.parse::<Date>().is_ok())
        .register_fn("date_add", |date: &str, days: INT| later(date, Span::new().try_days(days)))
        .register_fn("month_add", |month: &str, months: INT| month_later(month, months))
        .register_fn("days_between", |from: &str, to: &str| days_between(from, to))
        .register_fn("days_in_month", |month: &str| first_of(month).map(|date| INT::from(date.days_in_month())))
        .register_fn("weekday", |date: &str| day(date).map(|date| INT::from(date.weekday().to_monday_one_offset())))
        .register_fn("month_of", |date: &str| day(date).map(|date| date.strftime("%Y-%m").to_string()))
        .register_fn("date_parts", |date: &str| day(date).map(parts))
        .register_fn("format_date", |date: &str, how: &str| format_date(date, how))
        .register_fn("duration", duration);
}

fn now() -> INT {
    meter::with(|run| run.began_at.0).unwrap_or_default()
}

fn zone() -> TimeZone {
    meter::with(|run| run.moment.zone.clone()).unwrap_or(TimeZone::UTC)
}

fn at(ms: INT) -> Made<Zoned> {
    Instant::from_millisecond(ms).map(|at| at.to_zoned(zone())).or_else(|_| wrong("this is no moment in time"))
}

fn day(text: &str) -> Made<Date> {
    text.parse().or_else(|_| wrong(format!("{text:?} is no day such as 2026-11-21; ask is_date(text) first")))
}

fn first_of(month: &str) -> Made<Date> {
    let month = month.get(..7).unwrap_or(month);
    format!("{month}-01").parse().or_else(|_| wrong(format!("{month:?} is no month such as 2026-11")))
}

fn moment(date: &str, time: &str) -> Made<INT> {
    let time: Time = time.parse().or_else(|_| wrong(format!("{time:?} is no time such as 14:30")))?;
    let zoned = day(date)?.to_datetime(time).to_zoned(zone());
    zoned.map(|at| at.timestamp().as_millisecond()).or_else(|_| wrong("there is no such moment"))
}

fn later(date: &str, span: Result<Span, jiff::Error>) -> Made<String> {
    let date = day(date)?;
    let later = span.and_then(|span| date.checked_add(span));
    later.map(|date| date.to_string()).or_else(|_| wrong("that is too far away"))
}

fn month_later(month: &str, months: INT) -> Made<String> {
    let first = first_of(month)?;
    let later = Span::new().try_months(months).and_then(|span| first.checked_add(span));
    later.map(|date| date.strftime("%Y-%m").to_string()).or_else(|_| wrong("that is too far away"))
}

fn days_between(from: &str, to: &str) -> Made<INT> {
    let between = day(from)?.until(day(to)?);
    between.map(|span| INT::from(span.get_days())).or_else(|_| wrong("that is too far away"))
}

fn parts(date: Date) -> Map {
    let whole = |number: i8| Dynamic::from(INT::from(number));
    [
        ("year".into(), Dynamic::from(INT::from(date.year()))),
        ("month".into(), whole(date.month())),
        ("day".into(), whole(date.day())),
        ("weekday".into(), whole(date.weekday().to_monday_one_offset())),
    ]
    .into_iter()
    .collect()
}

/// `how` is `short` (21 Nov), `long` (Saturday, 21 November 2026), `month` (November 2026) or `weekday` (Sat).
fn format_date(date: &str, how: &str) -> Made<String> {
    let format = match how {
        "short" => "%-d %b",
        "long" => "%A, %-d %B %Y",
        "month" => "%B %Y",
        "weekday" => "%a",
        _ => return wrong("expected short, long, month or weekday"),
    };
    let date = if how == "month" { first_of(date)? } else { day(date)? };
    Ok(date.strftime(format).to_string())
}

/// Milliseconds as `1:02:03` or `02:03`.
fn duration(ms: INT) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}
