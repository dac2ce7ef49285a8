//! What can be done to a card.

use super::*;

#[test]
fn a_new_card_lies_on_top_of_its_stack() {
    let world = World::new();
    let (first, second) = (world.card("first"), world.card("second"));
    assert!(second.z > first.z);
    assert_eq!((first.version, first.status, first.by), (1, Status::Active, By::User));
    assert_eq!(first.blocks().unwrap(), text_blocks("hello"));
}

#[test]
fn a_card_keeps_the_place_it_is_given_even_the_origin() {
    let world = World::new();
    let card = world.create(NewCard { place: Place::new(0.0, 0.0), ..world.new_card("here") });
    assert_eq!((card.place.x, card.place.y), (0.0, 0.0));
}

#[test]
fn an_id_that_is_taken_is_refused_even_by_an_archived_card() {
    let world = World::new();
    let card = world.card("first");
    world.archive(card.id);
    let again = NewCard { id: card.id, ..world.new_card("again") };
    assert!(matches!(world.run(|tx, now| create(tx, again, By::User, now)), Err(Error::Exists)));
}

#[test]
fn a_card_needs_a_stack_that_is_on_the_desk() {
    let world = World::new();
    let nowhere = NewCard { stack: world.bench.id(), ..world.new_card("lost") };
    let lost = world.run(|tx, now| create(tx, nowhere, By::User, now));
    assert!(matches!(lost, Err(Error::Stack(stack::Error::NotFound))));

    world.archive_stack(world.home);
    let late = world.new_card("late");
    let late = world.run(|tx, now| create(tx, late, By::User, now));
    assert!(matches!(late, Err(Error::StackArchived(name)) if name.as_str() == "Home"));
}

#[test]
fn an_edit_changes_what_it_names_and_leaves_the_rest() {
    let world = World::new();
    let card = world.card("before");
    world.bench.clock.advance_ms(5);
    let edit = Edit { color: Some(Some(Color::Teal)), size: Some(Size::Large), ..Edit::default() };
    let after = world.edit(card.id, edit).unwrap().unwrap().card;
    let wanted = Card {
        color: Some(Color::Teal),
        shape: Shape::named(Size::Large),
        version: 2,
        seq: after.seq,
        updated_at: card.updated_at.plus_ms(5),
        ..card.clone()
    };
    assert_eq!(after, wanted);
    let cleared = world.edit(card.id, Edit { color: Some(None), ..Edit::default() }).unwrap().unwrap();
    assert_eq!(cleared.card.color, None);
}

#[test]
fn an_edit_that_changes_nothing_makes_no_version() {
    let world = World::new();
    let card = world.card("same");
    for edit in [
        Edit::default(),
        Edit { title: Some(title_of("same")), size: Some(Size::Medium), color: Some(None), ..Edit::default() },
        Edit { content: Some(Content::Replace(text_blocks("hello"))), ..Edit::default() },
        Edit { content: Some(Content::Patch(serde_json::Map::new())), ..Edit::default() },
    ] {
        assert_eq!(world.edit(card.id, edit).unwrap(), None);
    }
    assert_eq!(world.find(card.id), card);
}

#[test]
fn a_patch_merges_by_block() {
    let world = World::new();
    let card = world.card("patched");
    let patch = json!({ "t": { "content": "goodbye" } }).as_object().unwrap().clone();
    let edit = Edit { content: Some(Content::Patch(patch)), ..Edit::default() };
    let after = world.edit(card.id, edit).unwrap().unwrap().card;
    assert_eq!(after.blocks().unwrap(), text_blocks("goodbye"));

    let misfit = json!({ "t": { "content": 7.5, "html": "<b>" } }).as_object().unwrap().clone();
    let refused = world.edit(card.id, Edit { content: Some(Content::Patch(misfit)), ..Edit::default() });
    assert!(matches!(refused, Err(Error::Block(_))));
    assert_eq!(world.find(card.id), after);
}

#[test]
fn an_edit_by_the_assistant_names_its_turn() {
    let world = World::new();
    let (card, turn) = (world.card("mine"), world.bench.id());
    let edit = Edit { title: Some(title_of("ours")), ..Edit::default() };
    let after = world.changed(|tx, now| update(tx, card.id, edit, By::Agent(turn), now));
    assert_eq!(after.by, By::Agent(turn));
}

