//! Which of the server's own sessions stay.

use super::{
    super::thinning::{AUTOSAVES_MAX, BEFORE_RESTORES_MAX, superfluous},
    *,
};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// 21 November 2026, 00:00 in UTC.
const MIDNIGHT: Timestamp = Timestamp(1_795_219_200_000);

/// Saves at these moments, one after the other, and answers those that are kept in the end, the oldest first.
fn kept(moments: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let bench = Bench::new();
    let mut sessions: Vec<(SessionId, Timestamp)> = Vec::new();
    for at in moments {
        sessions.insert(0, (bench.id(), MIDNIGHT.plus_ms(at)));
        let gone = superfluous(Origin::Auto, &sessions);
        sessions.retain(|(id, _)| !gone.contains(id));
        assert!(sessions.len() <= AUTOSAVES_MAX, "{sessions:?}");
    }
    sessions.iter().rev().map(|(_, at)| at.0 - MIDNIGHT.0).collect()
}

#[test]
fn the_last_ones_are_all_kept() {
    let moments: Vec<i64> = (0..8).map(|number| number * 30_000).collect();
    assert_eq!(kept(moments.clone()), moments);
    assert_eq!(AUTOSAVES_MAX, 20);
}

#[test]
fn before_them_the_last_of_each_hour_is() {
    let kept = kept((0..3 * 60).map(|minute| minute * MINUTE_MS));
    let minutes: Vec<i64> = kept.iter().map(|at| at / MINUTE_MS).collect();
    assert_eq!(minutes, [59, 119, 171, 172, 173, 174, 175, 176, 177, 178, 179]);
}

#[test]
fn before_those_the_last_of_each_day_is() {
    let kept = kept((0..10 * 24 * 6).map(|tenth| tenth * 10 * MINUTE_MS));
    let days: Vec<i64> = kept.iter().map(|at| at.div_euclid(DAY_MS)).collect();
    assert_eq!(days, [4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
    assert!(kept[..6].iter().all(|at| at.rem_euclid(DAY_MS) >= 16 * HOUR_MS), "the last of their day: {kept:?}");
}

#[test]
fn days_on_which_nothing_was_saved_cost_nothing() {
    let kept = kept((0..40).map(|week| week * 7 * DAY_MS));
    assert_eq!(kept.len(), AUTOSAVES_MAX);
    assert_eq!(*kept.last().unwrap(), 39 * 7 * DAY_MS);
}

#[test]
fn moments_before_1970_and_at_the_same_time_are_moments_too() {
    let kept = kept([-1_800_000_000_000, -1_795_219_200_000 - 5, 0, 0, 0, 1]);
    assert_eq!(kept.len(), 6);
}

#[test]
fn named_sessions_are_never_superfluous_and_the_last_points_before_a_restore_stay() {
    let bench = Bench::new();
    let sessions: Vec<_> = (0..50).map(|number| (bench.id(), MIDNIGHT.plus_ms(-number))).collect();
    assert_eq!(superfluous(Origin::Named, &sessions), []);
    let gone = superfluous(Origin::BeforeRestore, &sessions);
    assert_eq!((gone.len(), gone[0]), (50 - BEFORE_RESTORES_MAX, sessions[BEFORE_RESTORES_MAX].0));
}
