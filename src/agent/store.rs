//! The SQL of [`super`].

pub(super) mod switch;

use super::{
    machine::{State, Wanted},
    task::{Agent, AgentId, NewTask},
};
use crate::{
    account::UserId,
    db::{self, Row, RowResult, Tx, column::FromSqlError, params},
    git::{BranchName, ObjectId},
    kit::Timestamp,
    model::Spent,
    repo::{self, RepoId},
};

/// A step as it stands in its row.
pub(super) struct StepRow {
    pub kind: String,
    pub input: String,
    pub output: Option<String>,
    pub ended_at: Option<Timestamp>,
}

/// Something said that is not taken yet.
pub(super) struct MessageRow {
    pub number: u64,
    pub by: String,
    pub text: String,
}

/// Tasks as `?1` may see them; without anybody, all of them.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.requester_id, u.name, a.repository_id, r.name, o.name, a.task, a.base_branch, a.base_commit,
                a.branch, a.head_commit, a.state, a.wanted, a.why, a.question, a.model, a.asked, a.tokens,
                a.cost_micros, a.worked_ms, a.since_step, a.created_at, a.started_at, a.ended_at,
                coalesce(a.requester_id = ?1 OR r.owner_id = ?1 OR m.role = 'admin', FALSE), g.owner, g.name,
                CASE WHEN a.requester_id = ?1 AND a.unseen > 0 THEN a.unseen END, a.language
             FROM agents a
             JOIN users u ON u.id = a.requester_id
             JOIN repositories r ON r.id = a.repository_id
             JOIN users o ON o.id = r.owner_id
             LEFT JOIN repository_members m ON m.repository_id = r.id AND m.user_id = ?1
             LEFT JOIN repository_origins g ON g.repository_id = r.id
             WHERE (?1 IS NULL OR r.owner_id = ?1 OR m.user_id IS NOT NULL OR r.visibility = 'server') ",
            $rest
        )
    };
}

pub(super) fn insert(
    tx: &Tx,
    new: &NewTask,
    branch: &BranchName,
    (by, repository): (UserId, RepoId),
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "INSERT INTO agents
            (id, requester_id, repository_id, task, base_branch, base_commit, branch, state, created_at, queued_at,
            language)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?8, ?9)",
        params![
            new.id,
            by,
            repository,
            new.task,
            new.base_branch.as_str(),
            new.base_commit.to_string(),
            branch.as_str(),
            now,
            new.language
        ],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, user: Option<UserId>, id: AgentId) -> db::Result<Option<Agent>> {
    tx.find(select!("AND a.id = ?2"), params![user, id], read)
}

/// The last ones first. `states` are words between commas; none of them is all.
pub(super) fn list(
    tx: &Tx,
    user: UserId,
    (states, repository, mine): (Option<String>, Option<RepoId>, bool),
    max: u64,
) -> db::Result<Vec<Agent>> {
    tx.all(
        select!(
            "AND (?2 IS NULL OR instr(?2, ',' || a.state || ',') > 0)
                AND (?3 IS NULL OR a.repository_id = ?3)
                AND (NOT ?4 OR a.requester_id = ?1)
             ORDER BY a.created_at DESC, a.rowid DESC
             LIMIT ?5"
        ),
        params![user, states, repository, mine, max],
        read,
    )
}