#[test]
fn a_moved_card_comes_on_top_once() {
    let world = World::new();
    let (below, above) = (world.card("below"), world.card("above"));
    let to = nowhere(Place::new(500.5, -3.25));
    let moved = world.changed(|tx, now| move_to(tx, below.id, to, By::User, now));
    assert!(moved.z > above.z);
    assert_eq!((moved.place.x, moved.place.y), (500.5, -3.25));
    assert_eq!(world.run(|tx, now| move_to(tx, below.id, to, By::User, now)).unwrap(), None);
    assert_eq!(moved.version, 1, "where a card lies is not content");
}

#[test]
fn a_height_by_hand_is_kept_within_reason() {
    let world = World::new();
    let card = world.card("low");
    let place = Some(card.place);
    for (z, kept) in [(-5, -5), (i64::MAX, 1 << 40), (i64::MIN, -(1 << 40))] {
        let moved =
            world.changed(|tx, now| move_to(tx, card.id, Move { place, z: Some(z), stack: None }, By::User, now));
        assert_eq!(moved.z, kept);
        world.card("another still finds a place on top");
    }
}

#[test]
fn a_card_moves_to_another_stack_that_is_on_the_desk() {
    let world = World::new();
    let card = world.card("nomad");
    let to = |stack| Move { place: None, z: None, stack: Some(stack) };
    let moved = world.changed(|tx, now| move_to(tx, card.id, to(world.work), By::User, now));
    assert_eq!(moved.stack, world.work);

    world.archive_stack(world.home);
    let back = world.run(|tx, now| move_to(tx, card.id, to(world.home), By::User, now));
    assert!(matches!(back, Err(Error::StackArchived(_))));
    let lost = world.run(|tx, now| move_to(tx, card.id, to(world.bench.id()), By::User, now));
    assert!(matches!(lost, Err(Error::Stack(stack::Error::NotFound))));
}

#[test]
fn a_resized_card_keeps_its_content_and_its_version() {
    let world = World::new();
    let card = world.card("pulled");
    let shape = card.shape.pulled(333.3, 10.0);
    let resized = world.changed(|tx, now| resize(tx, card.id, shape, By::User, now));
    assert_eq!((resized.shape.width, resized.shape.height), (Some(333), Some(96)));
    assert_eq!((resized.version, resized.shape.size), (1, Size::Medium));
    assert_eq!(world.run(|tx, now| resize(tx, card.id, shape, By::User, now)).unwrap(), None);
}

#[test]
fn a_folded_card_is_as_large_as_before_once_it_is_unfolded() {
    let world = World::new();
    let card = world.card("folded");
    let pulled = card.shape.pulled(500.0, 400.0);
    world.changed(|tx, now| resize(tx, card.id, pulled, By::User, now));
    let folded = Shape { is_folded: true, ..pulled };
    world.changed(|tx, now| resize(tx, card.id, folded, By::User, now));
    let small = Edit { title: Some(title_of("renamed")), ..Edit::default() };
    world.edit(card.id, small).unwrap();
    world.archive(card.id);
    let back = world.changed(|tx, now| restore(tx, card.id, By::User, now));
    assert_eq!(back.shape, folded);
    assert_eq!(world.changed(|tx, now| resize(tx, card.id, pulled, By::User, now)).shape, pulled);
    assert!(!folded.pulled(300.0, 300.0).is_folded, "whoever pulls a card wants to see it");
}

#[test]
fn a_size_is_clamped_whatever_the_number() {
    for (px, kept) in [(0.0, 96), (-1e300, 96), (1e300, 4_000), (f64::INFINITY, 4_000), (f64::NAN, 96), (250.5, 251)] {
        let shape = Shape::default().pulled(px, px);
        assert_eq!((shape.width, shape.height), (Some(kept), Some(kept)), "{px}");
    }
}

