//! Taking changes back.

use super::*;
use crate::activity::{Entry, Verb};

/// Each of these can be taken back.
fn undoable(world: &World, home: StackId, work: StackId, card: CardId, gone: CardId, away: StackId) -> Vec<Command> {
    let edit = Edit {
        title: Some(Title::new("edited").unwrap()),
        size: Some(Size::Large),
        color: Some(Some(Color::Green)),
        content: Some(Content::Replace(Vec::new())),
    };
    let cell = CellEdit { block: "sums".to_owned(), row: 0, column: "price".to_owned(), value: json!(7) };
    let tick = Tick { block: "todo".to_owned(), item: "one".to_owned(), done: true };
    let decor = NewDecor { icon: Some(Icon::new("🏡")), wallpaper: Some(Some(Wallpaper::Sea)) };
    let order: Vec<StackId> = world.stacks().iter().rev().map(|stack| stack.id).collect();
    vec![
        Command::RenameStack { stack: work, name: Name::new("renamed").unwrap() },
        Command::RecolorStack { stack: work, color: Some(Color::Pink) },
        Command::DecorateStack { stack: work, decor },
        Command::ReorderStacks { order },
        Command::RestoreStack { stack: away },
        Command::EditCell { card, cell },
        Command::Tick { card, tick },
        Command::UpdateCard { card, edit },
        retitle(card, "edited again"),
        Command::RestoreVersion { card, version: 1 },
        move_to(card, -50.0, 0.25),
        Command::MoveCard { card, to: Move { place: None, z: None, stack: Some(work) } },
        Command::MoveCard { card, to: Move { place: None, z: Some(-3), stack: Some(home) } },
        Command::ResizeCard { card, to: Resize::Named(Size::Full) },
        Command::ResizeCard { card, to: Resize::Pulled { width: 444.0, height: 555.0 } },
        Command::ResizeCard { card, to: Resize::Folded },
        Command::RestoreCard { card: gone },
        Command::ArchiveCard { card },
        Command::ArchiveStack { stack: work },
        Command::ArchiveStack { stack: away },
        Command::ArchiveStack { stack: home },
    ]
}

struct Prepared {
    world: World,
    commands: Vec<Command>,
}

fn prepared() -> Prepared {
    let world = World::new();
    let (home, work, away) = (world.default(), world.stack("Work"), world.stack("Away"));
    let (card, gone) = (world.card(home, "card"), world.card(home, "gone"));
    world.card(work, "colleague");
    world.card(away, "traveller");
    // A size by hand, which an edit of the size by name would replace.
    world.did(Command::ResizeCard { card, to: Resize::Pulled { width: 300.0, height: 200.0 } });
    world.did(Command::ArchiveCard { card: gone });
    world.did(Command::ArchiveStack { stack: away });
    let commands = undoable(&world, home, work, card, gone, away);
    Prepared { world, commands }
}

#[test]
fn every_change_is_taken_back_alone() {
    let Prepared { world, commands } = prepared();
    for command in commands {
        let (name, before) = (format!("{command:?}"), world.seen());
        assert!(!world.did(command.clone()).changes.is_empty(), "{name}");
        assert_ne!(world.seen(), before, "{name}");
        world.undo();
        assert_eq!(world.seen(), before, "{name}");
        world.did(command);
    }
}

#[test]
fn many_changes_are_taken_back_one_after_the_other() {
    let Prepared { world, commands } = prepared();
    let mut earlier = Vec::new();
    for command in commands {
        earlier.push((format!("{command:?}"), world.seen()));
        world.did(command);
    }
    while let Some((name, before)) = earlier.pop() {
        assert!(!world.undo().changes.is_empty(), "{name}");
        assert_eq!(world.seen(), before, "{name}");
    }
}

#[test]
fn the_numbers_go_on_while_changes_are_taken_back() {
    let world = World::new();
    let card = world.card(world.default(), "one");
    world.did(retitle(card, "two"));
    let before = world.seq();
    let done = world.undo();
    assert_eq!(done.changes[0].seq(), Seq(before.0 + 1));
    let card = world.find(card);
    assert_eq!((card.version, card.title.as_str()), (3, "one"));
    assert_eq!(done.receipt, Receipt::of_card(&card));
}

#[test]
fn an_undo_is_not_undone() {
    let world = World::new();
    let card = world.card(world.default(), "one");
    world.did(retitle(card, "two"));
    world.undo();
    assert_eq!(world.refused(Command::Undo), "nothing_to_undo");
    assert_eq!(world.find(card).title.as_str(), "one");
}

#[test]
fn there_is_nothing_to_undo_on_a_new_desk() {
    let world = World::new();
    world.card(world.default(), "made, not changed");
    assert_eq!(world.refused(Command::Undo), "nothing_to_undo");
}

#[test]
fn what_the_assistant_did_is_taken_back_too() {
    let world = World::new();
    let card = world.card(world.default(), "mine");
    let context = Context { by: By::Agent(world.bench.id()), ..world.context() };
    world.bench.tx(|tx| run(tx, retitle(card, "its"), &context)).unwrap();
    world.undo();
    assert_eq!(world.find(card).title.as_str(), "mine");
}

#[test]
fn the_stack_made_in_place_of_the_last_one_leaves_again_within_the_tier() {
    let world = World::within(Some(1));
    world.card(world.default(), "here");
    let (last, before) = (world.default(), world.seen());
    world.did(Command::ArchiveStack { stack: last });
    let done = world.undo();
    assert_eq!(world.seen(), before);
    assert_eq!(done.receipt.stack_id, Some(last));
    assert_eq!(world.refused(Command::Undo), "nothing_to_undo");
}

#[test]
fn the_stack_made_in_place_of_the_last_one_stays_when_it_was_used() {
    let world = World::new();
    let last = world.default();
    world.did(Command::ArchiveStack { stack: last });
    world.card(world.default(), "used");
    world.undo();
    assert_eq!(world.stacks().len(), 2);
}

#[test]
fn an_order_is_taken_back_around_stacks_that_came_since() {
    let world = World::new();
    let (home, work) = (world.default(), world.stack("Work"));
    world.did(Command::ReorderStacks { order: vec![work, home] });
    world.stack("Later");
    world.undo();
    assert_eq!(world.tabs(), ["My Stack", "Work", "Later"]);
}

#[test]
fn an_undo_beyond_the_tier_is_refused_with_what_to_do() {
    let world = World::within(Some(2));
    let stack = world.stack("second");
    world.did(Command::ArchiveStack { stack });
    world.stack("in its place");
    assert_eq!(world.refused(Command::Undo), "tier_limit");
}

#[test]
fn changes_that_have_become_meaningless_are_passed_over() {
    let world = World::new();
    let card = world.card(world.default(), "one");
    world.did(retitle(card, "two"));
    let here = world.find(card);
    let before = json!({ "place": here.place, "z": here.z, "stack": here.stack });
    let entry = Entry { verb: Verb::CardMoved, subject: &card.to_string(), before: Some(before), by: By::User };
    for _ in 0..25 {
        world.bench.tx(|tx| crate::activity::record(tx, &entry, world.bench.now())).unwrap();
    }
    // The first comes not far enough, the second does.
    assert_eq!(world.undo().changes, []);
    world.undo();
    assert_eq!(world.find(card).title.as_str(), "one");
}
