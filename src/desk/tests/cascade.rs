//! What a stack and its cards do together.

use super::*;
use crate::{card::ArchivedBy, stack::Status};

#[test]
fn a_stack_takes_its_active_cards_along_in_one_change() {
    let world = World::new();
    let (stack, other) = (world.stack("going"), world.default());
    let (going, gone, staying) =
        (world.card(stack, "going"), world.card(stack, "gone before"), world.card(other, "staying"));
    world.did(Command::ArchiveCard { card: gone });
    let gone_before = world.find(gone);
    let done = world.did(Command::ArchiveStack { stack });

    assert_eq!(done.changes.len(), 1);
    let card = world.find(going);
    assert_eq!((card.status, card.archived_by), (Status::Archived, Some(ArchivedBy::Stack)));
    assert_eq!(card.seq, done.changes[0].seq());
    assert_eq!(world.find(gone), gone_before);
    assert_eq!(world.find(staying).status, Status::Active);
}

#[test]
fn a_stack_brings_back_only_the_cards_that_it_took_and_names_them() {
    let world = World::new();
    let stack = world.stack("back and forth");
    let (taken, gone) = (world.card(stack, "taken"), world.card(stack, "gone before"));
    world.did(Command::ArchiveCard { card: gone });
    let before = world.seen();
    world.did(Command::ArchiveStack { stack });
    let done = world.did(Command::RestoreStack { stack });

    assert_eq!(world.seen(), before);
    assert_eq!(world.find(gone).archived_by, Some(ArchivedBy::Itself));
    let [Change::StackRestored(change, cards)] = done.changes.as_slice() else { panic!("{done:?}") };
    assert_eq!(cards, &[world.find(taken)]);
    assert_eq!((change.stack.id, cards[0].seq), (stack, change.seq));
}

#[test]
fn the_last_stack_leaves_a_fresh_one_whatever_the_tier() {
    let world = World::within(Some(1));
    let last = world.default();
    let done = world.did(Command::ArchiveStack { stack: last });
    assert_eq!(done.changes.len(), 2);
    assert_eq!(done.receipt.stack_id, Some(last));
    assert_eq!(world.tabs(), ["My Stack"]);
    assert_ne!(world.default(), last);
}

#[test]
fn archiving_and_restoring_a_stack_twice_tell_nobody() {
    let world = World::new();
    let stack = world.stack("twice");
    world.did(Command::ArchiveStack { stack });
    assert_eq!(world.did(Command::ArchiveStack { stack }).changes, []);
    world.did(Command::RestoreStack { stack });
    assert_eq!(world.did(Command::RestoreStack { stack }).changes, []);
}

#[test]
fn a_tier_limits_making_and_restoring_but_nothing_else() {
    let world = World::within(Some(2));
    let stack = world.stack("second");
    let third = NewStack { id: world.bench.id(), name: Name::new("third").unwrap(), color: None };
    assert_eq!(world.refused(Command::CreateStack(third.clone())), "tier_limit");
    world.did(Command::ArchiveStack { stack });
    world.did(Command::CreateStack(third));
    assert_eq!(world.refused(Command::RestoreStack { stack }), "tier_limit");
    world.card(world.default(), "cards are free");
}

#[test]
fn a_card_that_went_with_its_stack_comes_back_with_it_alone() {
    let world = World::new();
    let stack = world.stack("away");
    let card = world.card(stack, "taken");
    world.did(Command::ArchiveStack { stack });
    assert_eq!(world.refused(Command::RestoreCard { card }), "stack_archived stack_id");
}
