//! Whatever is typed, it is a question.

use proptest::prelude::*;
use serde_json::json;

use super::World;
use crate::search::{Query, search};

#[test]
fn nothing_that_is_typed_is_refused() {
    let world = World::new();
    world.card("Acme", &json!([{ "type": "text", "content": "Ünïcode \" - * AND NEAR( 東京都" }]));
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("*".to_owned()),
        Just("-".to_owned()),
        Just("AND".to_owned()),
        Just("OR NOT".to_owned()),
        Just("NEAR(".to_owned()),
        Just("title:".to_owned()),
        Just("^".to_owned()),
        Just("\0".to_owned()),
        Just("(".to_owned()),
        Just("{a b}:".to_owned()),
        Just("in:\"".to_owned()),
        Just("after:99999-99".to_owned()),
        Just("type:".to_owned()),
        Just(" ".to_owned()),
        Just("acme".to_owned()),
        Just("İ\u{301}\u{301}".to_owned()),
        Just("ﷺ".to_owned()),
        Just("東京".to_owned()),
        any::<String>(),
    ];
    let typed = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    proptest::test_runner::TestRunner::new(config)
        .run(&typed, |typed| {
            let found = world.bench.tx(|tx| search(tx, &Query::parse(&typed), 0, 5));
            prop_assert!(found.is_ok(), "{typed:?}: {found:?}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_megabyte_is_a_question_too() {
    let world = World::new();
    for typed in ["x".repeat(1 << 20), "\"".repeat(1 << 20), "a ".repeat(1 << 19), "-*\0".repeat(1 << 18)] {
        assert_eq!(world.found(&typed).total, 0);
    }
}

#[test]
fn what_a_card_says_is_found_by_any_of_its_words() {
    let world = World::new();
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest::test_runner::TestRunner::new(config)
        .run(&"[a-zäöüé]{3,9}( [a-zäöüé]{3,9}){0,5}", |text| {
            let card = world.card("Card", &json!([{ "type": "text", "content": text }]));
            for word in text.split(' ') {
                let found = world.bench.tx(|tx| search(tx, &Query::parse(word), 0, 50)).unwrap();
                let is_there = found
                    .hits
                    .iter()
                    .any(|hit| matches!(&hit.subject, crate::search::Subject::Card { id, .. } if *id == card));
                prop_assert!(is_there || found.total > 50, "{word} of {text}");
            }
            Ok(())
        })
        .unwrap();
}
