//! The table `model_usage`.

use crate::{
    account::UserId,
    db::{self, Tx, params},
    kit::Timestamp,
    llm::Usage,
    model::{DayOfUsage, Spent, UserUsage, usage::DAY_MS},
};

pub(in crate::model) fn add(
    tx: &Tx,
    user: UserId,
    day: i64,
    model: &str,
    usage: &Usage,
    cost_micros: u64,
) -> db::Result<()> {
    tx.execute(
        "INSERT INTO model_usage
            (user_id, day, model, answers, input_tokens, cached_tokens, output_tokens, cost_micros)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7)
         ON CONFLICT (user_id, day, model) DO UPDATE SET
            answers = answers + 1,
            input_tokens = input_tokens + excluded.input_tokens,
            cached_tokens = cached_tokens + excluded.cached_tokens,
            output_tokens = output_tokens + excluded.output_tokens,
            cost_micros = cost_micros + excluded.cost_micros",
        params![
            user,
            day,
            model,
            bounded(usage.input_tokens),
            bounded(usage.cached_tokens),
            bounded(usage.output_tokens),
            bounded(cost_micros)
        ],
    )?;
    Ok(())
}

pub(in crate::model) fn spent(tx: &Tx, user: UserId, day: i64) -> db::Result<Spent> {
    tx.one(
        "SELECT coalesce(sum(input_tokens + cached_tokens + output_tokens), 0), coalesce(sum(cost_micros), 0)
         FROM model_usage
         WHERE user_id = ?1 AND day = ?2",
        params![user, day],
        |row| Ok(Spent { tokens: row.get(0)?, cost_micros: row.get(1)? }),
    )
}

/// What was spent after `day`, the last day first.
pub(in crate::model) fn of_user(tx: &Tx, user: UserId, day: i64) -> db::Result<Vec<DayOfUsage>> {
    tx.all(
        "SELECT day, model, answers, input_tokens + cached_tokens + output_tokens, cost_micros
         FROM model_usage
         WHERE user_id = ?1 AND day > ?2
         ORDER BY day DESC, model",
        params![user, day],
        |row| {
            let day: i64 = row.get(0)?;
            Ok(DayOfUsage {
                day: Timestamp(day * DAY_MS),
                model: row.get(1)?,
                answers: row.get(2)?,
                spent: Spent { tokens: row.get(3)?, cost_micros: row.get(4)? },
            })
        },
    )
}

/// What everybody has spent after `day`, who spent most first.
pub(in crate::model) fn of_all(tx: &Tx, day: i64) -> db::Result<Vec<UserUsage>> {
    tx.all(
        "SELECT users.name, sum(answers), sum(input_tokens + cached_tokens + output_tokens) AS tokens, sum(cost_micros)
         FROM model_usage JOIN users ON users.id = model_usage.user_id
         WHERE day > ?1
         GROUP BY users.id
         ORDER BY tokens DESC, users.name",
        params![day],
        |row| {
            let spent = Spent { tokens: row.get(2)?, cost_micros: row.get(3)? };
            Ok(UserUsage { user: row.get(0)?, answers: row.get(1)?, spent })
        },
    )
}

/// A server may claim any number; a year of the largest ones still fits into a sum.
fn bounded(count: u64) -> u64 {
    count.min(1 << 40)
}
