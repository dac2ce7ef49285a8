//! What an app keeps: by name, for all of its windows or for one.
//!
//! A list whose items have ids is stored a row an item, so that ticking one of a thousand tasks writes one row.
//! Everything else is a row a name. Nothing is written that has not changed.

mod order;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AppId, Error, InstanceId, store, store::state as table};
use crate::db::{self, Tx};

pub use super::runtime::{
    State,
    limits::{APP_BYTES_MAX, INSTANCE_BYTES_MAX},
};

/// Bytes of a copy of all of it: the values, and a name and two ids around each.
const COPY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of an item's id in a row's key.
const ITEM_ID_BYTES_MAX: usize = 128;

/// Where an item stands in its list. Only the order means something.
pub type Place = i64;

/// To which windows of an app something belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    All,
    One(InstanceId),
}

impl From<Option<InstanceId>> for Whose {
    fn from(instance: Option<InstanceId>) -> Self {
        instance.map_or(Self::All, Self::One)
    }
}

/// The word in the column: nothing for all windows.
impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::One(instance) => instance.fmt(f),
        }
    }
}

/// A row, as it stands in the file and in copies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Empty for what belongs to all windows.
    pub instance: String,
    pub name: String,
    /// The item's id; empty for what is no list of items with ids.
    pub item: String,
    pub place: Place,
    /// JSON.
    pub value: String,
}

/// What is kept for all windows of the app, or for one.
///
/// # Errors
/// Whatever the database refuses.
pub fn load(tx: &Tx, app: AppId, instance: Option<InstanceId>) -> Result<State, Error> {
    let mut state = State::new();
    for row in table::of_window(tx, app, instance.into())? {
        let value = serde_json::from_str(&row.value).map_err(|error| store::damaged(app, &error))?;
        if row.item.is_empty() {
            state.insert(row.name, value);
        } else if let Value::Array(items) = state.entry(row.name).or_insert_with(|| Value::Array(Vec::new())) {
            items.push(value);
        }
    }
    Ok(state)
}

/// Keeps `new` in the place of `old`, which is what was loaded. Only what differs is written.
///
/// # Errors
/// [`Error::InstanceFull`], [`Error::AppFull`]: the caller takes the transaction back.
pub fn save(tx: &Tx, app: AppId, instance: Option<InstanceId>, old: &State, new: &State) -> Result<(), Error> {
    let whose = Whose::from(instance);
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        table::remove_name(tx, app, whose, name)?;
    }
    let changed: Vec<&String> =
        new.iter().filter(|(name, value)| old.get(*name) != Some(*value)).map(|(name, _)| name).collect();
    for name in &changed {
        save_name(tx, app, whose, name, old.get(*name), &new[*name])?;
    }
    if changed.is_empty() { Ok(()) } else { check_room(tx, app, whose) }
}

/// Forgets everything that the app keeps, for all windows.
///
/// # Errors
/// Whatever the database refuses.
pub fn erase(tx: &Tx, app: AppId) -> db::Result<()> {
    table::clear(tx, app)?;
    store::raise_epoch(tx, app)
}

/// Forgets what one window keeps, or, without one, what belongs to all of them.
///
/// # Errors
/// Whatever the database refuses.
pub fn clear(tx: &Tx, app: AppId, instance: Option<InstanceId>) -> db::Result<()> {
    table::clear_window(tx, app, instance.into())?;
    store::raise_epoch(tx, app)
}

/// Bytes that the app keeps.
///
/// # Errors
/// Whatever the database refuses.
pub fn bytes(tx: &Tx, app: AppId) -> db::Result<usize> {
    Ok(table::bytes(tx, app, Whose::All)?.1)
}

/// Every row of the app, in their order.
///
/// # Errors
/// Whatever the database refuses.
pub fn rows(tx: &Tx, app: AppId) -> db::Result<Vec<Kept>> {
    table::of_app(tx, app)
}

/// Puts these rows in the place of all that the app keeps.
///
/// # Errors
/// Whatever the database refuses.
pub fn replace(tx: &Tx, app: AppId, rows: &[Kept]) -> db::Result<()> {
    table::clear(tx, app)?;
    rows.iter().try_for_each(|row| table::put(tx, app, row))?;
    store::raise_epoch(tx, app)
}

/// A copy of all that the app keeps.
pub(super) fn packed(tx: &Tx, app: AppId) -> db::Result<Vec<u8>> {
    let rows = rows(tx, app)?;
    // Strings and numbers: nothing that JSON can't hold.
    store::pack(app, &serde_json::to_string(&rows).unwrap_or_default())
}

/// Puts a copy back.
pub(super) fn restore_packed(tx: &Tx, app: AppId, packed: &[u8]) -> db::Result<()> {
    let text = store::unpack_up_to(app, packed, COPY_BYTES_MAX)?;
    let rows: Vec<Kept> = serde_json::from_str(&text).map_err(|error| store::damaged(app, &error))?;
    replace(tx, app, &rows)
}

fn save_name(tx: &Tx, app: AppId, whose: Whose, name: &str, old: Option<&Value>, new: &Value) -> Result<(), Error> {
    let Some(items) = items(new) else {
        table::remove_name(tx, app, whose, name)?;
        return Ok(table::put(tx, app, &kept(whose, name, "", 0, new))?);
    };
    let was: BTreeMap<&str, &Value> = old.and_then(self::items).unwrap_or_default().into_iter().collect();
    if was.is_empty() {
        table::remove_name(tx, app, whose, name)?;
    }
    let are: BTreeSet<&str> = items.iter().map(|(id, _)| *id).collect();
    for gone in was.keys().filter(|id| !are.contains(**id)) {
        table::remove(tx, app, whose, name, gone)?;
    }
    let placed: BTreeMap<String, Place> = table::places(tx, app, whose, name)?.into_iter().collect();
    let ids: Vec<&str> = items.iter().map(|(id, _)| *id).collect();
    for ((id, value), place) in items.iter().zip(order::places(&ids, &placed)) {
        let is_same = was.get(id) == Some(value);
        match placed.get(*id) {
            Some(at) if is_same && *at == place => {}
            Some(_) if is_same => table::set_place(tx, app, whose, name, id, place)?,
            _ => table::put(tx, app, &kept(whose, name, id, place, value))?,
        }
    }
    Ok(())
}

fn kept(whose: Whose, name: &str, item: &str, place: Place, value: &Value) -> Kept {
    let (instance, name, item) = (whose.to_string(), name.to_owned(), item.to_owned());
    Kept { instance, name, item, place, value: value.to_string() }
}

/// The items of a list by their ids, if all of them have one and no two the same.
fn items(value: &Value) -> Option<Vec<(&str, &Value)>> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    let mut seen = BTreeSet::new();
    let with_id = |item| {
        let id = Value::get(item, "id")?.as_str()?;
        let is_fit = !id.is_empty() && id.len() <= ITEM_ID_BYTES_MAX && seen.insert(id);
        is_fit.then_some((id, item))
    };
    list.iter().map(with_id).collect()
}

fn check_room(tx: &Tx, app: AppId, whose: Whose) -> Result<(), Error> {
    let (own, all) = table::bytes(tx, app, whose)?;
    if matches!(whose, Whose::One(_)) && own > INSTANCE_BYTES_MAX {
        return Err(Error::InstanceFull);
    }
    if all > APP_BYTES_MAX {
        return Err(Error::AppFull);
    }
    Ok(())
}
