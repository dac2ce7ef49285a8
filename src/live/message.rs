//! What is sent to those who follow a branch: made once, shared by all that it goes to.

use serde::Serialize;

use super::hub::PersonView;
use crate::{
    account::{Name, UserId},
    git::{BranchName, ObjectId},
    kit::Timestamp,
    livechat::TurnId,
    repo::{Event, EventKind, RepoName},
};

/// What a message is about, in the word of the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageKind {
    /// The stream has begun.
    Connected,
    /// Everybody who is here.
    PresenceUpdate,
    /// Who has come, gone, or moved about.
    PresenceDiff,
    WorkspaceEvent,
    /// Events are missing: look at the branch itself.
    Resync,
    /// Something has happened in the reader's own live chat.
    ChatMessage,
    /// The stream ends, because whoever follows may not any more.
    Gone,
}

impl MessageKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::PresenceUpdate => "presence_update",
            Self::PresenceDiff => "presence_diff",
            Self::WorkspaceEvent => "workspace_event",
            Self::Resync => "resync",
            Self::ChatMessage => "chat_message",
            Self::Gone => "gone",
        }
    }
}

/// A message, encoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub kind: MessageKind,
    /// The number of the event that it tells of.
    pub seq: Option<u64>,
    pub json: String,
}

impl Message {
    pub(super) fn new(kind: MessageKind, seq: Option<u64>, data: &impl Serialize) -> Self {
        // Plain structs of texts and numbers: there is nothing in them that JSON can't say.
        Self { kind, seq, json: serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned()) }
    }

    pub(super) fn event(event: &EventView) -> Self {
        Self::new(MessageKind::WorkspaceEvent, Some(event.seq), event)
    }
}

/// An event as it is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct EventView {
    pub seq: u64,
    pub kind: EventKind,
    /// Absent for what concerns the whole repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_head: Option<ObjectId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<ObjectId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob: Option<ObjectId>,
    /// How many files differ, for a branch that has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// The number of a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull: Option<u64>,
    /// The branch that a request asks to come into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<BranchName>,
    /// The id of a task of an agent, which works on `branch`, and where it stands from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What a repository is called from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<RepoName>,
    /// Who did it; absent when the branch was moved by other means than this server's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_name: Option<Name>,
    pub at: Timestamp,
}

impl EventView {
    pub(super) fn new(event: &Event, by_name: Option<Name>) -> Self {
        Self {
            seq: event.seq,
            kind: event.kind,
            branch: event.branch.clone(),
            path: event.path.clone(),
            old_path: event.old_path.clone(),
            old_head: event.old_head,
            head: event.head,
            blob: event.blob,
            files: event.file_count,
            pull: event.detail.pull,
            into: event.detail.into.clone(),
            agent: event.detail.agent.clone(),
            state: event.detail.state.clone(),
            name: event.detail.name.clone(),
            by: event.by,
            by_name,
            at: event.at,
        }
    }
}

/// The stream has begun: what has happened up to `seq` is known to whoever looks at the branch at `head`.
#[derive(Serialize)]
pub(super) struct Connected {
    pub seq: u64,
    pub head: Option<ObjectId>,
}

/// How a turn of the reader's own live chat stands now; without a turn the chat was cleared.
#[derive(Serialize)]
pub(super) struct ChatNews {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<TurnId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Everybody {
    pub people: Vec<PersonView>,
}

#[derive(Serialize)]
pub(super) struct Resync {
    pub seq: u64,
}

/// Why a stream ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The repository is nothing that they may see any more.
    Access,
    /// They are signed out, or their account is closed.
    SignedOut,
}

#[derive(Serialize)]
pub(super) struct GoneView {
    pub reason: Reason,
}
