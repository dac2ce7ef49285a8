use super::{MINUTE_MS, World};
use crate::account::{self, Error, SignedIn, Status, User};

fn authenticate(world: &World, secret: &str) -> Result<SignedIn, Error> {
    world.write(|tx| account::authenticate_cookie(tx, secret, world.now()))
}

#[track_caller]
fn is_out(world: &World, secret: &str) {
    assert!(matches!(authenticate(world, secret), Err(Error::NotSignedIn)), "{secret} opens nothing");
}

fn list(world: &World, user: &User) -> usize {
    world.write(|tx| account::list_sign_ins(tx, user.id, world.now())).unwrap().len()
}

#[test]
fn a_secret_opens_its_user_s_account_and_no_other() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let (id, of_ada) = world.sign_in(&ada);
    let (_, of_bob) = world.sign_in(&bob);

    let signed_in = authenticate(&world, &of_ada).unwrap();

    assert_eq!((signed_in.user_id, signed_in.sign_in, signed_in.name.as_str()), (ada.id, id, "Ada"));
    assert_eq!(authenticate(&world, &of_bob).unwrap().user_id, bob.id);
}

#[test]
fn what_is_not_a_secret_opens_nothing() {
    let world = World::new();
    world.sign_in(&world.user("Ada"));

    for secret in ["", "x", &"0".repeat(64), &"F".repeat(64), &"é".repeat(32), "' OR 1=1 --"] {
        is_out(&world, secret);
    }
}

#[test]
fn a_sign_in_ends_after_its_time() {
    let world = World::new();
    let (_, secret) = world.sign_in(&world.user("Ada"));

    world.clock.advance_ms(59 * MINUTE_MS);
    assert!(authenticate(&world, &secret).is_ok());
    world.clock.advance_ms(MINUTE_MS);
    is_out(&world, &secret);
}

#[test]
fn one_sign_in_is_ended_by_its_own_user() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let (id, secret) = world.sign_in(&ada);
    let (_, other) = world.sign_in(&ada);

    let by_bob = world.write(|tx| account::end(tx, bob.id, id, world.now()));
    assert!(matches!(by_bob, Err(Error::NoSuchSignIn)));
    assert!(authenticate(&world, &secret).is_ok());

    for _ in 0..2 {
        world.write(|tx| account::end(tx, ada.id, id, world.now())).unwrap();
    }
    is_out(&world, &secret);
    assert!(authenticate(&world, &other).is_ok());
}

#[test]
fn all_others_are_ended_at_once() {
    let world = World::new();
    let ada = world.user("Ada");
    let (kept, secret) = world.sign_in(&ada);
    let (_, other) = world.sign_in(&ada);
    let (_, of_bob) = world.sign_in(&world.user("Bob"));

    let ended = world.write(|tx| account::end_others(tx, ada.id, Some(kept), world.now())).unwrap();

    assert_eq!(ended, 1);
    assert!(authenticate(&world, &secret).is_ok());
    is_out(&world, &other);
    assert!(authenticate(&world, &of_bob).is_ok());
}

#[test]
fn a_new_password_ends_all_sign_ins_but_the_one_that_set_it() {
    let world = World::new();
    let ada = world.user("Ada");
    let (kept, secret) = world.sign_in(&ada);
    let (_, other) = world.sign_in(&ada);
    let hash = world.passwords.hash_now(&account::Password::new("an otter in the reeds", "Ada").unwrap()).unwrap();

    world.write(|tx| account::set_password(tx, ada.id, &hash, Some(kept), world.now())).unwrap();

    assert!(authenticate(&world, &secret).is_ok());
    is_out(&world, &other);
}

#[test]
fn disabling_a_user_ends_their_sign_ins_for_good() {
    let world = World::new();
    let ada = world.user("Ada");
    let (_, secret) = world.sign_in(&ada);

    world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, world.now())).unwrap();
    is_out(&world, &secret);
    world.write(|tx| account::set_status(tx, ada.id, Status::Active, world.now())).unwrap();
    is_out(&world, &secret);
}

#[test]
fn use_is_noted_at_most_once_a_minute() {
    let world = World::new();
    let ada = world.user("Ada");
    let (id, secret) = world.sign_in(&ada);

    world.clock.advance_ms(MINUTE_MS - 1);
    assert!(!authenticate(&world, &secret).unwrap().is_due_for_touch(world.now()));
    world.clock.advance_ms(1);
    assert!(authenticate(&world, &secret).unwrap().is_due_for_touch(world.now()));

    world.write(|tx| account::touch(tx, id, world.now())).unwrap();
    assert!(!authenticate(&world, &secret).unwrap().is_due_for_touch(world.now()));
    assert_eq!(world.write(|tx| account::list_sign_ins(tx, ada.id, world.now())).unwrap()[0].seen_at, world.now());
}

#[test]
fn the_oldest_of_too_many_sign_ins_goes() {
    let world = World::new();
    let ada = world.user("Ada");
    let (_, first) = world.sign_in(&ada);
    for _ in 0..account::LIST_MAX {
        world.clock.advance_ms(1);
        world.sign_in(&ada);
    }

    is_out(&world, &first);
    assert_eq!(list(&world, &ada), account::LIST_MAX as usize);
}

#[test]
fn which_of_many_are_still_live() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let ((kept, _), (ended, _), (of_bob, _)) = (world.sign_in(&ada), world.sign_in(&ada), world.sign_in(&bob));
    let ids = [kept, ended, of_bob, world.ambient.id()];
    let still_live = || world.write(|tx| account::still_live(tx, &ids, world.now())).unwrap();
    assert_eq!(still_live(), [kept, ended, of_bob]);

    world.write(|tx| account::end(tx, ada.id, ended, world.now())).unwrap();
    world.write(|tx| account::set_status(tx, bob.id, Status::Disabled, world.now())).unwrap();
    assert_eq!(still_live(), [kept]);

    world.clock.advance_ms(61 * MINUTE_MS);
    assert_eq!(still_live(), []);
}

#[test]
fn what_a_browser_calls_itself_is_cut_and_cleaned() {
    let world = World::new();
    let ada = world.user("Ada");
    let agent = format!("Tab\u{7}\n{}", "x".repeat(500));
    let kind = account::SignInKind::Browser;
    let new = account::NewSignIn { user_id: ada.id, kind, agent: &agent, lifetime_s: 60 };

    let (sign_in, _) = world.write(|tx| account::begin(tx, &new, &world.ambient)).unwrap();

    assert!(sign_in.agent.starts_with("Tabxxx"));
    assert_eq!(sign_in.agent.len(), 200);
}
