//! The SQL of [`super`].

use super::{NewPull, Pull, PullState};
use crate::{
    account::UserId,
    db::{self, Row, RowResult, Tx, column::FromSqlError, params},
    git::{BranchName, ObjectId},
    kit::Timestamp,
    repo::RepoId,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.number, p.title, p.body, p.from_branch, p.into_branch, p.state, p.opened_by, o.name, p.opened_at,
                c.name, p.closed_at, p.merged_commit
             FROM repository_pulls p
             JOIN users o ON o.id = p.opened_by
             LEFT JOIN users c ON c.id = p.closed_by
             WHERE p.repository_id = ?1 ",
            $rest
        )
    };
}

pub(super) fn insert(tx: &Tx, id: RepoId, number: u64, new: &NewPull, by: UserId, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repository_pulls
            (repository_id, number, title, body, from_branch, into_branch, state, opened_by, opened_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8)",
        params![id, number, new.title, new.body, new.from.as_str(), new.into.as_str(), by, now],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, id: RepoId, number: u64) -> db::Result<Option<Pull>> {
    tx.find(select!("AND p.number = ?2"), params![id, number], read)
}

pub(super) fn list(tx: &Tx, id: RepoId, is_open: bool, max: u64) -> db::Result<Vec<Pull>> {
    tx.all(select!("AND (p.state = 'open') = ?2 ORDER BY p.number DESC LIMIT ?3"), params![id, is_open, max], read)
}

/// The open one of two branches.
pub(super) fn find_open(tx: &Tx, id: RepoId, from: &BranchName, into: &BranchName) -> db::Result<Option<u64>> {
    tx.find(
        "SELECT number
         FROM repository_pulls
         WHERE repository_id = ?1 AND from_branch = ?2 AND into_branch = ?3 AND state = 'open'",
        params![id, from.as_str(), into.as_str()],
        |row| row.get(0),
    )
}

pub(super) fn count_open(tx: &Tx, id: RepoId) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM repository_pulls WHERE repository_id = ?1 AND state = 'open'", params![id], |row| {
        row.get(0)
    })
}

/// 0 before the first one.
pub(super) fn last_number(tx: &Tx, id: RepoId) -> db::Result<u64> {
    tx.one("SELECT coalesce(max(number), 0) FROM repository_pulls WHERE repository_id = ?1", params![id], |row| {
        row.get(0)
    })
}

pub(super) fn set_text(tx: &Tx, id: RepoId, number: u64, title: &str, body: &str) -> db::Result<()> {
    tx.execute(
        "UPDATE repository_pulls SET title = ?3, body = ?4 WHERE repository_id = ?1 AND number = ?2",
        params![id, number, title, body],
    )?;
    Ok(())
}

pub(super) fn close(
    tx: &Tx,
    id: RepoId,
    number: u64,
    (state, commit): (PullState, Option<ObjectId>),
    by: Option<UserId>,
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "UPDATE repository_pulls
         SET state = ?3, merged_commit = ?4, closed_by = ?5, closed_at = ?6
         WHERE repository_id = ?1 AND number = ?2",
        params![id, number, state, commit.map(|commit| commit.to_string()), by, now],
    )?;
    Ok(())
}

pub(super) fn reopen(tx: &Tx, id: RepoId, number: u64) -> db::Result<()> {
    tx.execute(
        "UPDATE repository_pulls
         SET state = 'open', merged_commit = NULL, closed_by = NULL, closed_at = NULL
         WHERE repository_id = ?1 AND number = ?2",
        params![id, number],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> RowResult<Pull> {
    let (from, into, commit): (String, String, Option<String>) = (row.get(3)?, row.get(4)?, row.get(11)?);
    let branch = |name: &str| BranchName::new(name).map_err(FromSqlError::other);
    Ok(Pull {
        number: row.get(0)?,
        title: row.get(1)?,
        body: row.get(2)?,
        from: branch(&from)?,
        into: branch(&into)?,
        state: row.get(5)?,
        opened_by: row.get(6)?,
        opened_by_name: row.get(7)?,
        opened_at: row.get(8)?,
        closed_by_name: row.get(9)?,
        closed_at: row.get(10)?,
        merged_commit: commit.map(|commit| commit.parse::<ObjectId>()).transpose().map_err(FromSqlError::other)?,
    })
}
