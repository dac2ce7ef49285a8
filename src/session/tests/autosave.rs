//! Sessions that the server makes by itself.

use super::*;
use crate::preference;

impl World {
    /// Looks whether it is time to, with somebody there since `since`.
    fn autosave(&self, since: Timestamp) -> Autosaved {
        let id = self.bench.id();
        self.tx(|tx| autosave(tx, id, since, self.bench.now())).unwrap()
    }

    fn prefer(&self, seconds: u32) {
        self.bench.tx(|tx| preference::set(tx, &AUTOSAVE_S, &seconds, self.bench.now())).unwrap();
    }

    fn wait(&self, seconds: i64) {
        self.bench.clock.advance_ms(seconds * 1_000);
    }
}

#[test]
fn the_desk_is_kept_when_its_time_has_come() {
    let world = World::new();
    let start = world.bench.now();
    world.card(world.default(), "card");
    world.wait(29);
    assert_eq!((world.autosave(start), world.sessions().len()), (Autosaved::NotYet, 0));
    world.wait(1);
    assert_eq!((world.autosave(start), world.sessions().len()), (Autosaved::UpToDate, 1));
    assert_eq!(world.sessions()[0].origin, Origin::Auto);
    world.card(world.default(), "another");
    world.wait(29);
    assert_eq!(world.autosave(start), Autosaved::NotYet);
    world.wait(1);
    assert_eq!((world.autosave(start), world.sessions().len()), (Autosaved::UpToDate, 2));
}

#[test]
fn nothing_is_stored_when_nothing_has_changed() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    world.wait(30);
    world.autosave(Timestamp(0));
    let first = world.sessions();
    world.wait(60);
    assert_eq!((world.autosave(Timestamp(0)), world.sessions().len()), (Autosaved::UpToDate, 1));

    // Something has happened, and the desk is the same.
    world.did(move_to(card, 300.0, 300.0));
    world.did(move_to(card, 24.0, 24.0));
    world.wait(30);
    assert_eq!(world.autosave(Timestamp(0)), Autosaved::UpToDate);
    let [same] = <[Session; 1]>::try_from(world.sessions()).unwrap();
    assert_eq!((same.id, same.saved_at, same.seq), (first[0].id, first[0].saved_at, world.seq()));
    assert_eq!(same.same_until, world.bench.now());

    // Who only looks around changes nothing.
    let other = world.stack("Other");
    world.wait(30);
    world.autosave(Timestamp(0));
    world.did(Command::ActivateStack { stack: other });
    world.wait(30);
    world.autosave(Timestamp(0));
    assert_eq!(world.sessions().len(), 2);
}

#[test]
fn it_is_as_often_as_the_user_prefers_and_never_with_0() {
    let world = World::new();
    world.card(world.default(), "card");
    world.prefer(0);
    world.wait(1_000_000);
    assert_eq!(world.autosave(Timestamp(0)), Autosaved::NotYet);
    world.prefer(300);
    let start = world.bench.now();
    world.wait(299);
    assert_eq!(world.autosave(start), Autosaved::NotYet);
    world.wait(1);
    assert_eq!((world.autosave(start), world.sessions().len()), (Autosaved::UpToDate, 1));
}

#[test]
fn an_autosave_that_is_given_a_name_is_kept_and_the_others_are_thinned() {
    let world = World::new();
    let card = world.card(world.default(), "card");
    let mut first = None;
    for number in 0..40_u8 {
        world.did(move_to(card, f64::from(number), 0.0));
        world.wait(30);
        world.autosave(Timestamp(0));
        if number == 0 {
            let id = world.sessions()[0].id;
            world.tx(|tx| rename(tx, id, Name::new("kept").unwrap())).unwrap();
            first = Some(id);
        }
    }
    let sessions = world.sessions();
    assert!(sessions.len() <= 1 + AUTOSAVES_MAX);
    let kept = sessions.last().unwrap();
    assert_eq!((Some(kept.id), kept.origin), (first, Origin::Named));
}
