//! What is offered to everybody, in the server's own file.

use super::super::{
    PackageId,
    catalogue::{Rating, Review, Standing, Stars, Submission, SubmissionId},
    package::PACKAGE_BYTES_MAX,
};
use crate::{
    account::UserId,
    db::{
        self, Row, Tx,
        column::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
        params,
    },
    kit::Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, package_id, version, user_id, submitted_at, status, reason FROM catalogue_submissions ",
            $rest
        )
    };
}

crate::word_column!(Standing);

impl db::ToSql for Stars {
    fn to_sql(&self) -> db::RowResult<ToSqlOutput<'_>> {
        Ok(self.count().into())
    }
}

impl db::FromSql for Stars {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let count = u8::column_result(value)?;
        Self::new(count).ok_or(FromSqlError::OutOfRange(count.into()))
    }
}

pub(in crate::app) fn insert(tx: &Tx, new: &Submission, text: &str) -> db::Result<()> {
    tx.execute(
        "INSERT INTO catalogue_submissions (id, package_id, version, package, user_id, submitted_at, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![new.id, new.package, new.version, super::pack(new.id, text)?, new.user, new.submitted_at, new.standing],
    )?;
    Ok(())
}

pub(in crate::app) fn set_package(tx: &Tx, id: SubmissionId, text: &str) -> db::Result<()> {
    let packed = super::pack(id, text)?;
    tx.execute("UPDATE catalogue_submissions SET package = ?2 WHERE id = ?1", params![id, packed])?;
    Ok(())
}

pub(in crate::app) fn decide(
    tx: &Tx,
    id: SubmissionId,
    standing: Standing,
    reason: Option<&str>,
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "UPDATE catalogue_submissions SET status = ?2, reason = ?3, decided_at = ?4 WHERE id = ?1",
        params![id, standing, reason, now],
    )?;
    Ok(())
}

pub(in crate::app) fn find(tx: &Tx, id: SubmissionId) -> db::Result<Option<Submission>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

pub(in crate::app) fn of_package(tx: &Tx, package: &PackageId) -> db::Result<Vec<Submission>> {
    tx.all(select!("WHERE package_id = ?1 ORDER BY submitted_at, id"), params![package], read)
}

pub(in crate::app) fn of_user(tx: &Tx, user: UserId, limit: u32) -> db::Result<Vec<Submission>> {
    tx.all(select!("WHERE user_id = ?1 ORDER BY submitted_at DESC, id DESC LIMIT ?2"), params![user, limit], read)
}

pub(in crate::app) fn pending(tx: &Tx, limit: u32) -> db::Result<Vec<Submission>> {
    tx.all(select!("WHERE status = 'pending' ORDER BY submitted_at, id LIMIT ?1"), params![limit], read)
}

pub(in crate::app) fn approved(tx: &Tx) -> db::Result<Vec<Submission>> {
    tx.all(select!("WHERE status = 'approved' ORDER BY package_id, submitted_at, id"), [], read)
}

pub(in crate::app) fn count_pending(tx: &Tx, user: UserId) -> db::Result<usize> {
    let sql = "SELECT count(*) FROM catalogue_submissions WHERE user_id = ?1 AND status = 'pending'";
    tx.one(sql, params![user], |row| row.get(0))
}

pub(in crate::app) fn package(tx: &Tx, id: SubmissionId) -> db::Result<Option<String>> {
    let sql = "SELECT package FROM catalogue_submissions WHERE id = ?1";
    let packed: Option<Vec<u8>> = tx.find(sql, params![id], |row| row.get(0))?;
    packed.map(|packed| super::unpack_up_to(id, &packed, PACKAGE_BYTES_MAX)).transpose()
}

pub(in crate::app) fn put_review(tx: &Tx, package: &PackageId, review: &Review) -> db::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO catalogue_ratings (user_id, package_id, stars, review, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![review.user, package, review.stars, review.text, review.at],
    )?;
    Ok(())
}

pub(in crate::app) fn reviews(tx: &Tx, package: &PackageId, limit: u32) -> db::Result<Vec<Review>> {
    tx.all(
        "SELECT user_id, stars, review, at
         FROM catalogue_ratings
         WHERE package_id = ?1
         ORDER BY at DESC, user_id
         LIMIT ?2",
        params![package, limit],
        |row| Ok(Review { user: row.get(0)?, stars: row.get(1)?, text: row.get(2)?, at: row.get(3)? }),
    )
}

pub(in crate::app) fn ratings(tx: &Tx) -> db::Result<Vec<(PackageId, Rating)>> {
    tx.all(
        "SELECT package_id, avg(stars), count(*) FROM catalogue_ratings GROUP BY package_id ORDER BY package_id",
        [],
        |row| Ok((row.get(0)?, Rating { stars: row.get(1)?, count: row.get(2)? })),
    )
}

pub(in crate::app) fn rating(tx: &Tx, package: &PackageId) -> db::Result<Rating> {
    let sql = "SELECT coalesce(avg(stars), 0.0), count(*) FROM catalogue_ratings WHERE package_id = ?1";
    tx.one(sql, params![package], |row| Ok(Rating { stars: row.get(0)?, count: row.get(1)? }))
}

fn read(row: &Row<'_>) -> db::RowResult<Submission> {
    Ok(Submission {
        id: row.get(0)?,
        package: row.get(1)?,
        version: row.get(2)?,
        user: row.get(3)?,
        submitted_at: row.get(4)?,
        standing: row.get(5)?,
        reason: row.get(6)?,
    })
}
