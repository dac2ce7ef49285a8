//! Preferences are kept by type.

use super::*;
use crate::db::testing::Bench;

const STEP: Preference<u32> = Preference::new("step", 8);
const START: Preference<Vec<String>> = Preference::new("start", Vec::new());

#[test]
fn a_preference_is_the_usual_value_until_another_is_chosen() {
    let bench = Bench::new();
    let get = || bench.tx(|tx| get(tx, &STEP)).unwrap();
    assert_eq!((get(), *STEP.usual()), (8, 8));
    for value in [16, 0, u32::MAX] {
        bench.tx(|tx| set(tx, &STEP, &value, bench.now())).unwrap();
        assert_eq!(get(), value);
    }
    bench.tx(|tx| reset(tx, &STEP, bench.now())).unwrap();
    assert_eq!(get(), 8);
}

#[test]
fn preferences_do_not_meet() {
    let bench = Bench::new();
    let notes = vec!["notes".to_owned(), "\"}'; DROP TABLE preferences".to_owned()];
    bench.tx(|tx| set(tx, &START, &notes, bench.now())).unwrap();
    assert_eq!(bench.tx(|tx| get(tx, &START)).unwrap(), notes);
    assert_eq!(bench.tx(|tx| get(tx, &STEP)).unwrap(), 8);
}

#[test]
fn a_value_of_another_type_is_the_usual_one() {
    let bench = Bench::new();
    bench.tx(|tx| store::set(tx, STEP.name(), "\"wide\"", bench.now())).unwrap();
    assert_eq!(bench.tx(|tx| get(tx, &STEP)).unwrap(), 8);
    bench.tx(|tx| store::set(tx, STEP.name(), "{", bench.now())).unwrap();
    assert_eq!(bench.tx(|tx| get(tx, &STEP)).unwrap(), 8);
}
