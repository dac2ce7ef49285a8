//! The SQL of [`super`].

use super::{Member, Origin, Protection, Repo, RepoId, RepoName, Role, mirror};
use crate::{
    account::UserId,
    db::{self, Row, RowResult, Tx, column::FromSqlError, params},
    git::BranchName,
    kit::Timestamp,
};

/// What somebody may see of repositories: `?1` is who looks. The last column is what they may do.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.owner_id, u.name, r.name, r.description, r.visibility, r.protected,
                r.created_at, r.changed_at, r.archived_at,
                CASE WHEN g.can_push = 0 THEN 'read' WHEN r.owner_id = ?1 THEN 'admin' ELSE coalesce(m.role, 'read') END,
                g.owner, g.name
             FROM repositories r
             JOIN users u ON u.id = r.owner_id
             LEFT JOIN repository_members m ON m.repository_id = r.id AND m.user_id = ?1
             LEFT JOIN repository_origins g ON g.repository_id = r.id
             WHERE (r.owner_id = ?1 OR m.user_id IS NOT NULL OR r.visibility = 'server') ",
            $rest
        )
    };
}

pub(super) fn insert(tx: &Tx, repo: &Repo) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repositories
            (id, owner_id, name, name_key, description, visibility, protected, created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        params![
            repo.id,
            repo.owner,
            repo.name.as_str(),
            repo.name_key(),
            repo.description,
            repo.visibility,
            repo.protection.lines(),
            repo.created_at
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx, repo: &Repo) -> db::Result<()> {
    tx.execute(
        "UPDATE repositories
         SET name = ?2, name_key = ?3, description = ?4, visibility = ?5, protected = ?6, changed_at = ?7
         WHERE id = ?1",
        params![
            repo.id,
            repo.name.as_str(),
            repo.name_key(),
            repo.description,
            repo.visibility,
            repo.protection.lines(),
            repo.changed_at
        ],
    )?;
    Ok(())
}

pub(super) fn set_archived(tx: &Tx, id: RepoId, at: Option<Timestamp>) -> db::Result<()> {
    tx.execute("UPDATE repositories SET archived_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

pub(super) fn set_changed(tx: &Tx, id: RepoId, at: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE repositories SET changed_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

pub(super) fn find(tx: &Tx, user: UserId, owner: UserId, name: &RepoName) -> db::Result<Option<Repo>> {
    tx.find(select!("AND r.owner_id = ?2 AND r.name_key = ?3"), params![user, owner, name.key()], read)
}

pub(super) fn find_by_id(tx: &Tx, user: UserId, id: RepoId) -> db::Result<Option<Repo>> {
    tx.find(select!("AND r.id = ?2"), params![user, id], read)
}

/// The mirror of a repository elsewhere that the user has here.
pub(super) fn find_mirror(tx: &Tx, user: UserId, origin: &Origin) -> db::Result<Option<Repo>> {
    tx.find(select!("AND r.owner_id = ?1 AND r.name_key = ?2"), params![user, mirror::name_key(origin)], read)
}

pub(super) fn list(tx: &Tx, user: UserId) -> db::Result<Vec<Repo>> {
    tx.all(select!("ORDER BY r.archived_at IS NOT NULL, r.changed_at DESC, r.id LIMIT 1000"), params![user], read)
}

/// How many the owner has that are not archived.
pub(super) fn count(tx: &Tx, owner: UserId) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM repositories WHERE owner_id = ?1 AND archived_at IS NULL", params![owner], |row| {
        row.get(0)
    })
}

/// Whether another one than `but` has the name.
pub(super) fn is_taken(tx: &Tx, owner: UserId, name: &RepoName, but: Option<RepoId>) -> db::Result<bool> {
    tx.one(
        "SELECT EXISTS (SELECT 1 FROM repositories WHERE owner_id = ?1 AND name_key = ?2 AND id IS NOT ?3)",
        params![owner, name.key(), but],
        |row| row.get(0),
    )
}

pub(super) fn members(tx: &Tx, id: RepoId) -> db::Result<Vec<Member>> {
    tx.all(
        "SELECT m.user_id, u.name, m.role
         FROM repository_members m
         JOIN users u ON u.id = m.user_id
         WHERE m.repository_id = ?1
         ORDER BY u.name_key, m.user_id",
        params![id],
        |row| Ok(Member { user: row.get(0)?, name: row.get(1)?, role: row.get(2)? }),
    )
}

pub(super) fn count_members(tx: &Tx, id: RepoId) -> db::Result<u64> {
    tx.one("SELECT count(*) FROM repository_members WHERE repository_id = ?1", params![id], |row| row.get(0))
}

pub(super) fn put_member(tx: &Tx, id: RepoId, user: UserId, role: Role, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repository_members (repository_id, user_id, role, added_at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (repository_id, user_id) DO UPDATE SET role = excluded.role",
        params![id, user, role, now],
    )?;
    Ok(())
}

pub(super) fn remove_member(tx: &Tx, id: RepoId, user: UserId) -> db::Result<()> {
    tx.execute("DELETE FROM repository_members WHERE repository_id = ?1 AND user_id = ?2", params![id, user])?;
    Ok(())
}

/// Gives a branch to somebody.
pub(super) fn keep_branch(tx: &Tx, id: RepoId, branch: &BranchName, user: UserId) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repository_kept_branches (repository_id, branch, user_id)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (repository_id, branch) DO UPDATE SET user_id = excluded.user_id",
        params![id, branch.as_str(), user],
    )?;
    Ok(())
}

