//! The SQL of [`super`]: apps and their versions here, everything that they own in the files below.

pub(super) mod catalogue;
pub(super) mod grant;
pub(super) mod instance;
pub(super) mod job;
pub(super) mod message;
pub(super) mod startup;
pub(super) mod state;
pub(super) mod wake;

use super::{
    App, AppId, Category, Package, PackageId, Permission, Version,
    package::PACKAGE_BYTES_MAX,
    registry::{NewApp, Origin, Saved},
};
use crate::{
    db::{
        self, Row, Tx,
        column::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
        params,
    },
    kit::{Id, Kind, Timestamp},
};

/// Packages are written by people: zstd's default level makes a quarter of them at no visible cost.
const ZSTD_LEVEL: i32 = 3;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.package_id, a.name, a.icon, a.category, a.author, a.description, a.tags, a.origin, a.number,
                    v.version, a.auto_update, a.is_favourite, a.pin_order, a.last_used_at, a.epoch, a.installed_at,
                    a.updated_at, a.archived_at
             FROM apps AS a
             JOIN app_versions AS v ON v.app_id = a.id AND v.number = a.number ",
            $rest
        )
    };
}

crate::word_column!(Origin);
crate::word_column!(Category);

/// Lets a type that is read from its text with `new` stand in a column.
macro_rules! text_column {
    ($type:ty) => {
        impl db::ToSql for $type {
            fn to_sql(&self) -> db::RowResult<ToSqlOutput<'_>> {
                Ok(self.to_string().into())
            }
        }

        impl db::FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let text = value.as_str()?;
                Self::new(text).ok_or_else(|| FromSqlError::other(db::UnknownWord(text.to_owned())))
            }
        }
    };
}

text_column!(PackageId);
text_column!(Permission);
text_column!(Version);

pub(super) fn insert(tx: &Tx, new: &NewApp<'_>, now: Timestamp) -> db::Result<()> {
    let package = new.package;
    tx.execute(
        "INSERT INTO apps (id, package_id, name, icon, category, author, description, tags, origin, number,
                           installed_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?10)",
        params![
            new.id,
            package.id,
            package.name,
            package.icon,
            package.category,
            package.author,
            package.description,
            tags(package),
            new.origin,
            now
        ],
    )?;
    Ok(())
}

/// Makes version `number`, which is there, the one that runs, and the app what its package says.
pub(super) fn describe(tx: &Tx, app: AppId, number: u32, package: &Package, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "UPDATE apps
         SET number = ?2, name = ?3, icon = ?4, category = ?5, description = ?6, tags = ?7, updated_at = ?8,
             archived_at = NULL
         WHERE id = ?1",
        params![app, number, package.name, package.icon, package.category, package.description, tags(package), now],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, app: AppId) -> db::Result<Option<App>> {
    tx.find(select!("WHERE a.id = ?1"), params![app], read)
}

pub(super) fn by_package(tx: &Tx, package: &PackageId) -> db::Result<Option<App>> {
    tx.find(select!("WHERE a.package_id = ?1"), params![package], read)
}

pub(super) fn list(tx: &Tx) -> db::Result<Vec<App>> {
    tx.all(select!("WHERE a.archived_at IS NULL ORDER BY a.name COLLATE NOCASE, a.id"), [], read)
}

pub(super) fn docked(tx: &Tx) -> db::Result<Vec<App>> {
    tx.all(select!("WHERE a.archived_at IS NULL AND a.pin_order IS NOT NULL ORDER BY a.pin_order"), [], read)
}

pub(super) fn every(tx: &Tx) -> db::Result<Vec<App>> {
    tx.all(select!("ORDER BY a.id"), [], read)
}

pub(super) fn count(tx: &Tx) -> db::Result<usize> {
    tx.one("SELECT count(*) FROM apps", [], |row| row.get(0))
}

pub(super) fn raise_epoch(tx: &Tx, app: AppId) -> db::Result<()> {
    tx.execute("UPDATE apps SET epoch = epoch + 1 WHERE id = ?1", params![app])?;
    Ok(())
}

pub(super) fn set_archived(tx: &Tx, app: AppId, at: Option<Timestamp>) -> db::Result<()> {
    tx.execute("UPDATE apps SET archived_at = ?2, pin_order = NULL WHERE id = ?1", params![app, at])?;
    Ok(())
}

pub(super) fn set_auto_update(tx: &Tx, app: AppId, is_on: bool) -> db::Result<()> {
    tx.execute("UPDATE apps SET auto_update = ?2 WHERE id = ?1", params![app, is_on])?;
    Ok(())
}

pub(super) fn set_favourite(tx: &Tx, app: AppId, is_favourite: bool) -> db::Result<()> {
    tx.execute("UPDATE apps SET is_favourite = ?2 WHERE id = ?1", params![app, is_favourite])?;
    Ok(())
}

pub(super) fn set_pinned(tx: &Tx, app: AppId, is_pinned: bool) -> db::Result<()> {
    tx.execute(
        "UPDATE apps
         SET pin_order = CASE WHEN ?2 THEN (SELECT coalesce(max(pin_order) + 1, 0) FROM apps) END
         WHERE id = ?1",
        params![app, is_pinned],
    )?;
    Ok(())
}

pub(super) fn set_dock_place(tx: &Tx, app: AppId, place: usize) -> db::Result<()> {
    tx.execute("UPDATE apps SET pin_order = ?2 WHERE id = ?1", params![app, place])?;
    Ok(())
}

