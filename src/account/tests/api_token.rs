use super::{GOOD_PASSWORD, MINUTE_MS, World};
use crate::account::{
    self, API_TOKENS_MAX, Error, NewApiToken, Scope, Scopes, SignInId, SignedIn, Status, TokenName, User,
};

fn try_token(world: &World, user: &User, scopes: Scopes) -> Result<(SignInId, String), Error> {
    let name = TokenName::new("Editor").unwrap();
    let new = NewApiToken { user_id: user.id, name, scopes, lifetime_s: 3_600 };
    world.write(|tx| account::make_api_token(tx, &new, &world.ambient))
}

fn token(world: &World, user: &User) -> (SignInId, String) {
    try_token(world, user, Scopes::ALL).unwrap()
}

fn authenticate(world: &World, text: &str) -> Result<SignedIn, Error> {
    world.write(|tx| account::authenticate_api_token(tx, text, world.now()))
}

#[track_caller]
fn is_refused(world: &World, text: &str) {
    assert!(matches!(authenticate(world, text), Err(Error::NotSignedIn)), "{text} opens nothing");
}

#[test]
fn a_token_lets_its_user_in_as_far_as_its_scopes_go() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let (id, text) = token(&world, &ada);
    let (_, of_bob) = try_token(&world, &bob, Scopes::READ).unwrap();

    assert!(account::is_api_token(&text));
    let signed_in = authenticate(&world, &text).unwrap();
    assert_eq!((signed_in.user_id, signed_in.sign_in), (ada.id, id));
    assert!(signed_in.scopes.allow(Scope::Read) && signed_in.scopes.allow(Scope::Write));
    let signed_in = authenticate(&world, &of_bob).unwrap();
    assert_eq!((signed_in.user_id, signed_in.scopes), (bob.id, Scopes::READ));
}

#[test]
fn a_token_is_no_cookie_and_a_cookie_no_token() {
    let world = World::new();
    let ada = world.user("Ada");
    let (_, text) = token(&world, &ada);
    let (_, cookie) = world.sign_in(&ada);

    is_refused(&world, &cookie);
    is_refused(&world, &format!("stackhouse_{cookie}"));
    is_refused(&world, &text.to_uppercase());
    is_refused(&world, "stackhouse_");
    let secret = text.strip_prefix("stackhouse_").unwrap();
    let by_cookie = world.write(|tx| account::authenticate_cookie(tx, secret, world.now()));
    assert!(matches!(by_cookie, Err(Error::NotSignedIn)));
}

#[test]
fn a_token_ends_when_it_is_revoked_by_its_own_user() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let (id, text) = token(&world, &ada);
    let (browser, _) = world.sign_in(&ada);

    let revoke = |user: &User, id| world.write(|tx| account::revoke_api_token(tx, user.id, id, world.now()));
    assert!(matches!(revoke(&bob, id), Err(Error::NoSuchToken)));
    assert!(matches!(revoke(&ada, browser), Err(Error::NoSuchToken)), "a browser is no token");
    assert!(authenticate(&world, &text).is_ok());
    revoke(&ada, id).unwrap();
    revoke(&ada, id).unwrap();
    is_refused(&world, &text);
}

#[test]
fn a_token_ends_with_its_time_its_password_and_its_user() {
    let world = World::new();
    let ada = world.user("Ada");
    let (_, text) = token(&world, &ada);
    world.clock.advance_ms(60 * MINUTE_MS);
    is_refused(&world, &text);

    let (_, text) = token(&world, &ada);
    let hash = world.passwords.hash_now(&account::Password::new(GOOD_PASSWORD, "Ada").unwrap()).unwrap();
    world.write(|tx| account::set_password(tx, ada.id, &hash, None, world.now())).unwrap();
    is_refused(&world, &text);

    let (_, text) = token(&world, &ada);
    world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, world.now())).unwrap();
    is_refused(&world, &text);
}

#[test]
fn tokens_have_a_list_of_their_own() {
    let world = World::new();
    let ada = world.user("Ada");
    let (browser, _) = world.sign_in(&ada);
    let (id, text) = token(&world, &ada);
    let list = || world.write(|tx| account::list_api_tokens(tx, ada.id, world.now())).unwrap();
    let sign_ins = world.write(|tx| account::list_sign_ins(tx, ada.id, world.now())).unwrap();
    assert_eq!(sign_ins.iter().map(|one| one.id).collect::<Vec<_>>(), [browser]);
    assert_eq!(list().iter().map(|one| (one.id, one.used_at)).collect::<Vec<_>>(), [(id, None)]);

    assert!(authenticate(&world, &text).unwrap().is_due_for_touch(world.now()), "the first use is noted at once");
    world.write(|tx| account::touch(tx, id, world.now())).unwrap();
    assert_eq!(list()[0].used_at, Some(world.now()));

    world.write(|tx| account::end_others(tx, ada.id, None, world.now())).unwrap();
    assert!(authenticate(&world, &text).is_ok(), "what is not in the list of sign-ins does not end with it");
    for _ in 0..150 {
        world.sign_in(&ada);
    }
    assert!(authenticate(&world, &text).is_ok(), "many sign-ins do not push a token out");
}

#[test]
fn there_are_only_so_many_tokens() {
    let world = World::new();
    let ada = world.user("Ada");
    let (first, _) = token(&world, &ada);
    for _ in 1..API_TOKENS_MAX {
        token(&world, &ada);
    }
    assert!(matches!(try_token(&world, &ada, Scopes::READ), Err(Error::TooManyTokens)));
    world.write(|tx| account::revoke_api_token(tx, ada.id, first, world.now())).unwrap();
    assert!(try_token(&world, &ada, Scopes::READ).is_ok());
}

#[test]
fn words_of_another_version_allow_no_change() {
    let world = World::new();
    let ada = world.user("Ada");
    let (id, text) = token(&world, &ada);
    world
        .write(|tx| {
            let changed = tx.execute(
                "UPDATE api_tokens SET scopes = 'write admin' WHERE sign_in_id = ?1",
                crate::db::params![id],
            )?;
            assert_eq!(changed, 1);
            Ok(())
        })
        .unwrap();
    assert_eq!(authenticate(&world, &text).unwrap().scopes, Scopes::READ);
    assert_eq!(Scopes::from_words("write"), None);
    assert_eq!(Scopes::from_words(&Scopes::ALL.to_string()), Some(Scopes::ALL));
}
