//! The numbered record.

use serde_json::{Value, json};

use super::*;
use crate::db::testing::{Bench, START};

fn entry(bench: &Bench, before: Option<Value>) -> Seq {
    let entry = Entry { verb: Verb::CardMoved, subject: "it", before, by: By::User };
    bench.tx(|tx| record(tx, &entry, bench.now())).unwrap()
}

fn undoable(bench: &Bench) -> Option<Seq> {
    bench.tx(last_undoable).unwrap().map(|last| last.seq)
}

#[test]
fn numbers_begin_at_one_and_have_no_gaps() {
    let bench = Bench::new();
    assert_eq!(bench.tx(latest).unwrap(), Seq(0));
    assert_eq!(entry(&bench, None), Seq(1));

    let taken_back: db::Result<()> = bench.tx(|tx| {
        record(tx, &Entry { verb: Verb::CardMoved, subject: "it", before: None, by: By::User }, START)?;
        Err(db::Error::Unavailable("changed my mind".to_owned()))
    });
    assert!(taken_back.is_err());
    assert_eq!(entry(&bench, None), Seq(2));
    assert_eq!(bench.tx(latest).unwrap(), Seq(2));
}

#[test]
fn the_last_change_that_can_be_taken_back_is_offered() {
    let bench = Bench::new();
    assert_eq!(undoable(&bench), None);
    entry(&bench, Some(json!({ "x": 0.1 })));
    entry(&bench, None);
    let last = bench.tx(last_undoable).unwrap().unwrap();
    let wanted = Undoable { seq: Seq(1), verb: Verb::CardMoved, subject: "it".to_owned(), before: json!({ "x": 0.1 }) };
    assert_eq!(last, wanted);
}

#[test]
fn neither_what_was_taken_back_nor_what_took_it_back_is_offered_again() {
    let bench = Bench::new();
    for _ in 0..4 {
        entry(&bench, Some(json!({})));
    }
    // The changes 3 and 4 together take back 2.
    bench.tx(|tx| mark_undone(tx, Seq(2), Seq(3))).unwrap();
    assert_eq!(undoable(&bench), Some(Seq(1)));
    bench.tx(|tx| mark_undone(tx, Seq(1), Seq(1))).unwrap();
    assert_eq!(undoable(&bench), None);
}

#[test]
fn what_happened_comes_in_pages() {
    let bench = Bench::new();
    for _ in 0..5 {
        entry(&bench, None);
    }
    let seqs = |after, limit| -> Vec<u64> {
        bench.tx(|tx| since(tx, Seq(after), limit)).unwrap().iter().map(|happened| happened.seq.0).collect()
    };
    assert_eq!(seqs(0, 3), [1, 2, 3]);
    assert_eq!(seqs(3, 3), [4, 5]);
    assert_eq!(seqs(5, 3), [0; 0]);
}

#[test]
fn who_did_it_is_recorded() {
    let bench = Bench::new();
    let turn = bench.id();
    let entry = Entry { verb: Verb::CardCreated, subject: "it", before: None, by: By::Agent(turn) };
    bench.tx(|tx| record(tx, &entry, bench.now())).unwrap();
    let happened = bench.tx(|tx| since(tx, Seq(0), 1)).unwrap().remove(0);
    assert_eq!((happened.by.as_str(), happened.at, happened.verb), ("agent", START, Verb::CardCreated));
    assert_eq!((By::from_turn(Some(turn)), By::from_turn(None)), (By::Agent(turn), By::User));
}

#[test]
fn every_verb_is_read_back_as_it_was_written() {
    for verb in Verb::ALL {
        assert_eq!(Verb::from_word(verb.as_str()), Some(verb));
    }
}
