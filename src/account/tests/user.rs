use super::{GOOD_PASSWORD, World};
use crate::account::{self, Error, Name, Role, SpriteStatus, Status};

#[test]
fn a_new_user_is_active_and_has_no_sprite_yet() {
    let world = World::new();

    let ada = world.user("  Ada ");

    assert_eq!(ada.name.as_str(), "Ada");
    assert_eq!((ada.status, ada.sprite_status), (Status::Active, SpriteStatus::Pending));
    assert_eq!(world.write(|tx| account::find(tx, ada.id)).unwrap(), ada);
}

#[test]
fn nobody_can_take_a_name_by_changing_its_case_or_blanks() {
    let world = World::new();
    world.user("Ada Lovelace");

    for name in ["Ada Lovelace", "ada lovelace", "ADA  LOVELACE"] {
        assert!(matches!(world.try_user(name, Role::User), Err(Error::NameTaken(_))), "{name} is taken");
    }
}

#[test]
fn a_user_is_found_whatever_the_case() {
    let world = World::new();
    let ada = world.user("Ada");

    assert_eq!(world.write(|tx| account::find_by_name(tx, "aDA")).unwrap().id, ada.id);
    assert!(matches!(world.write(|tx| account::find_by_name(tx, "Bob")), Err(Error::NoSuchUser)));
}

#[test]
fn a_name_has_1_to_40_characters() {
    assert!(Name::new(&"x".repeat(40)).is_ok());
    assert!(Name::new(&"x".repeat(41)).is_err());
    assert!(Name::new("   ").is_err());
}

#[test]
fn the_sprite_status_is_remembered() {
    let world = World::new();
    let ada = world.user("Ada");

    for status in [SpriteStatus::Provisioning, SpriteStatus::Active, SpriteStatus::Asleep, SpriteStatus::Failed] {
        world.write(|tx| account::set_sprite_status(tx, ada.id, status)).unwrap();
        assert_eq!(world.write(|tx| account::sprite_status(tx, ada.id)).unwrap(), status);
    }
    let unknown = world.ambient.id();
    let answer = world.write(|tx| account::set_sprite_status(tx, unknown, SpriteStatus::Active));
    assert!(matches!(answer, Err(Error::NoSuchUser)));
}

#[test]
fn the_last_admin_stays() {
    let world = World::new();
    let ada = world.try_user("Ada", Role::Admin).unwrap();
    let now = world.now();

    let disabled = world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, now));
    assert!(matches!(disabled, Err(Error::LastAdmin)));
    assert!(matches!(world.write(|tx| account::set_role(tx, ada.id, Role::User)), Err(Error::LastAdmin)));

    world.try_user("Bob", Role::Admin).unwrap();
    world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, now)).unwrap();
}

#[test]
fn a_tier_is_changed() {
    let world = World::new();
    let ada = world.user("Ada");

    world.write(|tx| account::set_tier(tx, ada.id, "free")).unwrap();

    assert_eq!(world.write(|tx| account::find(tx, ada.id)).unwrap().tier, "free");
}

#[tokio::test]
async fn a_user_is_recognised_by_name_and_password_alone() {
    let world = World::new();
    let ada = world.user("Ada");
    let recognise = |name, password| account::recognise(&world.pool, &world.passwords, name, password);

    assert_eq!(recognise("ada", GOOD_PASSWORD).await.unwrap().id, ada.id);
    assert!(matches!(recognise("Ada", "heron under the weir").await, Err(Error::WrongCredentials)));
    assert!(matches!(recognise("Bob", GOOD_PASSWORD).await, Err(Error::WrongCredentials)));
    assert!(matches!(recognise("Ada", "").await, Err(Error::WrongCredentials)));
    assert!(matches!(recognise("Ada", &"x".repeat(5_000)).await, Err(Error::WrongCredentials)));
}

#[tokio::test]
async fn a_disabled_user_learns_it_only_with_the_right_password() {
    let world = World::new();
    let ada = world.user("Ada");
    world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, world.now())).unwrap();
    let recognise = |password| account::recognise(&world.pool, &world.passwords, "Ada", password);

    assert!(matches!(recognise(GOOD_PASSWORD).await, Err(Error::Disabled)));
    assert!(matches!(recognise("something else").await, Err(Error::WrongCredentials)));
}
