//! Sessions: the desk as it was at a moment, kept under a name or by the server itself, and the way back to it.
//!
//! This room owns the table `sessions`. It reads the desk through the verbs of its rooms and puts it back through them, so
//! that every change of a restore is numbered, told to the tabs and kept as any other. A restore is one transaction: what
//! can't come back whole changes nothing. What has come since goes to the Drawer, and the desk as it was just before is
//! kept as a session of its own, which leads back. Sessions are never deleted, except for the server's own ones, which
//! are thinned.

mod apps;
mod autosave;
mod body;
mod error;
mod layout;
mod restore;
mod store;
#[cfg(test)]
mod tests;
mod thinning;

use crate::{
    activity::{self, Seq},
    db::{self, Tx},
    kit::{Id, Kind, Line, Timestamp},
};

pub use autosave::{AUTOSAVE_S, Autosaved, autosave};
pub use body::Body;
pub use error::Error;
pub use restore::{restore, undo};
pub(crate) use store::all_bytes as bytes;
pub use thinning::{AUTOSAVES_MAX, BEFORE_RESTORES_MAX};

/// Names a session.
pub enum SessionKind {}

impl Kind for SessionKind {
    const NOUN: &'static str = "session";
}

pub type SessionId = Id<SessionKind>;

/// A session's name: one line of 1 to 80 characters, as a stack's.
pub type Name = Line<80>;

/// Named sessions that are not archived: a list that a person can still read.
pub const NAMED_MAX: u64 = 200;

/// Bytes of all named sessions, archived ones included, as they are stored: thousands of usual desks, and a bound against
/// runaway scripts.
pub const NAMED_BYTES_MAX: u64 = 512 << 20;

/// What made a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The server, from time to time.
    Auto,
    /// The user, under a name.
    Named,
    /// A restore, before it changed anything.
    BeforeRestore,
}

impl Origin {
    pub const ALL: [Self; 3] = [Self::Named, Self::Auto, Self::BeforeRestore];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Named => "named",
            Self::BeforeRestore => "before_restore",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == word)
    }
}

crate::word_column!(Origin);

/// A session without what it holds, of which it knows how much that is.
#[derive(Clone, PartialEq, Debug)]
pub struct Session {
    pub id: SessionId,
    pub origin: Origin,
    /// Of one made before a restore: the name of what was restored, if that had one.
    pub name: Option<Name>,
    pub saved_at: Timestamp,
    /// Until when the desk was found to be the same.
    pub same_until: Timestamp,
    /// The latest change that is in it.
    pub seq: Seq,
    pub digest: Vec<u8>,
    pub stacks: u64,
    pub cards: u64,
    pub instances: u64,
    pub archived_at: Option<Timestamp>,
}

type Result<T> = std::result::Result<T, Error>;

/// Keeps the desk as it is, under a name.
///
/// # Errors
/// [`Error::TooMany`], [`Error::NoRoom`], [`Error::TooLarge`].
pub fn save(tx: &Tx, id: SessionId, name: Name, now: Timestamp) -> Result<Session> {
    if store::count_named(tx)? >= NAMED_MAX {
        return Err(Error::TooMany);
    }
    let packed = body::pack(&layout::read(tx)?)?;
    if store::named_bytes(tx)? + packed.bytes.len() as u64 > NAMED_BYTES_MAX {
        return Err(Error::NoRoom);
    }
    keep(tx, id, Origin::Named, Some(name), &packed, now)
}

/// The session, archived or not.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: SessionId) -> Result<Session> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// All sessions that are not archived, the last saved first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx) -> db::Result<Vec<Session>> {
    store::list(tx, false)
}

/// The archived sessions, the last saved first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_archived(tx: &Tx) -> db::Result<Vec<Session>> {
    store::list(tx, true)
}

/// What a session holds.
///
/// # Errors
/// [`Error::NotFound`].
pub fn open(tx: &Tx, id: SessionId) -> Result<(Session, Body)> {
    let session = find(tx, id)?;
    let body = body::unpack(id, &store::body(tx, id)?)?;
    Ok((session, body))
}

/// Gives a session a name. One of the server's own becomes the user's by that, and is kept.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooMany`] or [`Error::NoRoom`] when one more can't be kept.
pub fn rename(tx: &Tx, id: SessionId, name: Name) -> Result<()> {
    let session = find(tx, id)?;
    if session.origin != Origin::Named {
        make_room_for(tx, id)?;
    }
    Ok(store::set_name(tx, id, &name)?)
}

/// Puts a session away, so that it leaves the list. Doing it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &Tx, id: SessionId, now: Timestamp) -> Result<()> {
    find(tx, id)?;
    Ok(store::archive(tx, id, now)?)
}

/// Brings a session back into the list. Doing it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooMany`].
pub fn unarchive(tx: &Tx, id: SessionId) -> Result<()> {
    let session = find(tx, id)?;
    let is_one_more = session.origin == Origin::Named && session.archived_at.is_some();
    if is_one_more && store::count_named(tx)? >= NAMED_MAX {
        return Err(Error::TooMany);
    }
    Ok(store::unarchive(tx, id)?)
}

/// Stores a session, and forgets those of the server's own that it makes superfluous.
fn keep(
    tx: &Tx,
    id: SessionId,
    origin: Origin,
    name: Option<Name>,
    packed: &body::Packed,
    now: Timestamp,
) -> Result<Session> {
    let session = Session {
        id,
        origin,
        name,
        saved_at: now,
        same_until: now,
        seq: activity::latest(tx)?,
        digest: packed.digest.clone(),
        stacks: packed.stacks,
        cards: packed.cards,
        instances: packed.instances,
        archived_at: None,
    };
    store::insert(tx, &session, &packed.bytes)?;
    for superfluous in thinning::superfluous(origin, &store::times(tx, origin)?) {
        store::forget(tx, superfluous)?;
    }
    Ok(session)
}

fn make_room_for(tx: &Tx, id: SessionId) -> Result<()> {
    if store::count_named(tx)? >= NAMED_MAX {
        return Err(Error::TooMany);
    }
    if store::named_bytes(tx)? + store::bytes(tx, id)? > NAMED_BYTES_MAX {
        return Err(Error::NoRoom);
    }
    Ok(())
}