#[test]
fn a_card_leaves_the_desk_and_comes_back_to_where_it_lay() {
    let world = World::new();
    let card = world.card("away");
    let archived = world.archive(card.id);
    assert_eq!((archived.status, archived.archived_by), (Status::Archived, Some(ArchivedBy::Itself)));
    assert_eq!(archived.archived_at, Some(world.bench.now()));
    assert_eq!(world.run(|tx, now| archive(tx, card.id, By::User, now)).unwrap(), None);

    let restored = world.changed(|tx, now| restore(tx, card.id, By::User, now));
    assert_eq!(restored, Card { seq: restored.seq, ..card.clone() });
    assert_eq!(world.run(|tx, now| restore(tx, card.id, By::User, now)).unwrap(), None);
}

#[test]
fn an_archived_card_is_not_changed() {
    let world = World::new();
    let id = world.card("away").id;
    world.retitle(id, "away again");
    world.archive(id);
    let check = |answer: Result<Option<Change>>| assert!(matches!(answer, Err(Error::Archived)), "{answer:?}");
    check(world.edit(id, Edit { title: Some(title_of("no")), ..Edit::default() }));
    check(world.run(|tx, now| move_to(tx, id, nowhere(Place::new(1.0, 1.0)), By::User, now)));
    check(world.run(|tx, now| resize(tx, id, Shape::named(Size::Full), By::User, now)));
    check(world.run(|tx, now| restore_version(tx, id, 1, By::User, now)));
}

#[test]
fn an_unknown_card_is_not_found() {
    let world = World::new();
    let id = world.bench.id();
    let check = |answer: Result<Option<Change>>| assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
    check(world.edit(id, Edit::default()));
    check(world.run(|tx, now| move_to(tx, id, nowhere(None), By::User, now)));
    check(world.run(|tx, now| resize(tx, id, Shape::default(), By::User, now)));
    check(world.run(|tx, now| archive(tx, id, By::User, now)));
    check(world.run(|tx, now| restore(tx, id, By::User, now)));
    check(world.run(|tx, now| restore_version(tx, id, 1, By::User, now)));
    assert!(matches!(world.run(|tx, _| versions(tx, id)), Err(Error::NotFound)));
}

#[test]
fn a_card_is_not_restored_onto_a_stack_in_the_drawer() {
    let world = World::new();
    let card = world.card("away");
    world.archive(card.id);
    world.archive_stack(world.home);
    let answer = world.run(|tx, now| restore(tx, card.id, By::User, now));
    assert!(matches!(answer, Err(Error::StackArchived(name)) if name.as_str() == "Home"));
}

#[test]
fn the_drawer_shows_cards_that_went_by_themselves() {
    let world = World::new();
    for title in ["Zürich", "ÄRGER", "with its stack"] {
        let card = world.card(title);
        world.bench.clock.advance_ms(1);
        if title != "with its stack" {
            world.archive(card.id);
        }
    }
    world.archive_stack(world.home);
    let drawer = |text| -> Vec<String> {
        let cards = world.run(|tx, _| Ok(list_archived(tx, text, 10)?)).unwrap();
        cards.iter().map(|card| card.title.to_string()).collect()
    };
    assert_eq!(drawer(""), ["ÄRGER", "Zürich"]);
    assert_eq!(drawer("ärg"), ["ÄRGER"]);
    assert_eq!(drawer("RICH"), ["Zürich"]);
    assert_eq!(world.run(|tx, _| Ok(list_archived(tx, "", 1)?)).unwrap().len(), 1);
}

#[test]
fn cards_are_read_in_reading_order() {
    let world = World::new();
    for (title, x, y) in [("d", 0.0, 300.0), ("b", 10.0, 0.0), ("a", 0.0, 0.0), ("c", 0.0, 10.0)] {
        world.create(NewCard { place: Place::new(x, y), ..world.new_card(title) });
    }
    let cards = world.run(|tx, _| Ok(active_on(tx, world.home)?)).unwrap();
    assert_eq!(cards.iter().map(|card| card.title.as_str()).collect::<String>(), "abcd");
}

#[test]
fn damaged_blocks_are_an_error_and_no_panic() {
    let world = World::new();
    let card = Card { blocks_json: "[{]".to_owned(), ..world.card("broken") };
    assert!(matches!(card.blocks(), Err(Error::Db(db::Error::Damaged { .. }))));
}
