//! Messages between apps: both declare the kind, the user allows it once, and it waits until the other runs.

use serde_json::Value;

use super::{
    App, Error, PackageId, Permission, grant, registry, runtime::limits::MESSAGE_BYTES_MAX, store::message as table,
};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// Messages that one led to: more is a ring.
pub const DEPTH_MAX: u32 = 8;
/// How long a message waits for its app to run.
pub const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Messages that wait for one app.
const WAITING_MAX: usize = 500;

/// The number of a message.
pub type MessageId = i64;

/// Something that an app says to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub id: MessageId,
    pub from: PackageId,
    pub to: PackageId,
    pub kind: String,
    /// JSON.
    pub body: String,
    /// How many messages led to it.
    pub depth: u32,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Queues a message of `from`, if its user allows both to send it and to receive it.
///
/// # Errors
/// [`Error::NotAllowed`], [`Error::NobodyThere`], [`Error::MessageTooLarge`], [`Error::MessageLoop`],
/// [`Error::TooManyMessages`].
pub fn send(
    tx: &Tx,
    from: &App,
    to: &PackageId,
    kind: &str,
    body: &Value,
    depth: u32,
    now: Timestamp,
) -> Result<MessageId, Error> {
    let may_send = Permission::Send { to: to.clone(), kind: kind.to_owned() };
    if !grant::granted(tx, from.id)?.contains(&may_send) {
        return Err(Error::NotAllowed(may_send));
    }
    let target = registry::by_package(tx, to)?.filter(|app| !app.is_archived());
    let target = target.ok_or_else(|| Error::NobodyThere(to.clone()))?;
    let may_receive = Permission::Receive(kind.to_owned());
    if !grant::granted(tx, target.id)?.contains(&may_receive) {
        return Err(Error::NotAllowed(may_receive));
    }
    let body = body.to_string();
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(Error::MessageTooLarge);
    }
    if depth > DEPTH_MAX {
        return Err(Error::MessageLoop);
    }
    table::forget_expired(tx, now)?;
    if table::count_waiting(tx, to)? >= WAITING_MAX {
        return Err(Error::TooManyMessages(to.clone()));
    }
    let (from, to, kind) = (from.package.clone(), to.clone(), kind.to_owned());
    let message = Message { id: 0, from, to, kind, body, depth, sent_at: now, expires_at: now.plus_ms(KEPT_MS) };
    Ok(table::insert(tx, &message)?)
}

/// What waits for the app, in the order in which it was sent.
///
/// # Errors
/// Whatever the database refuses.
pub fn waiting_for(tx: &Tx, to: &PackageId, now: Timestamp) -> db::Result<Vec<Message>> {
    table::waiting(tx, to, now, WAITING_MAX)
}

/// The apps for which something waits.
///
/// # Errors
/// Whatever the database refuses.
pub fn recipients(tx: &Tx, now: Timestamp) -> db::Result<Vec<PackageId>> {
    table::recipients(tx, now)
}

/// Notes that the message has reached its app, so that it doesn't twice.
///
/// # Errors
/// Whatever the database refuses.
pub fn delivered(tx: &Tx, id: MessageId, now: Timestamp) -> db::Result<()> {
    table::set_delivered(tx, id, now)
}