pub(super) fn set_used(tx: &Tx, app: AppId, now: Timestamp) -> db::Result<()> {
    tx.execute("UPDATE apps SET last_used_at = ?2 WHERE id = ?1", params![app, now])?;
    Ok(())
}

pub(super) fn insert_version(
    tx: &Tx,
    app: AppId,
    number: u32,
    version: Version,
    text: &str,
    now: Timestamp,
) -> db::Result<()> {
    tx.execute(
        "INSERT INTO app_versions (app_id, number, version, package, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![app, number, version, pack(app, text)?, now],
    )?;
    Ok(())
}

pub(super) fn versions(tx: &Tx, app: AppId) -> db::Result<Vec<Saved>> {
    tx.all(
        "SELECT number, version, saved_at, state_before IS NOT NULL
         FROM app_versions
         WHERE app_id = ?1
         ORDER BY number DESC",
        params![app],
        |row| Ok(Saved { number: row.get(0)?, version: row.get(1)?, saved_at: row.get(2)?, has_data: row.get(3)? }),
    )
}

pub(super) fn last_number(tx: &Tx, app: AppId) -> db::Result<u32> {
    tx.one("SELECT coalesce(max(number), 0) FROM app_versions WHERE app_id = ?1", params![app], |row| row.get(0))
}

pub(super) fn package(tx: &Tx, app: AppId, number: u32) -> db::Result<Option<Vec<u8>>> {
    let sql = "SELECT package FROM app_versions WHERE app_id = ?1 AND number = ?2";
    tx.find(sql, params![app, number], |row| row.get(0))
}

/// What the app kept when that version was replaced; within, `None` when it never was.
pub(super) fn state_before(tx: &Tx, app: AppId, number: u32) -> db::Result<Option<Option<Vec<u8>>>> {
    let sql = "SELECT state_before FROM app_versions WHERE app_id = ?1 AND number = ?2";
    tx.find(sql, params![app, number], |row| row.get(0))
}

pub(super) fn set_state_before(tx: &Tx, app: AppId, number: u32, packed: &[u8]) -> db::Result<()> {
    tx.execute(
        "UPDATE app_versions SET state_before = ?3 WHERE app_id = ?1 AND number = ?2",
        params![app, number, packed],
    )?;
    Ok(())
}

/// Forgets the versions before `number`, but for the one that runs.
pub(super) fn drop_versions(tx: &Tx, app: AppId, number: u32) -> db::Result<()> {
    tx.execute(
        "DELETE FROM app_versions
         WHERE app_id = ?1 AND number < ?2 AND number <> (SELECT number FROM apps WHERE id = ?1)",
        params![app, number],
    )?;
    Ok(())
}

/// The text as it is kept.
pub(super) fn pack<K: Kind>(id: Id<K>, text: &str) -> db::Result<Vec<u8>> {
    zstd::bulk::compress(text.as_bytes(), ZSTD_LEVEL).map_err(|source| broken(id, source))
}

/// The text of a package that [`pack`] has packed.
pub(super) fn unpack(app: AppId, packed: &[u8]) -> db::Result<String> {
    unpack_up_to(app, packed, PACKAGE_BYTES_MAX)
}

pub(super) fn unpack_up_to<K: Kind>(id: Id<K>, packed: &[u8], bytes_max: usize) -> db::Result<String> {
    let bytes = zstd::bulk::decompress(packed, bytes_max).map_err(|source| broken(id, source))?;
    String::from_utf8(bytes).map_err(|error| damaged(id, &error))
}

/// What is stored makes no sense.
pub(super) fn damaged<K: Kind>(id: Id<K>, reason: &dyn std::fmt::Display) -> db::Error {
    db::Error::Damaged { path: format!("{} {id}", K::NOUN).into(), reason: reason.to_string() }
}

fn broken<K: Kind>(id: Id<K>, source: std::io::Error) -> db::Error {
    db::Error::File { path: format!("{} {id}", K::NOUN).into(), source }
}

/// Bytes of the packages, as they are packed, and of what apps keep and have kept.
pub(crate) fn bytes(tx: &Tx) -> db::Result<u64> {
    tx.one(
        "SELECT (SELECT coalesce(sum(length(package) + coalesce(length(state_before), 0)), 0) FROM app_versions)
              + (SELECT coalesce(sum(octet_length(value)), 0) FROM app_state)",
        [],
        |row| row.get(0),
    )
}

fn tags(package: &Package) -> String {
    // A comma in a tag would make two of it.
    let words = package.tags.iter().flat_map(|tag| tag.split(',')).map(str::trim).filter(|tag| !tag.is_empty());
    words.collect::<Vec<_>>().join(",")
}

fn read(row: &Row<'_>) -> db::RowResult<App> {
    let tags: String = row.get(7)?;
    Ok(App {
        id: row.get(0)?,
        package: row.get(1)?,
        name: row.get(2)?,
        icon: row.get(3)?,
        category: row.get(4)?,
        author: row.get(5)?,
        description: row.get(6)?,
        tags: tags.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        origin: row.get(8)?,
        number: row.get(9)?,
        version: row.get(10)?,
        has_auto_update: row.get(11)?,
        is_favourite: row.get(12)?,
        pin_order: row.get(13)?,
        last_used_at: row.get(14)?,
        epoch: row.get(15)?,
        installed_at: row.get(16)?,
        updated_at: row.get(17)?,
        archived_at: row.get(18)?,
    })
}
