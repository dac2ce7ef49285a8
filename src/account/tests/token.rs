use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{MINUTE_MS, World};
use crate::account::{self, Error, Keys, SignedIn, Status, User, store};

fn keys(world: &World) -> Keys {
    world.write(|tx| Keys::load(tx, &world.ambient)).unwrap()
}

fn issue(world: &World, user: &User) -> account::IssuedToken {
    let keys = keys(world);
    world.write(|tx| account::issue_token(tx, &keys, user.id, "script", 600, &world.ambient)).unwrap()
}

fn authenticate(world: &World, token: &str) -> Result<SignedIn, Error> {
    let keys = keys(world);
    world.write(|tx| account::authenticate_token(tx, &keys, token, world.now()))
}

#[track_caller]
fn is_refused(world: &World, token: &str) {
    assert!(matches!(authenticate(world, token), Err(Error::NotSignedIn)), "{token}");
}

/// A token of this server with `claims`, signed with `algorithm`.
fn forge(world: &World, algorithm: Algorithm, claims: &Value) -> String {
    keys(world);
    let key = world.write(|tx| Ok(store::secret::find(tx, "token")?)).unwrap().unwrap();
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(&key)).unwrap()
}

fn good_claims(world: &World, user: &User) -> Value {
    let sid = issue(world, user).sign_in;
    json!({
        "iss": "stackhouse", "aud": "stackhouse", "exp": world.now().0 / 1_000 + 60,
        "sub": user.id, "sid": sid,
    })
}

#[test]
fn a_token_shows_who_it_was_made_for() {
    let world = World::new();
    let ada = world.user("Ada");

    let issued = issue(&world, &ada);
    let signed_in = authenticate(&world, &issued.token).unwrap();

    assert_eq!((signed_in.user_id, signed_in.sign_in), (ada.id, issued.sign_in));
    assert_eq!(issued.expires_at, world.now().plus_ms(600_000));
}

#[test]
fn the_key_outlives_a_restart() {
    let world = World::new();
    let issued = issue(&world, &world.user("Ada"));

    // Each call of `authenticate` loads the key anew, as a restarted server does.
    assert!(authenticate(&world, &issued.token).is_ok());
}

#[test]
fn a_token_expires_by_the_clock_that_is_passed_in() {
    let world = World::new();
    let issued = issue(&world, &world.user("Ada"));

    world.clock.advance_ms(10 * MINUTE_MS - 1);
    assert!(authenticate(&world, &issued.token).is_ok());
    world.clock.advance_ms(1);
    is_refused(&world, &issued.token);
}

#[test]
fn a_token_is_worth_nothing_once_its_sign_in_has_ended() {
    let world = World::new();
    let ada = world.user("Ada");
    let issued = issue(&world, &ada);

    world.write(|tx| account::end(tx, ada.id, issued.sign_in, world.now())).unwrap();

    is_refused(&world, &issued.token);
}

#[test]
fn a_token_of_a_disabled_or_unknown_user_says_so() {
    let world = World::new();
    let ada = world.user("Ada");
    let issued = issue(&world, &ada);
    world.write(|tx| account::set_status(tx, ada.id, Status::Disabled, world.now())).unwrap();
    assert!(matches!(authenticate(&world, &issued.token), Err(Error::Disabled)));

    let mut claims = good_claims(&world, &world.user("Bob"));
    claims["sub"] = json!(world.ambient.id::<crate::stack::StackKind>());
    let token = forge(&world, Algorithm::HS256, &claims);
    assert!(matches!(authenticate(&world, &token), Err(Error::NoSuchUser)));
}

#[test]
fn every_claim_is_required_and_checked() {
    let world = World::new();
    let ada = world.user("Ada");
    let good = good_claims(&world, &ada);
    assert!(authenticate(&world, &forge(&world, Algorithm::HS256, &good)).is_ok());

    for claim in ["iss", "aud", "exp", "sub", "sid"] {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(claim);
        is_refused(&world, &forge(&world, Algorithm::HS256, &claims));
        claims[claim] = json!("something else");
        is_refused(&world, &forge(&world, Algorithm::HS256, &claims));
        claims[claim] = Value::Null;
        is_refused(&world, &forge(&world, Algorithm::HS256, &claims));
    }
}

#[test]
fn a_token_can_t_name_somebody_else_s_sign_in() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let mut claims = good_claims(&world, &ada);
    claims["sid"] = json!(issue(&world, &bob).sign_in);

    is_refused(&world, &forge(&world, Algorithm::HS256, &claims));
}

#[test]
fn another_algorithm_or_key_is_refused() {
    let world = World::new();
    let claims = good_claims(&world, &world.user("Ada"));
    is_refused(&world, &forge(&world, Algorithm::HS384, &claims));
    is_refused(&world, &forge(&world, Algorithm::HS512, &claims));

    let foreign = encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(&[7; 32])).unwrap();
    is_refused(&world, &foreign);

    // {"alg":"none"} with the right claims and no signature at all.
    let good = forge(&world, Algorithm::HS256, &claims);
    let payload = good.split('.').nth(1).unwrap();
    is_refused(&world, &format!("eyJhbGciOiJub25lIn0.{payload}."));
}

#[test]
fn what_is_not_a_token_is_refused() {
    let world = World::new();
    let long = "x".repeat(1 << 20);
    for token in ["", ".", "..", "a.b.c", "not a token", &long] {
        is_refused(&world, token);
    }
}
