//! What an app was allowed and refused, and what it did with it: for its user to read.

use super::{AppId, store::grant as table};
use crate::{
    db::{self, Tx},
    kit::Timestamp,
};

/// Entries that are kept of an app: weeks of use.
pub const KEPT: u32 = 1_000;
/// Every so many entries the old ones are looked for.
const SWEEP_EVERY: i64 = 50;
/// Characters of a detail.
const DETAIL_CHARS_MAX: usize = 300;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Installed,
    Updated,
    RolledBack,
    Archived,
    Granted,
    Revoked,
    /// It tried what it is not allowed.
    Refused,
    /// It asked another server.
    Fetched,
    ReadFile,
    WroteFile,
    AskedModel,
    Sent,
    Notified,
    /// A job ran.
    Ran,
    DataErased,
}

impl What {
    pub const ALL: [Self; 15] = [
        Self::Installed,
        Self::Updated,
        Self::RolledBack,
        Self::Archived,
        Self::Granted,
        Self::Revoked,
        Self::Refused,
        Self::Fetched,
        Self::ReadFile,
        Self::WroteFile,
        Self::AskedModel,
        Self::Sent,
        Self::Notified,
        Self::Ran,
        Self::DataErased,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Updated => "updated",
            Self::RolledBack => "rolled_back",
            Self::Archived => "archived",
            Self::Granted => "granted",
            Self::Revoked => "revoked",
            Self::Refused => "refused",
            Self::Fetched => "fetched",
            Self::ReadFile => "read_file",
            Self::WroteFile => "wrote_file",
            Self::AskedModel => "asked_model",
            Self::Sent => "sent",
            Self::Notified => "notified",
            Self::Ran => "ran",
            Self::DataErased => "data_erased",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub at: Timestamp,
    pub what: What,
    /// A permission, an address, a name: never content.
    pub detail: String,
}

/// Notes what happened.
///
/// # Errors
/// Whatever the database refuses.
pub fn note(tx: &Tx, app: AppId, what: What, detail: &str, now: Timestamp) -> db::Result<()> {
    let detail = detail.chars().take(DETAIL_CHARS_MAX).collect();
    let id = table::note(tx, app, &Entry { at: now, what, detail })?;
    if id % SWEEP_EVERY == 0 {
        table::forget_entries(tx, app, KEPT)?;
    }
    Ok(())
}

/// The last `limit` entries, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn entries(tx: &Tx, app: AppId, limit: u32) -> db::Result<Vec<Entry>> {
    table::entries(tx, app, limit.min(KEPT))
}
