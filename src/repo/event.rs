//! What happens in a repository, as rows of its own file, numbered without gaps.
//!
//! Nobody says that something has happened: events are made of branches that have moved (see [`super::journal`]), and of rows
//! that have changed (see [`super::news`]).

pub(super) mod store;

use std::ops::RangeInclusive;

use serde::Serialize;

use super::news::Detail;
use crate::{
    account::UserId,
    db::{self, Tx},
    git::{BranchName, ObjectId},
    kit::Timestamp,
};

/// Events of one repository that are kept: days of busy work. Whoever has missed more looks at the branch itself.
const KEPT: u64 = 10_000;

/// Rows by which more than [`KEPT`] are kept before the oldest go, so that not every event removes one.
const SLACK: u64 = 500;

/// Endings of files that are pictures or sounds.
const ASSETS: [&str; 15] =
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico", "wav", "mp3", "ogg", "flac", "m4a", "opus"];

/// How the name of a scene ends.
const SCENE: &str = ".scene.json";

/// What an event says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub enum EventKind {
    #[serde(rename = "branch.created")]
    BranchCreated,
    #[serde(rename = "branch.moved")]
    BranchMoved,
    #[serde(rename = "branch.deleted")]
    BranchDeleted,
    #[serde(rename = "file.created")]
    FileCreated,
    #[serde(rename = "file.edited")]
    FileEdited,
    #[serde(rename = "file.deleted")]
    FileDeleted,
    #[serde(rename = "file.renamed")]
    FileRenamed,
    /// Said of a picture or a sound beside what is said of the file.
    #[serde(rename = "asset.uploaded")]
    AssetUploaded,
    /// Said of a scene beside what is said of the file.
    #[serde(rename = "scene.updated")]
    SceneUpdated,
    #[serde(rename = "pull.opened")]
    PullOpened,
    /// Its title or what is said below it is another one.
    #[serde(rename = "pull.updated")]
    PullUpdated,
    #[serde(rename = "pull.closed")]
    PullClosed,
    #[serde(rename = "pull.merged")]
    PullMerged,
    /// A task of an agent stands elsewhere.
    #[serde(rename = "agent.state")]
    AgentState,
    #[serde(rename = "repository.archived")]
    RepositoryArchived,
    #[serde(rename = "repository.restored")]
    RepositoryRestored,
    #[serde(rename = "repository.renamed")]
    RepositoryRenamed,
}

impl EventKind {
    pub const ALL: [Self; 17] = [
        Self::BranchCreated,
        Self::BranchMoved,
        Self::BranchDeleted,
        Self::FileCreated,
        Self::FileEdited,
        Self::FileDeleted,
        Self::FileRenamed,
        Self::AssetUploaded,
        Self::SceneUpdated,
        Self::PullOpened,
        Self::PullUpdated,
        Self::PullClosed,
        Self::PullMerged,
        Self::AgentState,
        Self::RepositoryArchived,
        Self::RepositoryRestored,
        Self::RepositoryRenamed,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BranchCreated => "branch.created",
            Self::BranchMoved => "branch.moved",
            Self::BranchDeleted => "branch.deleted",
            Self::FileCreated => "file.created",
            Self::FileEdited => "file.edited",
            Self::FileDeleted => "file.deleted",
            Self::FileRenamed => "file.renamed",
            Self::AssetUploaded => "asset.uploaded",
            Self::SceneUpdated => "scene.updated",
            Self::PullOpened => "pull.opened",
            Self::PullUpdated => "pull.updated",
            Self::PullClosed => "pull.closed",
            Self::PullMerged => "pull.merged",
            Self::AgentState => "agent.state",
            Self::RepositoryArchived => "repository.archived",
            Self::RepositoryRestored => "repository.restored",
            Self::RepositoryRenamed => "repository.renamed",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it says what a branch did, not what became of a file.
    #[must_use]
    pub const fn is_of_branch(self) -> bool {
        matches!(self, Self::BranchCreated | Self::BranchMoved | Self::BranchDeleted)
    }

    /// Whether it is of a file, and so of one branch alone; everything else is told to all who follow the repository.
    #[must_use]
    pub const fn is_of_file(self) -> bool {
        match self {
            Self::FileCreated
            | Self::FileEdited
            | Self::FileDeleted
            | Self::FileRenamed
            | Self::AssetUploaded
            | Self::SceneUpdated => true,
            Self::BranchCreated
            | Self::BranchMoved
            | Self::BranchDeleted
            | Self::PullOpened
            | Self::PullUpdated
            | Self::PullClosed
            | Self::PullMerged
            | Self::AgentState
            | Self::RepositoryArchived
            | Self::RepositoryRestored
            | Self::RepositoryRenamed => false,
        }
    }

    /// What is said of a file beside its having changed.
    pub(super) fn beside(path: &str) -> Option<Self> {
        let lower = path.to_ascii_lowercase();
        if lower.ends_with(SCENE) {
            return Some(Self::SceneUpdated);
        }
        let (_, ending) = lower.rsplit_once('.')?;
        ASSETS.contains(&ending).then_some(Self::AssetUploaded)
    }
}

crate::word_column!(EventKind);

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    pub seq: u64,
    pub kind: EventKind,
    /// Which branch did it, or asks to come into another one; absent for what concerns the whole repository.
    pub branch: Option<BranchName>,
    pub path: Option<String>,
    pub old_path: Option<String>,
    pub old_head: Option<ObjectId>,
    pub head: Option<ObjectId>,
    pub blob: Option<ObjectId>,
    /// Files that differ, for a branch that has moved.
    pub file_count: Option<u64>,
    pub detail: Detail,
    /// Who did it; `None` when the branch was found elsewhere than it was left.
    pub by: Option<UserId>,
    pub at: Timestamp,
}

/// Events that follow on one that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Since {
    pub events: Vec<Event>,
    /// The number of the latest event that there is; 0 before the first one.
    pub latest: u64,
    /// Whether what followed is not known any more, or is too much to tell: the branch itself must be looked at.
    pub is_cut: bool,
}

/// Numbers the events and keeps them, and forgets the oldest ones.
pub(super) fn record(tx: &Tx, events: &mut [Event]) -> db::Result<()> {
    let (oldest, latest) = store::range(tx)?.map_or((0, 0), RangeInclusive::into_inner);
    let mut seq = latest;
    for event in events.iter_mut() {
        seq += 1;
        event.seq = seq;
        store::insert(tx, event)?;
    }
    if seq.saturating_sub(oldest) > KEPT + SLACK {
        store::forget(tx, seq - KEPT)?;
    }
    Ok(())
}

/// The events after `seq`, at most `max` of them.
pub(super) fn since(tx: &Tx, seq: u64, max: u64) -> db::Result<Since> {
    let (oldest, latest) = store::range(tx)?.map_or((1, 0), RangeInclusive::into_inner);
    let is_known = seq <= latest && seq + 1 >= oldest && latest - seq <= max;
    let events = if is_known { store::after(tx, seq)? } else { Vec::new() };
    Ok(Since { events, latest, is_cut: !is_known })
}
