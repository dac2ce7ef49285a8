//! Whether agents may run commands: an admin says so, and each time is kept.

use crate::{
    account::{Name, UserId},
    agent::{Result, store},
    db::Tx,
    kit::Timestamp,
};

/// The last time that somebody has said so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Switched {
    pub is_on: bool,
    pub by: Name,
    pub at: Timestamp,
}

/// What was said last; `None` when nobody ever has, which means no.
///
/// # Errors
/// Whatever the database refuses.
pub fn switch(tx: &Tx) -> Result<Option<Switched>> {
    Ok(store::switch::last(tx)?)
}

/// Says so. Whether somebody may is the caller's to check.
///
/// # Errors
/// Whatever the database refuses.
pub fn set_switch(tx: &Tx, by: UserId, is_on: bool, now: Timestamp) -> Result<()> {
    Ok(store::switch::insert(tx, by, is_on, now)?)
}
