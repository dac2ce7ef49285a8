//! Every command: what it changes, what it answers, what it refuses.

use super::*;
use crate::{card, stack};

fn cell(card: CardId, block: &str, row: usize, column: &str) -> Command {
    let cell = CellEdit { block: block.to_owned(), row, column: column.to_owned(), value: json!(3.5) };
    Command::EditCell { card, cell }
}

fn tick(card: CardId, block: &str, item: &str) -> Command {
    Command::Tick { card, tick: Tick { block: block.to_owned(), item: item.to_owned(), done: true } }
}

#[test]
fn every_command_changes_one_thing_and_says_which() {
    let world = World::new();
    let (home, work) = (world.default(), world.stack("Work"));
    let card = world.card(home, "first");
    let check = |command: Command, what: &str| {
        let (name, before) = (format!("{command:?}"), world.seq());
        world.bench.clock.advance_ms(1);
        let done = world.did(command);
        let [change] = done.changes.as_slice() else { panic!("{name}: {done:?}") };
        assert_eq!(change.seq(), Seq(before.0 + 1), "{name}");
        assert_eq!(world.seq(), change.seq(), "{name}");
        let told = match change {
            Change::Card(change) => {
                assert_eq!(change.card, world.find(change.card.id), "{name}");
                assert_eq!(done.receipt, Receipt::of_card(&change.card), "{name}");
                format!("card {:?}", change.what)
            }
            Change::Stack(change) | Change::StackRestored(change, _) => {
                assert_eq!(change.stack, world.bench.tx(|tx| stack::find(tx, change.stack.id)).unwrap(), "{name}");
                format!("stack {:?}", change.what)
            }
            Change::Message(change) => {
                assert_eq!(done.receipt.message_id, Some(change.message.id), "{name}");
                "message".to_owned()
            }
        };
        assert!(told.starts_with(what), "{name}: {told}");
    };
    let new = NewStack { id: world.bench.id(), name: Name::new("new").unwrap(), color: Some(Color::Red) };
    check(Command::CreateStack(new.clone()), "stack Created");
    check(Command::RenameStack { stack: work, name: Name::new("Office").unwrap() }, "stack Renamed");
    check(Command::RecolorStack { stack: work, color: Some(Color::Blue) }, "stack Recolored");
    let decor = NewDecor { icon: None, wallpaper: Some(Some(Wallpaper::Dusk)) };
    check(Command::DecorateStack { stack: work, decor }, "stack Decorated");
    check(Command::ReorderStacks { order: vec![new.id, work, home] }, "stack Reordered");
    check(Command::ArchiveStack { stack: new.id }, "stack Archived");
    check(Command::RestoreStack { stack: new.id }, "stack Restored");
    check(Command::CreateCard(world.new_card(home, "second")), "card Created");
    check(retitle(card, "renamed"), "card Updated");
    check(move_to(card, 0.0, 0.0), "card Moved");
    check(Command::ResizeCard { card, to: Resize::Named(Size::Full) }, "card Resized");
    check(Command::ResizeCard { card, to: Resize::Pulled { width: 500.0, height: 300.0 } }, "card Resized");
    check(cell(card, "sums", 0, "price"), "card Updated");
    check(tick(card, "todo", "one"), "card Updated");
    check(Command::RestoreVersion { card, version: 1 }, "card Updated");
    check(Command::ArchiveCard { card }, "card Archived");
    check(Command::RestoreCard { card }, "card Restored");
    let hello = NewMessage {
        id: world.bench.id(),
        role: Role::User,
        content: "hello".to_owned(),
        turn: None,
        cards: Vec::new(),
    };
    check(Command::Say(hello), "message");
    check(Command::Undo, "card Archived");
}

