use super::{GOOD_PASSWORD, World};
use crate::account::{BadPassword, Password};

#[track_caller]
fn check(text: &str, expected: Result<(), BadPassword>) {
    assert_eq!(Password::new(text, "Margarethe").map(drop), expected, "{text:?}");
}

#[test]
fn a_password_is_judged_before_it_is_taken() {
    check("heron over", Ok(()));
    check("pässwörd ohne Ende", Ok(()));
    check("seven77", Err(BadPassword::TooShort));
    check(&"ab".repeat(512), Ok(()));
    check(&"ab".repeat(513), Err(BadPassword::TooLong));
    check("margarethe", Err(BadPassword::Name));
    check("password123", Err(BadPassword::Common));
    check("PassWord1", Err(BadPassword::Common));
    check(" qwertyuiop ", Err(BadPassword::Common));
    check("aaaaaaaaaaaa", Err(BadPassword::Common));
    check("abcdefghijkl", Err(BadPassword::Common));
    check("98765432", Err(BadPassword::Common));
}

#[test]
fn equal_passwords_have_different_argon2id_hashes() {
    let world = World::new();
    let hash = || world.passwords.hash_now(&Password::new(GOOD_PASSWORD, "Ada").unwrap()).unwrap().0;

    let (one, other) = (hash(), hash());

    assert!(one.starts_with("$argon2id$v=19$"), "{one}");
    assert_ne!(one, other);
}

#[tokio::test]
async fn only_so_many_passwords_wait() {
    let world = World::new();

    let checks = (0..100).map(|_| world.passwords.verify("whatever it is", None));
    let answers = futures_util::future::join_all(checks).await;

    assert!(answers.iter().any(|answer| matches!(answer, Ok(false))));
    assert!(answers.iter().any(|answer| matches!(answer, Err(crate::account::Error::Busy))));
}

#[test]
fn neither_a_password_nor_its_hash_shows_in_a_log() {
    let world = World::new();
    let password = Password::new(GOOD_PASSWORD, "Ada").unwrap();
    let hash = world.passwords.hash_now(&password).unwrap();

    assert_eq!(format!("{password:?} {hash:?}"), "Password PasswordHash");
}
