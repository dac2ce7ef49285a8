//! How much room a user's things take.

use crate::{
    app, card, chat,
    db::{self, Tx},
    document, memory, session,
};

/// Bytes by what they are of. Only content is counted, without indexes and the room between rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// Cards and every earlier content of theirs, the Drawer included.
    pub cards: u64,
    /// The files that were sent, each once, put away or not.
    pub documents: u64,
    /// Packages of apps and what apps keep.
    pub apps: u64,
    pub sessions: u64,
    pub chat: u64,
    pub memory: u64,
}

/// # Errors
/// Whatever the database refuses.
pub fn used(tx: &Tx) -> db::Result<Used> {
    Ok(Used {
        cards: card::bytes(tx)?,
        documents: document::bytes(tx)?,
        apps: app::bytes(tx)?,
        sessions: session::bytes(tx)?,
        chat: chat::bytes(tx)?,
        memory: memory::bytes(tx)?,
    })
}