#[test]
fn what_a_command_can_not_do_changes_nothing() {
    let world = World::new();
    let (home, away) = (world.default(), world.stack("away"));
    let (card, gone) = (world.card(home, "here"), world.card(home, "gone"));
    world.did(Command::ArchiveCard { card: gone });
    world.did(Command::ArchiveStack { stack: away });
    let (no_stack, no_card) = (world.bench.id(), world.bench.id());
    let name = Name::new("new").unwrap();
    let to = |stack| Move { place: None, z: None, stack: Some(stack) };
    let patch = json!({ "note": { "content": ["<b>"] } }).as_object().unwrap().clone();
    let misfit = Edit { content: Some(Content::Patch(patch)), ..Edit::default() };

    let picture = NewDecor { wallpaper: Some(Some(Wallpaper::Picture(world.bench.id()))), icon: None };

    for (command, error) in [
        (Command::CreateStack(NewStack { id: home, name: name.clone(), color: None }), "stack_exists stack_id"),
        (Command::RenameStack { stack: no_stack, name: name.clone() }, "stack_not_found stack_id"),
        (Command::RenameStack { stack: away, name }, "stack_archived stack_id"),
        (Command::RecolorStack { stack: no_stack, color: None }, "stack_not_found stack_id"),
        (Command::DecorateStack { stack: no_stack, decor: NewDecor::default() }, "stack_not_found stack_id"),
        (Command::DecorateStack { stack: home, decor: picture }, "document_not_found"),
        (Command::ReorderStacks { order: vec![home, away] }, "invalid_order stack_ids"),
        (Command::ActivateStack { stack: away }, "stack_archived stack_id"),
        (Command::ActivateStack { stack: no_stack }, "stack_not_found stack_id"),
        (Command::ArchiveStack { stack: no_stack }, "stack_not_found stack_id"),
        (Command::RestoreStack { stack: no_stack }, "stack_not_found stack_id"),
        (Command::CreateCard(world.new_card(no_stack, "lost")), "stack_not_found stack_id"),
        (Command::CreateCard(world.new_card(away, "late")), "stack_archived stack_id"),
        (Command::CreateCard(NewCard { id: gone, ..world.new_card(home, "again") }), "card_exists card_id"),
        (retitle(no_card, "lost"), "card_not_found card_id"),
        (retitle(gone, "late"), "card_archived card_id"),
        (Command::UpdateCard { card, edit: misfit }, "invalid_block patch.note.content"),
        (move_to(no_card, 1.0, 1.0), "card_not_found card_id"),
        (Command::MoveCard { card, to: to(away) }, "stack_archived stack_id"),
        (Command::MoveCard { card, to: to(no_stack) }, "stack_not_found stack_id"),
        (Command::ResizeCard { card: gone, to: Resize::Named(Size::Full) }, "card_archived card_id"),
        (cell(card, "none", 0, "price"), "invalid_edit block_id"),
        (cell(card, "note", 0, "price"), "invalid_edit block_id"),
        (cell(card, "sums", 1, "price"), "invalid_edit row"),
        (cell(card, "sums", 0, "none"), "invalid_edit column"),
        (tick(card, "sums", "one"), "invalid_edit block_id"),
        (tick(card, "todo", "two"), "invalid_edit item"),
        (Command::ArchiveCard { card: no_card }, "card_not_found card_id"),
        (Command::RestoreCard { card: no_card }, "card_not_found card_id"),
        (Command::RestoreVersion { card, version: 7 }, "version_not_found version"),
    ] {
        let name = format!("{command:?}");
        assert_eq!(world.refused(command), error, "{name}");
    }
}

#[test]
fn what_changes_nothing_is_done_and_told_to_nobody() {
    let world = World::new();
    let home = world.default();
    let card = world.card(home, "still");
    let here = world.find(card);
    for command in [
        Command::RenameStack { stack: home, name: Name::new("My Stack").unwrap() },
        Command::ReorderStacks { order: vec![home] },
        Command::RestoreStack { stack: home },
        retitle(card, "still"),
        move_to(card, here.place.x, here.place.y),
        Command::ResizeCard { card, to: Resize::Named(Size::Medium) },
        Command::RestoreCard { card },
        Command::RestoreVersion { card, version: 1 },
    ] {
        let (name, before) = (format!("{command:?}"), world.seq());
        assert_eq!(world.did(command).changes, [], "{name}");
        assert_eq!(world.seq(), before, "{name}");
    }
    assert_eq!(world.find(card), here);
}

#[test]
fn a_cell_and_a_tick_change_that_alone() {
    let world = World::new();
    let card = world.card(world.default(), "table");
    world.did(cell(card, "sums", 0, "price"));
    world.did(tick(card, "todo", "one"));
    let blocks: serde_json::Value = serde_json::from_str(&world.find(card).blocks_json).unwrap();
    assert_eq!(blocks[1]["rows"], json!([{ "item": "tea", "price": 3.5 }]));
    assert_eq!(blocks[2]["items"][0]["done"], true);
    assert_eq!(blocks[0]["content"], "hello");
}

#[test]
fn naming_a_size_forgets_what_the_card_was_pulled_to() {
    let world = World::new();
    let card = world.card(world.default(), "pulled");
    world.did(Command::ResizeCard { card, to: Resize::Pulled { width: 500.0, height: 300.0 } });
    world.did(Command::ResizeCard { card, to: Resize::Named(Size::Small) });
    assert_eq!(world.find(card).shape, card::Shape::named(Size::Small));
}

#[test]
fn errors_of_the_server_show_nothing_of_it() {
    let error = Error::Db(db::Error::Unavailable("secret".to_owned()));
    assert!(error.is_internal());
    assert_eq!((error.code(), error.field()), ("internal", None));
    assert!(!Error::NothingToUndo.is_internal());
}
