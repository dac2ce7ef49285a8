//! What a user prefers: a few settings of their own, each with a type and a usual value.
//!
//! This room owns the table `preferences`. It knows neither which preferences there are nor what they mean: each is
//! declared as a [`Preference`] by the room that goes by it. A value that can't be read is the usual one, so that a
//! preference whose type has changed breaks nothing.

mod store;
#[cfg(test)]
mod tests;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// A setting of a user's own, with the value that it has until they choose another one.
pub struct Preference<T> {
    name: &'static str,
    usual: T,
}

impl<T> Preference<T> {
    /// `name` is part of the file: never changed, and never given to another preference.
    #[must_use]
    pub const fn new(name: &'static str, usual: T) -> Self {
        Self { name, usual }
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    #[must_use]
    pub const fn usual(&self) -> &T {
        &self.usual
    }
}

/// What the user prefers.
///
/// # Errors
/// Whatever the database refuses.
pub fn get<T: DeserializeOwned + Clone>(tx: &Tx, preference: &Preference<T>) -> db::Result<T> {
    let value = store::value(tx, preference.name)?;
    let chosen = value.and_then(|json| serde_json::from_str(&json).ok());
    Ok(chosen.unwrap_or_else(|| preference.usual.clone()))
}

/// Notes what the user prefers from now on.
///
/// # Errors
/// Whatever the database refuses.
pub fn set<T: Serialize>(tx: &Tx, preference: &Preference<T>, value: &T, now: Timestamp) -> db::Result<()> {
    store::set(tx, preference.name, &serde_json::json!(value).to_string(), now)
}

/// Goes back to the usual value.
///
/// # Errors
/// Whatever the database refuses.
pub fn reset<T>(tx: &Tx, preference: &Preference<T>, now: Timestamp) -> db::Result<()> {
    store::set(tx, preference.name, "null", now)
}
