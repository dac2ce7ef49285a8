//! Ids, lines, time and chance.

use std::sync::Arc;

use super::{simulated::*, *};

enum ThingKind {}

impl Kind for ThingKind {
    const NOUN: &'static str = "thing";
}

type ThingId = Id<ThingKind>;

fn ambient(ms: i64, seed: u64) -> Ambient {
    Ambient::new(Arc::new(ManualClock::at(Timestamp(ms))), Arc::new(SeededChance::new(seed)))
}

#[test]
fn an_id_is_read_back_as_it_was_written() {
    let id: ThingId = ambient(1_800_000_000_000, 1).id();
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
    assert_eq!(serde_json::from_value::<ThingId>(serde_json::json!(id)).unwrap(), id);
    assert_eq!(id.to_string().as_bytes()[14], b'7');
    assert_eq!(format!("{id:?}"), id.to_string());
}

#[test]
fn only_the_usual_form_of_an_id_is_read() {
    for text in [
        "",
        "0197b7a08c5e7cc39d4f0123456789ab",
        "{0197b7a0-8c5e-7cc3-9d4f-0123456789ab}",
        "urn:uuid:0197b7a0-8c5e-7cc3-9d4f-0123456789ab",
        "0197b7a0-8c5e-7cc3-9d4f-0123456789aß",
        "0197b7a0-8c5e-7cc3-9d4f-0123456789ag",
        "0197b7a08-c5e-7cc3-9d4f-0123456789ab",
        " 197b7a0-8c5e-7cc3-9d4f-0123456789ab",
    ] {
        assert_eq!(text.parse::<ThingId>(), Err(BadId), "{text}");
    }
}

#[test]
fn ids_of_later_moments_sort_later() {
    let (early, late): (ThingId, ThingId) = (ambient(1_000, 1).id(), ambient(1_001, 2).id());
    assert!(early < late);
    assert!(early.to_string() < late.to_string());
}

#[test]
fn the_same_seed_gives_the_same_ids_and_secrets() {
    let (one, two) = (ambient(5, 42), ambient(5, 42));
    assert_eq!(one.id::<ThingKind>(), two.id());
    assert_eq!(one.secret(), two.secret());
    assert_ne!(one.secret(), one.secret());
    assert_eq!(one.secret().len(), 64);
}

#[test]
fn the_machine_draws_ids_that_differ() {
    let system = Ambient::system();
    let ids: std::collections::BTreeSet<ThingId> = (0..1_000).map(|_| system.id()).collect();
    assert_eq!(ids.len(), 1_000);
    assert!(system.now() > Timestamp(1_700_000_000_000));
}

#[test]
fn moments_never_overflow_and_never_run_backwards() {
    assert_eq!(Timestamp(i64::MAX).plus_ms(1), Timestamp(i64::MAX));
    assert_eq!(Timestamp(5).since_ms(Timestamp(3)), 2);
    assert_eq!(Timestamp(3).since_ms(Timestamp(5)), 0);
    assert_eq!(Timestamp(i64::MAX).since_ms(Timestamp(i64::MIN)), i64::MAX);
}

fn check_line(text: &str, expected: Result<&str, BadText>) {
    assert_eq!(Line::<5>::new(text).as_ref().map(Line::as_str), expected.as_ref().copied(), "{text:?}");
}

#[test]
fn a_line_is_trimmed_bounded_and_one_line() {
    check_line("hello", Ok("hello"));
    check_line("  hello \u{a0}", Ok("hello"));
    check_line("éèêëē", Ok("éèêëē"));
    check_line("hello!", Err(BadText::TooLong { max: 5 }));
    check_line("", Err(BadText::Empty));
    check_line(" \t\n", Err(BadText::Empty));
    for broken in ["a\nb", "a\rb", "a\0b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b"] {
        check_line(broken, Err(BadText::Control));
    }
}

#[test]
fn nothing_to_see_is_empty() {
    check_line("\u{200b}\u{feff}", Err(BadText::Empty));
    check_line("\u{2060}", Err(BadText::Empty));
    check_line("a\u{200d}b", Ok("a\u{200d}b"));
}

#[test]
fn a_line_is_made_of_whatever_there_is() {
    for (text, line) in [
        ("hello world", "hello"),
        ("a\nb\u{2028}c", "a b c"),
        ("abcd efg", "abcd"),
        ("", "else"),
        ("\0\n", "else"),
        ("\u{200b}", "else"),
    ] {
        assert_eq!(Line::<5>::lossy(text, "else").as_str(), line, "{text:?}");
    }
}

#[test]
fn a_line_from_json_is_checked() {
    let read = |json: &str| serde_json::from_str::<Line<5>>(json).map(|line| line.to_string());
    assert_eq!(read("\" a\\u0062 \"").unwrap(), "ab");
    assert!(read("\"too long\"").unwrap_err().to_string().contains("at most 5"));
    assert!(read("7").is_err());
}