/// Those that are at work, and who has asked for each.
pub(super) fn at_work(tx: &Tx) -> db::Result<Vec<(AgentId, UserId)>> {
    tx.all(
        "SELECT id, requester_id
         FROM agents
         WHERE state IN ('preparing', 'running', 'finalizing')
         ORDER BY queued_at, rowid",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Those that want a place, in the order in which they get one.
pub(super) fn in_queue(tx: &Tx, max: u64) -> db::Result<Vec<(AgentId, UserId)>> {
    tx.all(
        "SELECT id, requester_id
         FROM agents
         WHERE state IN ('queued', 'interrupted')
         ORDER BY state = 'queued', queued_at, rowid
         LIMIT ?1",
        params![max],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many come before one that wants a place.
pub(super) fn before_in_queue(tx: &Tx, id: AgentId) -> db::Result<u64> {
    tx.one(
        "SELECT count(*)
         FROM agents b
         JOIN agents a ON a.id = ?1
         WHERE b.state IN ('queued', 'interrupted')
            AND (b.state = 'queued', b.queued_at, b.rowid) < (a.state = 'queued', a.queued_at, a.rowid)",
        params![id],
        |row| row.get(0),
    )
}

/// The user's tasks that are not over.
pub(super) fn count_open(tx: &Tx, user: UserId) -> db::Result<u64> {
    tx.one(
        "SELECT count(*)
         FROM agents
         WHERE requester_id = ?1 AND state NOT IN ('done', 'failed', 'cancelled')",
        params![user],
        |row| row.get(0),
    )
}

pub(super) fn set_state(tx: &Tx, id: AgentId, state: State, why: Option<&str>, now: Timestamp) -> db::Result<()> {
    let (begins, ends) = ((state == State::Running).then_some(now), state.is_over().then_some(now));
    let queued = (state == State::Queued).then_some(now);
    // What was wanted is done, or nobody wants it any more.
    let forgets = state.is_over() || matches!(state, State::Queued | State::Paused);
    tx.execute(
        "UPDATE agents
         SET state = ?2,
            why = ?3,
            started_at = coalesce(started_at, ?4),
            ended_at = ?5,
            queued_at = coalesce(?6, queued_at),
            wanted = CASE WHEN ?7 THEN NULL ELSE wanted END,
            question = CASE WHEN ?2 = 'waiting' THEN question ELSE NULL END
         WHERE id = ?1",
        params![id, state, why, begins, ends, queued, forgets],
    )?;
    Ok(())
}

pub(super) fn set_wanted(tx: &Tx, id: AgentId, wanted: Wanted) -> db::Result<()> {
    tx.execute("UPDATE agents SET wanted = ?2 WHERE id = ?1", params![id, wanted])?;
    Ok(())
}

pub(super) fn set_question(tx: &Tx, id: AgentId, question: &str) -> db::Result<()> {
    tx.execute("UPDATE agents SET question = ?2 WHERE id = ?1", params![id, question])?;
    Ok(())
}

pub(super) fn set_head(tx: &Tx, id: AgentId, head: ObjectId) -> db::Result<()> {
    tx.execute("UPDATE agents SET head_commit = ?2 WHERE id = ?1", params![id, head.to_string()])?;
    Ok(())
}

/// Notes which step the requester is to be told of and has not looked at; 0 is none.
pub(super) fn set_news(tx: &Tx, id: AgentId, step: u64) -> db::Result<()> {
    tx.execute("UPDATE agents SET untold = ?2, unseen = ?2 WHERE id = ?1", params![id, step])?;
    Ok(())
}

/// Those of which somebody is to be told, and of which step.
pub(super) fn untold(tx: &Tx, max: u64) -> db::Result<Vec<(AgentId, u64)>> {
    tx.all("SELECT id, untold FROM agents WHERE untold > 0 ORDER BY id LIMIT ?1", params![max], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Notes that the requester was told of a step, if nothing newer is to be told.
pub(super) fn told(tx: &Tx, id: AgentId, step: u64) -> db::Result<()> {
    tx.execute("UPDATE agents SET untold = 0 WHERE id = ?1 AND untold = ?2", params![id, step])?;
    Ok(())
}

/// The user's tasks that wait for an answer or that they have not looked at, of those that they may see.
pub(super) fn count_news(tx: &Tx, user: UserId) -> db::Result<u64> {
    tx.one(
        "SELECT count(*)
         FROM agents a
         JOIN repositories r ON r.id = a.repository_id
         LEFT JOIN repository_members m ON m.repository_id = r.id AND m.user_id = ?1
         WHERE a.requester_id = ?1
            AND (a.unseen > 0 OR a.state = 'waiting')
            AND (r.owner_id = ?1 OR m.user_id IS NOT NULL OR r.visibility = 'server')",
        params![user],
        |row| row.get(0),
    )
}

/// Notes that the requester has looked at a step, if nothing newer is to be seen.
pub(super) fn set_seen(tx: &Tx, user: UserId, id: AgentId, step: u64) -> db::Result<()> {
    tx.execute(
        "UPDATE agents SET unseen = 0 WHERE id = ?1 AND requester_id = ?2 AND unseen = ?3",
        params![id, user, step],
    )?;
    Ok(())
}

pub(super) fn set_all_seen(tx: &Tx, user: UserId) -> db::Result<()> {
    tx.execute("UPDATE agents SET unseen = 0 WHERE requester_id = ?1 AND unseen > 0", params![user])?;
    Ok(())
}

/// Has the limits begin anew after the step `since`.
pub(super) fn begin_anew(tx: &Tx, id: AgentId, since: u64) -> db::Result<()> {
    tx.execute("UPDATE agents SET since_step = ?2, worked_ms = 0 WHERE id = ?1", params![id, since])?;
    Ok(())
}

pub(super) fn add_spent(tx: &Tx, id: AgentId, model: &str, spent: Spent) -> db::Result<()> {
    tx.execute(
        "UPDATE agents
         SET model = ?2, asked = asked + 1, tokens = tokens + ?3, cost_micros = cost_micros + ?4
         WHERE id = ?1",
        params![id, model, spent.tokens, spent.cost_micros],
    )?;
    Ok(())
}

pub(super) fn add_worked(tx: &Tx, id: AgentId, ms: i64) -> db::Result<()> {
    tx.execute("UPDATE agents SET worked_ms = worked_ms + ?2 WHERE id = ?1", params![id, ms])?;
    Ok(())
}

pub(super) fn insert_step(tx: &Tx, id: AgentId, row: &StepRow, now: Timestamp) -> db::Result<u64> {
    let number = last_step(tx, id)? + 1;
    tx.execute(
        "INSERT INTO agent_steps (agent_id, number, kind, input, output, begun_at, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, number, row.kind, row.input, row.output, now, row.ended_at],
    )?;
    Ok(number)
}

pub(super) fn end_step(tx: &Tx, id: AgentId, number: u64, output: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE agent_steps
         SET output = ?3, ended_at = ?4
         WHERE agent_id = ?1 AND number = ?2 AND ended_at IS NULL",
        params![id, number, output, now],
    )?;
    Ok(())
}

pub(super) fn step_begun_at(tx: &Tx, id: AgentId, number: u64) -> db::Result<Timestamp> {
    tx.one("SELECT begun_at FROM agent_steps WHERE agent_id = ?1 AND number = ?2", params![id, number], |row| {
        row.get(0)
    })
}

pub(super) fn last_step(tx: &Tx, id: AgentId) -> db::Result<u64> {
    tx.one("SELECT coalesce(max(number), 0) FROM agent_steps WHERE agent_id = ?1", params![id], |row| row.get(0))
}

pub(super) fn steps(tx: &Tx, id: AgentId, from: u64, max: u64) -> db::Result<Vec<(u64, Timestamp, StepRow)>> {
    tx.all(
        "SELECT number, kind, input, output, begun_at, ended_at
         FROM agent_steps
         WHERE agent_id = ?1 AND number >= ?2
         ORDER BY number
         LIMIT ?3",
        params![id, from, max],
        |row| {
            let step = StepRow { kind: row.get(1)?, input: row.get(2)?, output: row.get(3)?, ended_at: row.get(5)? };
            Ok((row.get(0)?, row.get(4)?, step))
        },
    )
}

pub(super) fn insert_message(tx: &Tx, id: AgentId, by: UserId, text: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO agent_messages (agent_id, number, by_id, text, at)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM agent_messages WHERE agent_id = ?1), ?2, ?3, ?4)",
        params![id, by, text, now],
    )?;
    Ok(())
}

/// What is not taken yet, the oldest first.
pub(super) fn messages(tx: &Tx, id: AgentId, max: u64) -> db::Result<Vec<MessageRow>> {
    tx.all(
        "SELECT m.number, u.name, m.text
         FROM agent_messages m
         JOIN users u ON u.id = m.by_id
         WHERE m.agent_id = ?1 AND m.step IS NULL
         ORDER BY m.number
         LIMIT ?2",
        params![id, max],
        |row| Ok(MessageRow { number: row.get(0)?, by: row.get(1)?, text: row.get(2)? }),
    )
}

pub(super) fn take_message(tx: &Tx, id: AgentId, number: u64, step: u64) -> db::Result<()> {
    tx.execute("UPDATE agent_messages SET step = ?3 WHERE agent_id = ?1 AND number = ?2", params![id, number, step])?;
    Ok(())
}

fn read(row: &Row<'_>) -> RowResult<Agent> {
    let there: Option<(String, String)> = row.get::<_, Option<String>>(25)?.zip(row.get(26)?);
    let (base, branch): (String, String) = (row.get(7)?, row.get(9)?);
    let (base_commit, head): (String, Option<String>) = (row.get(8)?, row.get(10)?);
    let commit = |text: &str| text.parse::<ObjectId>().map_err(FromSqlError::other);
    let named = |text: &str| BranchName::new(text).map_err(FromSqlError::other);
    Ok(Agent {
        id: row.get(0)?,
        requester: row.get(1)?,
        requester_name: row.get(2)?,
        repository: row.get(3)?,
        address: repo::address_of_row((row.get(5)?, row.get(4)?), there),
        task: row.get(6)?,
        base_branch: named(&base)?,
        base_commit: commit(&base_commit)?,
        branch: named(&branch)?,
        head: head.as_deref().map(commit).transpose()?,
        state: row.get(11)?,
        wanted: row.get(12)?,
        why: row.get(13)?,
        question: row.get(14)?,
        model: row.get(15)?,
        asked: row.get(16)?,
        spent: Spent { tokens: row.get(17)?, cost_micros: row.get(18)? },
        worked_ms: row.get(19)?,
        since_step: row.get(20)?,
        created_at: row.get(21)?,
        started_at: row.get(22)?,
        ended_at: row.get(23)?,
        may_steer: row.get(24)?,
        unseen: row.get(27)?,
        language: row.get(28)?,
    })
}
