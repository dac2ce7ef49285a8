//! Named operations.

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn named(world: &World, op_id: &str, command: Command) -> Result<(Seq, Done), Error> {
    let op_id = op_id.parse().unwrap();
    world.bench.tx(|tx| once(tx, Some(&op_id), world.bench.now(), |tx| run(tx, command, &world.context())))
}

#[test]
fn a_retry_is_given_the_first_answer_and_changes_nothing() {
    let world = World::new();
    let new = world.new_card(world.default(), "once");
    let (seq, done) = named(&world, "op", Command::CreateCard(new.clone())).unwrap();
    let card = done.receipt.card_id.unwrap();
    world.did(move_to(card, 900.0, 900.0));

    let again = named(&world, "op", Command::CreateCard(new)).unwrap();
    assert_eq!(again, (seq, Done { changes: Vec::new(), receipt: done.receipt }));
    assert_eq!(Some(world.find(card).place), Place::new(900.0, 900.0));
}

#[test]
fn a_name_stands_for_one_operation_whatever_it_asks_the_second_time() {
    let world = World::new();
    let card = world.card(world.default(), "first");
    named(&world, "op", retitle(card, "second")).unwrap();
    named(&world, "op", retitle(card, "third")).unwrap();
    assert_eq!(world.find(card).title.as_str(), "second");
}

#[test]
fn an_operation_that_failed_may_be_tried_again() {
    let world = World::new();
    let stack = world.stack("away");
    world.did(Command::ArchiveStack { stack });
    let new = world.new_card(stack, "patient");
    assert!(named(&world, "op", Command::CreateCard(new.clone())).is_err());
    world.did(Command::RestoreStack { stack });
    let (_, done) = named(&world, "op", Command::CreateCard(new)).unwrap();
    assert_eq!(done.changes.len(), 1);
}

#[test]
fn an_operation_that_changed_nothing_is_answered_with_the_latest_number() {
    let world = World::new();
    let stack = world.default();
    let before = world.seq();
    let (seq, done) = named(&world, "op", Command::ActivateStack { stack }).unwrap();
    assert_eq!((seq, done.receipt.stack_id), (before, Some(stack)));
    world.stack("later");
    assert_eq!(named(&world, "op", Command::ActivateStack { stack }).unwrap().0, before);
}

#[test]
fn an_undo_that_is_retried_takes_back_one_change() {
    let world = World::new();
    let card = world.card(world.default(), "one");
    world.did(retitle(card, "two"));
    world.did(retitle(card, "three"));
    named(&world, "op", Command::Undo).unwrap();
    named(&world, "op", Command::Undo).unwrap();
    assert_eq!(world.find(card).title.as_str(), "two");
}

#[test]
fn names_are_forgotten_after_a_month() {
    let world = World::new();
    let card = world.card(world.default(), "first");
    named(&world, "op", retitle(card, "second")).unwrap();
    let forget = || world.bench.tx(|tx| forget_old_operations(tx, world.bench.now())).unwrap();
    world.bench.clock.advance_ms(30 * DAY_MS);
    assert_eq!(forget(), 0);
    world.bench.clock.advance_ms(1);
    assert_eq!(forget(), 1);
    named(&world, "op", retitle(card, "third")).unwrap();
    assert_eq!(world.find(card).title.as_str(), "third");
}

#[test]
fn a_name_is_one_short_line() {
    for (text, fits) in [("a", true), (" a ", true), ("", false), ("a\nb", false)] {
        assert_eq!(text.parse::<OpId>().is_ok(), fits, "{text:?}");
    }
    assert!("x".repeat(128).parse::<OpId>().is_ok());
    assert!("x".repeat(129).parse::<OpId>().is_err());
}
