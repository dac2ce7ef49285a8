//! What waits for its user's click: something that would leave the server, word for word.
//!
//! It is shown by the message of the same id. It is decided once, and what was approved is done at most once: a server
//! that goes down in between leaves it approved, without an outcome.

use serde_json::Value;

use super::{Change, MessageId, NewMessage, say, store};
use crate::{
    activity::{self, By, Entry, Verb},
    db::{self, Tx},
    kit::Timestamp,
};

/// Approvals that may wait at once: more than anybody looks through with care.
pub const WAITING_MAX: u64 = 20;

/// Characters of what is sent: what somebody reads before they click.
pub const INPUT_CHARS_MAX: usize = 20_000;

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApprovalStatus {
    Waiting,
    /// It is being done, or nobody knows whether it was.
    Approved,
    Done,
    Failed,
    Denied,
}

impl ApprovalStatus {
    const ALL: [Self; 5] = [Self::Waiting, Self::Approved, Self::Done, Self::Failed, Self::Denied];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Denied => "denied",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether it may come next.
    const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Waiting, Self::Approved | Self::Denied) | (Self::Approved, Self::Done | Self::Failed)
        )
    }
}

crate::word_column!(ApprovalStatus);

/// What a message asks its user to approve.
#[derive(Clone, PartialEq, Debug)]
pub struct Approval {
    /// The other server, by its name.
    pub server: String,
    /// The tool, as models name it.
    pub tool: String,
    /// What it is called with: a JSON object.
    pub input: Value,
    pub status: ApprovalStatus,
    /// What came of it: material.
    pub outcome: String,
}

/// Stores a message that asks for an approval.
///
/// # Errors
/// Whatever the database refuses.
pub fn ask(tx: &Tx, new: NewMessage, approval: Approval, by: By, now: Timestamp) -> db::Result<Change> {
    let mut said = say(tx, new, by, now)?;
    store::insert_approval(tx, said.message.id, &approval, said.seq)?;
    said.message.approval = Some(approval);
    Ok(said)
}

/// How many approvals wait.
///
/// # Errors
/// Whatever the database refuses.
pub fn count_waiting(tx: &Tx) -> db::Result<u64> {
    store::count_waiting(tx)
}

/// Takes an approval on to its next status; `None` when there is no such approval, or it is past that.
///
/// # Errors
/// Whatever the database refuses.
pub fn decide(
    tx: &Tx,
    id: MessageId,
    next: ApprovalStatus,
    outcome: &str,
    now: Timestamp,
) -> db::Result<Option<Change>> {
    let Some(mut message) = store::find(tx, id)? else { return Ok(None) };
    let Some(approval) = message.approval.as_mut().filter(|approval| approval.status.may_become(next)) else {
        return Ok(None);
    };
    let entry = Entry { verb: Verb::ApprovalDecided, subject: &id.to_string(), before: None, by: By::User };
    let seq = activity::record(tx, &entry, now)?;
    (approval.status, approval.outcome) = (next, outcome.to_owned());
    store::set_approval(tx, id, approval, seq, now)?;
    Ok(Some(Change { seq, message }))
}
