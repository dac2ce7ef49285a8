//! A server's accounts on a temporary file, with a clock that tests move.

mod api_token;
mod avatar;
mod invitation;
mod password;
mod sign_in;
mod token;
mod user;

use std::sync::Arc;

use super::{Error, NewSignIn, NewUser, Password, Passwords, Role, SignInId, SignInKind, User};
use crate::{
    config::Config,
    db::{Pool, Tx},
    kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    },
};

pub(super) const START: Timestamp = Timestamp(1_800_000_000_000);
pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const GOOD_PASSWORD: &str = "heron over the weir";

pub(super) struct World {
    pub pool: Pool,
    pub passwords: Passwords,
    pub ambient: Ambient,
    pub clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(START));
        let ambient = Ambient::new(clock.clone(), Arc::new(SeededChance::new(7)));
        let pool = super::open(folder.path()).unwrap();
        let passwords = Passwords::new(&Config::for_testing(folder.path()).password, ambient.clone()).unwrap();
        Self { pool, passwords, ambient, clock, _folder: folder }
    }

    pub fn write<T>(&self, verb: impl FnOnce(&Tx) -> Result<T, Error>) -> Result<T, Error> {
        self.pool.write_now(verb)
    }

    pub fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    pub fn try_user(&self, name: &str, role: Role) -> Result<User, Error> {
        let password = self.passwords.hash_now(&Password::new(GOOD_PASSWORD, name).unwrap())?;
        let name = super::Name::new(name).unwrap();
        let new = NewUser { id: self.ambient.id(), name, password, role, tier: "unlimited".to_owned() };
        self.write(|tx| super::create(tx, new, self.now()))
    }

    pub fn user(&self, name: &str) -> User {
        self.try_user(name, Role::User).unwrap()
    }

    /// Signs a browser in for an hour and answers its id and its secret.
    pub fn sign_in(&self, user: &User) -> (SignInId, String) {
        let new = NewSignIn { user_id: user.id, kind: SignInKind::Browser, agent: "Test/1.0", lifetime_s: 3_600 };
        let (sign_in, secret) = self.write(|tx| super::begin(tx, &new, &self.ambient)).unwrap();
        (sign_in.id, secret)
    }
}
