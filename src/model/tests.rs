mod keys;
mod usage;

use crate::{
    account::{self, Name, NewUser, Passwords, Role},
    config::Config,
    db::Pool,
    kit::{Ambient, Timestamp},
    model::usage::DAY_MS,
};

pub(super) const NOON: Timestamp = Timestamp(20_000 * DAY_MS + DAY_MS / 2);

/// A server's file with Ada and Bob in it.
pub(super) fn with_two() -> (tempfile::TempDir, Pool, [account::UserId; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let pool = account::open(folder.path()).unwrap();
    let ambient = Ambient::system();
    let passwords = Passwords::new(&Config::for_testing(folder.path()).password, ambient.clone()).unwrap();
    let users = ["Ada", "Bob"].map(|name| {
        let name = Name::new(name).unwrap();
        let password = passwords.hash_now(&account::Password::new("heron over the weir", &name).unwrap()).unwrap();
        let new = NewUser { id: ambient.id(), name, password, role: Role::User, tier: "free".to_owned() };
        let id = new.id;
        pool.write_now(|tx| account::create(tx, new, NOON)).unwrap();
        id
    });
    (folder, pool, users)
}
