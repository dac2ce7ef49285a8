//! When each user's next background job is due: a note in the server's file, so that sleeping users are found.

use super::store::wake as table;
use crate::{
    account::UserId,
    db::{self, Tx},
    kit::Timestamp,
};

/// Notes when the user's next job is due; none takes the note away.
///
/// # Errors
/// Whatever the database refuses.
pub fn note(tx: &Tx, user: UserId, due_at: Option<Timestamp>) -> db::Result<()> {
    match due_at {
        Some(due_at) => table::put(tx, user, due_at),
        None => table::remove(tx, user),
    }
}

/// The users who have a job that is due, the longest waiting first.
///
/// # Errors
/// Whatever the database refuses.
pub fn due(tx: &Tx, now: Timestamp, limit: u32) -> db::Result<Vec<UserId>> {
    table::due(tx, now, limit)
}
