use std::sync::{Arc, Barrier};

use super::{GOOD_PASSWORD, MINUTE_MS, START, World};
use crate::account::{
    self, Error, Invitation, InvitationKind, InvitationState, Name, NewInvitation, Password, Role, User,
};

fn setup(world: &World) -> Option<String> {
    world.write(|tx| account::new_setup_link(tx, "unlimited", 600, &world.ambient)).unwrap()
}

fn invite(world: &World, by: &User) -> (Invitation, String) {
    let new = NewInvitation { tier: "free".to_owned(), role: Role::User, invited_by: by.id, lifetime_s: 600 };
    world.write(|tx| account::invite(tx, &new, &world.ambient)).unwrap()
}

fn accept(world: &World, kind: InvitationKind, secret: &str, name: &str) -> Result<User, Error> {
    let hash = world.passwords.hash_now(&Password::new(GOOD_PASSWORD, name).unwrap())?;
    let name = Name::new(name).unwrap();
    world.write(|tx| account::accept(tx, kind, secret, name, hash, &world.ambient))
}

#[track_caller]
fn is_gone<T: std::fmt::Debug>(answer: Result<T, Error>) {
    assert!(matches!(answer, Err(Error::LinkGone)), "{answer:?}");
}

#[test]
fn the_set_up_link_makes_an_admin_once() {
    let world = World::new();
    let secret = setup(&world).unwrap();

    let ada = accept(&world, InvitationKind::Setup, &secret, "Ada").unwrap();

    assert_eq!(ada.role, Role::Admin);
    is_gone(accept(&world, InvitationKind::Setup, &secret, "Bob"));
    assert_eq!(setup(&world), None);
}

#[test]
fn only_the_newest_set_up_link_is_good() {
    let world = World::new();
    let (old, new) = (setup(&world).unwrap(), setup(&world).unwrap());

    is_gone(accept(&world, InvitationKind::Setup, &old, "Ada"));
    assert!(accept(&world, InvitationKind::Setup, &new, "Ada").is_ok());
}

#[test]
fn the_set_up_link_is_gone_once_somebody_has_an_account() {
    let world = World::new();
    let secret = setup(&world).unwrap();
    world.user("Ada");

    is_gone(accept(&world, InvitationKind::Setup, &secret, "Bob"));
}

#[test]
fn an_invitation_makes_a_user_of_its_tier_once() {
    let world = World::new();
    let ada = world.try_user("Ada", Role::Admin).unwrap();
    let (invitation, secret) = invite(&world, &ada);

    let bob = accept(&world, InvitationKind::Invitation, &secret, "Bob").unwrap();

    assert_eq!((bob.role, bob.tier.as_str()), (Role::User, "free"));
    is_gone(accept(&world, InvitationKind::Invitation, &secret, "Eve"));
    let listed = world.write(account::list_invitations).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].state(START), InvitationState::Used);
    assert_eq!(listed[0].used_by.as_deref(), Some("Bob"));
    is_gone(world.write(|tx| account::withdraw(tx, invitation.id, START)));
}

#[test]
fn a_taken_name_leaves_the_invitation_good() {
    let world = World::new();
    let ada = world.try_user("Ada", Role::Admin).unwrap();
    let (_, secret) = invite(&world, &ada);

    let taken = accept(&world, InvitationKind::Invitation, &secret, "ada");

    assert!(matches!(taken, Err(Error::NameTaken(_))));
    assert!(accept(&world, InvitationKind::Invitation, &secret, "Bob").is_ok());
}

#[test]
fn a_link_is_good_for_its_own_purpose_alone() {
    let world = World::new();
    let secret = setup(&world).unwrap();
    is_gone(accept(&world, InvitationKind::Invitation, &secret, "Ada"));

    let ada = world.try_user("Ada", Role::Admin).unwrap();
    let (_, secret) = invite(&world, &ada);
    is_gone(accept(&world, InvitationKind::Setup, &secret, "Bob"));
}

#[test]
fn an_invitation_is_withdrawn_or_expires() {
    let world = World::new();
    let ada = world.try_user("Ada", Role::Admin).unwrap();
    let ((withdrawn, one), (_, other)) = (invite(&world, &ada), invite(&world, &ada));

    for _ in 0..2 {
        world.write(|tx| account::withdraw(tx, withdrawn.id, world.now())).unwrap();
    }
    is_gone(accept(&world, InvitationKind::Invitation, &one, "Bob"));

    world.clock.advance_ms(10 * MINUTE_MS);
    is_gone(accept(&world, InvitationKind::Invitation, &other, "Bob"));

    let unknown = world.ambient.id();
    assert!(matches!(world.write(|tx| account::withdraw(tx, unknown, world.now())), Err(Error::NoSuchInvitation)));
}

#[test]
fn of_many_who_open_the_set_up_link_at_once_one_wins() {
    let world = Arc::new(World::new());
    let secret = setup(&world).unwrap();
    let start = Arc::new(Barrier::new(8));

    let racers: Vec<_> = (0..8)
        .map(|number| {
            let (world, secret, start) = (Arc::clone(&world), secret.clone(), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                accept(&world, InvitationKind::Setup, &secret, &format!("Racer {number}"))
            })
        })
        .collect();
    let answers: Vec<_> = racers.into_iter().map(|racer| racer.join().unwrap()).collect();

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Err(Error::LinkGone))).count(), 7);
    assert_eq!(world.write(account::list).unwrap().len(), 1);
}
