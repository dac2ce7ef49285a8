//! Earlier contents.

use super::*;

fn titles(world: &World, id: CardId) -> Vec<(u32, String)> {
    let versions = world.run(|tx, _| versions(tx, id)).unwrap();
    versions.into_iter().map(|version| (version.version, version.title.to_string())).collect()
}

fn owned(versions: &[(u32, &str)]) -> Vec<(u32, String)> {
    versions.iter().map(|(number, title)| (*number, (*title).to_owned())).collect()
}

#[test]
fn every_earlier_content_is_kept_the_newest_first() {
    let world = World::new();
    let id = world.card("one").id;
    assert_eq!(titles(&world, id), []);
    world.retitle(id, "two");
    world.retitle(id, "three");
    assert_eq!(titles(&world, id), owned(&[(2, "two"), (1, "one")]));
}

#[test]
fn a_version_holds_the_whole_content() {
    let world = World::new();
    let card = world.create(NewCard { color: Some(Color::Pink), size: Size::Full, ..world.new_card("one") });
    let turn = world.bench.id();
    let edit = Edit { content: Some(Content::Replace(text_blocks("🌊".repeat(500).as_str()))), ..Edit::default() };
    world.changed(|tx, now| update(tx, card.id, edit, By::Agent(turn), now));
    world.retitle(card.id, "three");

    let versions = world.run(|tx, _| versions(tx, card.id)).unwrap();
    let first = &versions[1];
    assert_eq!((first.color, first.size, first.by.as_str()), (Some(Color::Pink), Size::Full, "user"));
    assert_eq!(first.blocks_json, card.blocks_json);
    assert_eq!(versions[0].by, "agent");
    assert!(versions[0].blocks_json.contains(&"🌊".repeat(500)));
}

#[test]
fn restoring_a_version_makes_a_new_one_that_equals_it() {
    let world = World::new();
    let card = world.card("one");
    world.retitle(card.id, "two");
    world.edit(card.id, Edit { content: Some(Content::Replace(text_blocks("new"))), ..Edit::default() }).unwrap();
    let restored = world.changed(|tx, now| restore_version(tx, card.id, 1, By::User, now));
    assert_eq!((restored.version, restored.title.as_str()), (4, "one"));
    assert_eq!(restored.blocks_json, card.blocks_json);
    assert_eq!(titles(&world, card.id), owned(&[(3, "two"), (2, "two"), (1, "one")]));
}

#[test]
fn restoring_what_is_there_changes_nothing() {
    let world = World::new();
    let id = world.card("one").id;
    world.retitle(id, "two");
    world.retitle(id, "one");
    assert_eq!(world.run(|tx, now| restore_version(tx, id, 3, By::User, now)).unwrap(), None);
    assert_eq!(world.run(|tx, now| restore_version(tx, id, 1, By::User, now)).unwrap(), None);
}

#[test]
fn a_version_that_never_was_is_named_in_the_error() {
    let world = World::new();
    let id = world.card("one").id;
    for number in [0, 2, u32::MAX] {
        let answer = world.run(|tx, now| restore_version(tx, id, number, By::User, now));
        assert!(matches!(answer, Err(Error::NoSuchVersion(refused)) if refused == number));
    }
}

#[test]
fn a_restored_version_lies_where_the_card_lies() {
    let world = World::new();
    let card = world.card("one");
    world.retitle(card.id, "two");
    let moved = world.changed(|tx, now| move_to(tx, card.id, nowhere(Place::new(700.0, 80.0)), By::User, now));
    let restored = world.changed(|tx, now| restore_version(tx, card.id, 1, By::User, now));
    assert_eq!((restored.place, restored.z), (moved.place, moved.z));
}
