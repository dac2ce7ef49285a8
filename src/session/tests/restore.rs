//! Going back: all of it or nothing.

use super::*;
use crate::{
    card::{ArchivedBy, What},
    desk::{Change, Resize},
    stack::Status,
};

#[test]
fn everything_comes_back_as_it_was() {
    let world = World::new();
    let (home, work) = (world.default(), world.stack("Work"));
    let (plan, list, note) = (world.card(work, "plan"), world.card(work, "list"), world.card(home, "note"));
    world.did(Command::MoveCard { card: plan, to: Move { place: Place::new(-12.5, 0.1), z: Some(7), stack: None } });
    world.did(Command::ResizeCard { card: plan, to: Resize::Pulled { width: 640.0, height: 480.0 } });
    world.did(Command::ResizeCard { card: list, to: Resize::Folded });
    world.did(Command::RecolorStack { stack: work, color: Some(Color::Teal) });
    let decor = NewDecor { icon: Some(Icon::new("🏡")), wallpaper: Some(Some(Wallpaper::Meadow)) };
    world.did(Command::DecorateStack { stack: work, decor });
    world.did(Command::ActivateStack { stack: work });
    let (before, id) = (world.seen(), world.save("Work"));

    world.did(retitle(plan, "changed"));
    world.did(move_to(plan, 300.0, 300.0));
    world.did(Command::ResizeCard { card: plan, to: Resize::Named(Size::Small) });
    world.did(Command::ResizeCard { card: list, to: Resize::Unfolded });
    world.did(Command::MoveCard { card: list, to: Move { place: None, z: None, stack: Some(home) } });
    world.did(Command::ArchiveCard { card: note });
    world.did(Command::RenameStack { stack: home, name: Name::new("House").unwrap() });
    world.did(Command::ReorderStacks { order: vec![work, home] });
    world.did(Command::ArchiveStack { stack: work });
    let later = world.stack("Later");
    let new = world.card(later, "new");

    let (_, done) = world.restore(id);
    assert_eq!(world.seen(), before);
    assert!(!done.changes.is_empty());
    assert_eq!(world.find(new).status, Status::Archived);
    assert_eq!(world.bench.tx(|tx| stack::find(tx, later)).unwrap().status, Status::Archived);
}

#[test]
fn every_change_is_told_and_none_is_left_out() {
    let world = World::new();
    let (home, work) = (world.default(), world.stack("Work"));
    let card = world.card(work, "card");
    let id = world.save("Work");
    world.did(move_to(card, 5.0, 5.0));
    world.card(home, "new");
    world.stack("new");
    let before = world.seq();
    let (_, done) = world.restore(id);
    let numbers: Vec<u64> = done.changes.iter().map(|change| change.seq().0).collect();
    assert_eq!(numbers, (before.0 + 1..=world.seq().0).collect::<Vec<_>>());
    let moved = |change: &Change| matches!(change, Change::Card(change) if change.what == What::Moved);
    assert!(done.changes.iter().any(moved), "a card that only lies elsewhere is told as that: {done:?}");
}

#[test]
fn what_a_restore_replaces_is_kept_as_a_version() {
    let world = World::new();
    let card = world.card(world.default(), "first");
    let id = world.save("Work");
    world.did(retitle(card, "second"));
    world.restore(id);
    let versions = world.bench.tx(|tx| card::versions(tx, card)).unwrap();
    let titles: Vec<&str> = versions.iter().map(|version| version.title.as_str()).collect();
    assert_eq!((titles, world.find(card).version), (vec!["second", "first"], 3));
}

#[test]
fn a_card_that_had_gone_with_its_stack_is_found_in_the_drawer_when_the_stack_comes_back_without_it() {
    let world = World::new();
    let work = world.stack("Work");
    world.card(work, "old");
    let id = world.save("Work");
    let new = world.card(work, "new");
    world.did(Command::ArchiveStack { stack: work });
    world.restore(id);
    let new = world.find(new);
    assert_eq!((new.status, new.archived_by), (Status::Archived, Some(ArchivedBy::Itself)));
    assert_eq!(world.bench.tx(|tx| card::list_archived(tx, "new", 9)).unwrap().len(), 1);
}

#[test]
fn a_stack_that_came_since_goes_with_its_cards_and_brings_them_back() {
    let world = World::new();
    let id = world.save("Empty");
    let later = world.stack("Later");
    let card = world.card(later, "card");
    world.restore(id);
    assert_eq!(world.find(card).archived_by, Some(ArchivedBy::Stack));
    world.did(Command::RestoreStack { stack: later });
    assert_eq!(world.find(card).status, Status::Active);
}

#[test]
fn a_desk_that_is_so_already_changes_nothing() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let id = world.save("Work");
    world.did(move_to(card, 1.0, 1.0));
    world.did(move_to(card, 24.0, 24.0));
    let z = world.find(card).z;
    assert_eq!(z, 1, "the topmost stays where it is");
    let before = world.seq();
    let (_, done) = world.restore(id);
    assert_eq!((done.changes, world.seq(), world.sessions().len()), (Vec::new(), before, 1));
}

#[test]
fn a_session_with_more_stacks_than_the_tier_allows_changes_nothing() {
    let mut world = World::new();
    let (second, third) = (world.stack("second"), world.stack("third"));
    let id = world.save("three stacks");
    world.did(Command::ArchiveStack { stack: second });
    world.did(Command::ArchiveStack { stack: third });
    world.allowance = Allowance { tier: "free".to_owned(), stacks_max: Some(2) };
    assert_eq!(world.refused(id), "tier_limit");
    world.allowance.stacks_max = Some(3);
    world.restore(id);
    assert_eq!(world.seen().tabs.len(), 3);
}

#[test]
fn the_tier_is_not_in_the_way_of_stacks_that_take_the_place_of_others() {
    let mut world = World::new();
    let first = world.default();
    let (before, id) = (world.seen(), world.save("one stack"));
    world.allowance = Allowance { tier: "free".to_owned(), stacks_max: Some(1) };
    world.did(Command::ArchiveStack { stack: first });
    assert_ne!(world.default(), first, "another stack has taken its place");
    world.restore(id);
    assert_eq!(world.seen(), before);
}

#[test]
fn a_session_that_can_not_be_read_changes_nothing() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let body = world.tx(layout::read).unwrap();
    let stored = |body: Body, flip: bool| {
        let mut packed = body::pack(&body).unwrap();
        packed.digest = vec![0];
        if flip {
            packed.bytes.reverse();
        }
        let id = world.bench.id();
        world.tx(|tx| keep(tx, id, Origin::Named, None, &packed, world.bench.now())).unwrap();
        id
    };
    let copy = || {
        let text = serde_json::to_string(&body).unwrap();
        serde_json::from_str::<Body>(&text).unwrap()
    };
    let mut without_stacks = copy();
    without_stacks.stacks.clear();
    let mut with_an_unknown_card = copy();
    with_an_unknown_card.cards[0].id = world.bench.id();
    let mut with_an_unknown_stack = copy();
    with_an_unknown_stack.stacks[0].id = world.bench.id();
    let newer = Body { format: body::FORMAT + 1, ..copy() };
    world.did(retitle(card, "changed"));
    assert_eq!(world.refused(stored(copy(), true)), "internal");
    assert_eq!(world.refused(stored(without_stacks, false)), "stack_archived");
    assert_eq!(world.refused(stored(with_an_unknown_card, false)), "card_not_found");
    assert_eq!(world.refused(stored(with_an_unknown_stack, false)), "stack_not_found");
    assert_eq!(world.refused(stored(newer, false)), "session_too_new");
}