/// Whether the branch is the user's, or they administrate the repository.
pub(super) fn may_move(tx: &Tx, id: RepoId, branch: &BranchName, user: UserId) -> db::Result<bool> {
    tx.one(
        "SELECT EXISTS (
                SELECT 1 FROM repository_kept_branches WHERE repository_id = ?1 AND branch = ?2 AND user_id = ?3)
            OR EXISTS (SELECT 1 FROM repositories WHERE id = ?1 AND owner_id = ?3)
            OR EXISTS (
                SELECT 1 FROM repository_members WHERE repository_id = ?1 AND user_id = ?3 AND role = 'admin')",
        params![id, branch.as_str(), user],
        |row| row.get(0),
    )
}

/// When somebody was last on a branch.
pub(super) fn visited_at(tx: &Tx, user: UserId, id: RepoId, branch: &BranchName) -> db::Result<Option<Timestamp>> {
    tx.find(
        "SELECT visited_at FROM repository_visits WHERE user_id = ?1 AND repository_id = ?2 AND branch = ?3",
        params![user, id, branch.as_str()],
        |row| row.get(0),
    )
}

pub(super) fn put_visit(tx: &Tx, user: UserId, id: RepoId, branch: &BranchName, at: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO repository_visits (user_id, repository_id, branch, visited_at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, repository_id, branch) DO UPDATE SET visited_at = excluded.visited_at",
        params![user, id, branch.as_str(), at],
    )?;
    Ok(())
}

/// Forgets all visits but the last `kept`.
pub(super) fn forget_visits(tx: &Tx, user: UserId, kept: usize) -> db::Result<()> {
    tx.execute(
        "DELETE FROM repository_visits
         WHERE user_id = ?1 AND (repository_id, branch) NOT IN (
            SELECT repository_id, branch
            FROM repository_visits
            WHERE user_id = ?1
            ORDER BY visited_at DESC, repository_id, branch
            LIMIT ?2
         )",
        params![user, kept],
    )?;
    Ok(())
}

pub(super) fn visits(tx: &Tx, user: UserId) -> db::Result<Vec<(RepoId, String, Timestamp)>> {
    tx.all(
        "SELECT repository_id, branch, visited_at
         FROM repository_visits
         WHERE user_id = ?1
         ORDER BY visited_at DESC, repository_id, branch",
        params![user],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

fn read(row: &Row<'_>) -> RowResult<Repo> {
    let (name, protected): (String, String) = (row.get(3)?, row.get(6)?);
    let origin: Option<(String, String)> = row.get::<_, Option<String>>(11)?.zip(row.get(12)?);
    Ok(Repo {
        id: row.get(0)?,
        owner: row.get(1)?,
        owner_name: row.get(2)?,
        name: RepoName::new(&name).map_err(FromSqlError::other)?,
        description: row.get(4)?,
        visibility: row.get(5)?,
        protection: Protection::parse(&protected).map_err(FromSqlError::other)?,
        created_at: row.get(7)?,
        changed_at: row.get(8)?,
        archived_at: row.get(9)?,
        role: row.get(10)?,
        origin: origin.and_then(|(owner, name)| Origin::new(&owner, &name).ok()),
    })
}
