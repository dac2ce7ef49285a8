//! Moments as a reader sees them.

use jiff::{Timestamp as Moment, Zoned, tz::TimeZone};

use super::Words;
use crate::kit::Timestamp;

/// A moment in two spellings: for programs (`datetime=`) and for the reader.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct When {
    /// ISO 8601 in UTC.
    pub iso: String,
    /// `14:02` today, `3 Nov, 14:02` this year, `3 Nov 2024` before.
    pub text: String,
}

impl When {
    /// The moment `at` as it reads at `now`, in the time zone of the server.
    #[must_use]
    pub fn new(at: Timestamp, now: Timestamp, words: Words) -> Self {
        Self::in_zone(at, now, words, &TimeZone::system())
    }

    fn in_zone(at: Timestamp, now: Timestamp, words: Words, zone: &TimeZone) -> Self {
        let (utc, at, now) = (moment(at), zoned(at, zone), zoned(now, zone));
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        let day = || vec![("day", at.day().to_string()), ("month", words.say(month(at.month())))];
        let text = if at.date() == now.date() {
            time
        } else if at.year() == now.year() {
            words.say_with("when-this-year", &[day(), vec![("time", time)]].concat())
        } else {
            words.say_with("when-earlier", &[day(), vec![("year", at.year().to_string())]].concat())
        };
        Self { iso: utc.to_string(), text }
    }
}

/// A moment that no calendar reaches is shown as the beginning of time.
fn moment(at: Timestamp) -> Moment {
    Moment::from_millisecond(at.0).unwrap_or_default()
}

fn zoned(at: Timestamp, zone: &TimeZone) -> Zoned {
    moment(at).to_zoned(zone.clone())
}

fn month(number: i8) -> &'static str {
    match number {
        1 => "month-jan",
        2 => "month-feb",
        3 => "month-mar",
        4 => "month-apr",
        5 => "month-may",
        6 => "month-jun",
        7 => "month-jul",
        8 => "month-aug",
        9 => "month-sep",
        10 => "month-oct",
        11 => "month-nov",
        _ => "month-dec",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::words::Lang;

    #[test]
    fn the_nearer_a_moment_is_the_less_is_said_of_it() {
        let now: Moment = "2026-11-21T15:00:00Z".parse().unwrap();
        let check = |at: &str, lang: Lang, expected: &str| {
            let at: Moment = at.parse().unwrap();
            let (at, now) = (Timestamp(at.as_millisecond()), Timestamp(now.as_millisecond()));
            assert_eq!(When::in_zone(at, now, Words::new(lang), &TimeZone::UTC).text, expected);
        };
        check("2026-11-21T04:02:59Z", Lang::En, "04:02");
        check("2026-11-03T14:02:00Z", Lang::En, "3 Nov, 14:02");
        check("2026-11-03T14:02:00Z", Lang::De, "3. Nov., 14:02");
        check("2024-03-31T14:02:00Z", Lang::En, "31 Mar 2024");
        check("2024-03-31T14:02:00Z", Lang::De, "31. März 2024");
    }

    #[test]
    fn impossible_moments_break_nothing() {
        let when = When::in_zone(Timestamp(i64::MAX), Timestamp(i64::MIN), Words::default(), &TimeZone::UTC);
        assert!(!when.text.is_empty());
    }
}
