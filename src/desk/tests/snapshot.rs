//! What a browser is shown, and how it catches up.

use super::*;
use crate::stack::Status;

fn say(world: &World, content: &str) {
    let new = NewMessage {
        id: world.bench.id(),
        role: Role::User,
        content: content.to_owned(),
        turn: None,
        cards: Vec::new(),
    };
    world.did(Command::Say(new));
}

#[test]
fn a_full_snapshot_holds_what_is_active_and_the_last_messages() {
    let world = World::new();
    let (home, away) = (world.default(), world.stack("away"));
    let (here, gone) = (world.card(home, "here"), world.card(home, "gone"));
    world.card(away, "gone with its stack");
    world.did(Command::ArchiveCard { card: gone });
    world.did(Command::ArchiveStack { stack: away });
    for number in 0..60 {
        say(&world, &number.to_string());
    }

    let full = world.snapshot(None);
    assert!(full.full);
    assert_eq!((full.seq, full.active_stack), (world.seq(), Some(home)));
    assert_eq!(full.stacks.iter().map(|stack| stack.id).collect::<Vec<_>>(), [home]);
    assert_eq!(full.cards, [world.find(here)]);
    let said: Vec<&str> = full.messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!((said.len(), said[0], said[49]), (50, "10", "59"));
}

#[test]
fn catching_up_brings_what_changed_and_what_left() {
    let world = World::new();
    let (home, away) = (world.default(), world.stack("away"));
    let (still, moved, taken) = (world.card(home, "still"), world.card(home, "moved"), world.card(away, "taken"));
    say(&world, "before");
    let before = world.snapshot(None);
    world.did(move_to(moved, 9.0, 9.0));
    world.did(Command::ArchiveStack { stack: away });
    say(&world, "after");

    let gap = world.snapshot(Some((before.epoch, before.seq)));
    assert!(!gap.full);
    assert_eq!(gap.seq, world.seq());
    let cards: Vec<(CardId, Status)> = gap.cards.iter().map(|card| (card.id, card.status)).collect();
    assert_eq!(cards, [(moved, Status::Active), (taken, Status::Archived)]);
    assert!(!cards.iter().any(|(card, _)| *card == still));
    assert_eq!(gap.stacks.iter().map(|stack| (stack.id, stack.status)).collect::<Vec<_>>(), [(away, Status::Archived)]);
    assert_eq!(gap.messages.len(), 1);
}

#[test]
fn who_missed_nothing_is_given_nothing() {
    let world = World::new();
    world.card(world.default(), "still");
    let now = world.snapshot(None);
    let gap = world.snapshot(Some((now.epoch, now.seq)));
    assert!(!gap.full && gap.stacks.is_empty() && gap.cards.is_empty() && gap.messages.is_empty());
    assert_eq!(gap.active_stack, now.active_stack);
}

#[test]
fn another_life_of_the_file_or_a_number_of_the_future_means_everything() {
    let world = World::new();
    world.card(world.default(), "here");
    let now = world.snapshot(None);
    assert!(world.snapshot(Some((world.bench.id(), now.seq))).full);
    assert!(world.snapshot(Some((now.epoch, Seq(now.seq.0 + 1)))).full);
    assert!(world.snapshot(Some((now.epoch, Seq(u64::MAX)))).full);
}

#[test]
fn a_long_absence_is_answered_with_everything() {
    let world = World::new();
    let start = world.snapshot(None);
    for number in 0..51 {
        say(&world, &number.to_string());
    }
    assert!(world.snapshot(Some((start.epoch, start.seq))).full, "more messages than a snapshot holds");

    let world = World::new();
    let start = world.snapshot(None);
    for _ in 0..100 {
        let card = world.card(world.default(), "short lived");
        world.did(Command::ArchiveCard { card });
    }
    assert!(world.snapshot(Some((start.epoch, start.seq))).full, "more closings than cards");
}

#[test]
fn a_large_desk_is_read_in_pages_and_what_happens_meanwhile_is_in_none_twice() {
    let world = World::new();
    let home = world.default();
    let blocks = block::parse(&json!([{ "id": "b1", "type": "text", "content": "x".repeat(4_000) }])).unwrap();
    let large = || {
        let new = NewCard { blocks: blocks.clone(), ..world.new_card(home, "large") };
        world.did(Command::CreateCard(new)).receipt.card_id.unwrap()
    };
    let mut made: Vec<CardId> = (0..200).map(|_| large()).collect();
    let mut page = world.snapshot(None);
    let (mut read, first) = (Vec::new(), page.cards.len());
    loop {
        read.extend(page.cards.iter().map(|card| card.id));
        if page.more.is_none() {
            break;
        }
        // One of the pages that were read, and one of those to come.
        world.did(move_to(made[0], 9.0, 9.0));
        let card = made.pop().expect("many are left");
        world.did(Command::ArchiveCard { card });
        page = world.bench.tx(|tx| next_page(tx, page)).unwrap();
    }
    assert!(first < 100, "a page is bounded");
    assert_eq!(read, made, "in the order in which they were made");
}
