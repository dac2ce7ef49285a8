//! The way back from a restore.

use super::*;

#[test]
fn the_point_before_a_restore_leads_back() {
    let world = World::new();
    let card = world.card(world.default(), "then");
    let id = world.save("Work");
    world.did(retitle(card, "now"));
    world.stack("new");
    let before = world.seen();
    let (point, _) = world.restore(id);
    let found = world.tx(|tx| find(tx, point)).unwrap();
    assert_eq!((found.origin, found.name.as_deref()), (Origin::BeforeRestore, Some("Work")));
    world.restore(point);
    assert_eq!(world.seen(), before);
}

#[test]
fn undo_takes_a_restore_back_as_one_and_goes_on_from_there() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let first = world.seen();
    world.did(move_to(card, 100.0, 100.0));
    let id = world.save("Work");
    world.did(move_to(card, 200.0, 200.0));
    let before = world.seen();
    world.restore(id);
    let restored = world.seen();
    world.did(move_to(card, 300.0, 300.0));

    world.undo();
    assert_eq!(world.seen(), restored);
    world.undo();
    assert_eq!(world.seen(), before);
    world.undo();
    assert_eq!(world.seen(), restored, "the move before the restore");
    world.undo();
    assert_eq!(world.seen(), first);
    let error = world.tx(|tx| undo(tx, &world.context())).unwrap_err();
    assert_eq!(error.code(), "nothing_to_undo");
}

#[test]
fn restores_are_taken_back_one_after_the_other() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let mut seen = Vec::new();
    let ids: Vec<SessionId> = (0..3_u8)
        .map(|number| {
            world.did(move_to(card, f64::from(number) * 50.0, 8.0));
            world.save("step")
        })
        .collect();
    for id in [ids[0], ids[1], ids[0]] {
        seen.push(world.seen());
        world.restore(id);
    }
    for before in seen.iter().rev() {
        world.undo();
        assert_eq!(world.seen(), *before);
    }
}

#[test]
fn what_has_become_meaningless_does_not_hide_a_restore() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let id = world.save("Work");
    world.did(move_to(card, 100.0, 100.0));
    let before = world.seen();
    world.restore(id);
    world.did(Command::ArchiveCard { card });
    world.did(Command::RestoreCard { card });
    // What would take the archiving back changes nothing any more once the restoring is taken back by hand.
    world.did(Command::ArchiveCard { card });
    world.did(Command::RestoreCard { card });
    for _ in 0..8 {
        if world.seen() == before {
            return;
        }
        world.undo();
    }
    panic!("undo never came to the restore: {:?}", world.seen());
}

#[test]
fn a_restore_whose_way_back_is_not_kept_any_more_is_passed_over() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let first = world.seen();
    world.did(move_to(card, 100.0, 100.0));
    let id = world.save("Work");
    world.did(retitle(card, "new"));
    let (point, _) = world.restore(id);
    world.tx(|tx| Ok(store::forget(tx, point)?)).unwrap();
    // The title is what it was before it was changed, so that what is left to take back is the move.
    world.undo();
    assert_eq!(world.seen(), first);
}
