use super::{DAY_MS, Spent, note_usage, spent_today, usage};
use crate::{
    account::{self, Name, NewUser, Passwords, Role},
    config::Config,
    db::{Pool, Tx},
    kit::{Ambient, Timestamp},
    llm::Usage,
};

const NOON: Timestamp = Timestamp(20_000 * DAY_MS + DAY_MS / 2);

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

#[test]
fn what_is_spent_is_counted_by_user_day_and_model() {
    let (_folder, pool, [ada, bob]) = with_two();
    let used = Usage { input_tokens: 100, cached_tokens: 10, output_tokens: 5 };
    let next_day = Timestamp(NOON.0 + DAY_MS / 2);
    let note = |user, model: &str, at| {
        pool.write_now(|tx| note_usage(tx, user, model, &used, 7, at)).unwrap();
    };
    note(ada, "claude", NOON);
    note(ada, "claude", NOON);
    note(ada, "local", NOON);
    note(bob, "claude", NOON);
    note(ada, "claude", next_day);

    let today = |user, at| pool.write_now(|tx: &Tx| spent_today(tx, user, at)).unwrap();
    assert_eq!(today(ada, NOON), Spent { tokens: 345, cost_micros: 21 });
    assert_eq!(today(bob, NOON), Spent { tokens: 115, cost_micros: 7 });
    assert_eq!(today(ada, next_day), Spent { tokens: 115, cost_micros: 7 });
    assert_eq!(today(bob, next_day), Spent::default());

    let days = pool.write_now(|tx: &Tx| usage(tx, ada, 2, next_day)).unwrap();
    let shown: Vec<_> = days.iter().map(|day| (day.model.as_str(), day.answers, day.spent.tokens)).collect();
    assert_eq!(shown, [("claude", 1, 115), ("claude", 2, 230), ("local", 1, 115)]);
    assert_eq!(pool.write_now(|tx: &Tx| usage(tx, ada, 1, next_day)).unwrap().len(), 1);
}

#[test]
fn a_server_that_claims_too_much_breaks_no_sum() {
    let (_folder, pool, [ada, _]) = with_two();
    let absurd = Usage { input_tokens: u64::MAX, cached_tokens: u64::MAX, output_tokens: u64::MAX };
    for _ in 0..3 {
        pool.write_now(|tx| note_usage(tx, ada, "claude", &absurd, u64::MAX, NOON)).unwrap();
    }
    assert!(pool.write_now(|tx: &Tx| spent_today(tx, ada, NOON)).unwrap().tokens > 1 << 40);
}
