use super::{NOON, with_two};
use crate::{
    db::Tx,
    kit::Timestamp,
    llm::Usage,
    model::{Spent, note_usage, spent_today, usage, usage::DAY_MS, usage_of_all},
};

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
    let all = pool.write_now(|tx: &Tx| usage_of_all(tx, 2, next_day)).unwrap();
    let shown: Vec<_> = all.iter().map(|one| (one.user.as_str(), one.answers, one.spent.tokens)).collect();
    assert_eq!(shown, [("Ada", 4, 460), ("Bob", 1, 115)]);
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
