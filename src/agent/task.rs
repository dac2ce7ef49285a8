//! What a task is: who wants what, where, and how far it has come.

use std::fmt::Write;

use super::machine::{Refusal, State, Wanted};
use crate::{
    account::{Name, UserId},
    assistant::turn::micros,
    config, db,
    git::{BranchName, ObjectId},
    kit::{Id, Kind, Timestamp},
    model::Spent,
    repo::{self, Address, KEPT_FOLDER, RepoId},
};

/// Characters of a task, and of what is said to an agent later: some pages.
pub const TASK_CHARS_MAX: usize = 20_000;

/// Characters of what a branch's name says of the task.
const SLUG_CHARS_MAX: usize = 40;

/// Characters of the id that end a branch's name: enough that two tasks of the same words don't meet.
const ID_CHARS: usize = 8;

/// Characters of a task's first line, as lists show it.
const TITLE_CHARS_MAX: usize = 120;

/// Names a task and whoever does it.
pub enum AgentKind {}

impl Kind for AgentKind {
    const NOUN: &'static str = "agent";
}

pub type AgentId = Id<AgentKind>;

/// A task, and the agent that does it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agent {
    pub id: AgentId,
    pub requester: UserId,
    pub requester_name: Name,
    pub repository: RepoId,
    /// Where that is.
    pub address: Address,
    pub task: String,
    pub base_branch: BranchName,
    pub base_commit: ObjectId,
    pub branch: BranchName,
    /// The last commit that it made.
    pub head: Option<ObjectId>,
    pub state: State,
    pub wanted: Option<Wanted>,
    /// Why it stands there; for one that is done, what it says of its work.
    pub why: Option<String>,
    pub question: Option<String>,
    pub model: Option<String>,
    /// Times that the model was asked.
    pub asked: u32,
    pub spent: Spent,
    /// How long it has worked.
    pub worked_ms: i64,
    /// Steps up to this one don't count for the limits any more.
    pub since_step: u64,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Whether the one who looks may say what becomes of it.
    pub may_steer: bool,
    /// The step that says how it has ended or what it asks, while the one who looks has asked for the task and not looked
    /// at it since.
    pub unseen: Option<u64>,
    /// The language in which its requester was spoken to, as a tag.
    pub language: Option<String>,
}

impl Agent {
    /// The task in one line.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.task)
    }
}

/// A task to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTask {
    pub id: AgentId,
    pub task: String,
    pub base_branch: BranchName,
    pub base_commit: ObjectId,
    /// The language in which its requester is spoken to, as a tag, where that is known.
    pub language: Option<String>,
}

/// What agents may take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    pub running_per_user: u64,
    pub running: u64,
    /// Tasks of one user that are not over.
    pub open_per_user: u64,
    /// Times that the model is asked for one task.
    pub steps_max: u32,
    pub minutes_max: u32,
    pub tokens_max: Option<u64>,
    pub cost_micros_max: Option<u64>,
}

impl Limits {
    /// The limits that the operator has set.
    #[must_use]
    pub fn of(settings: &config::Agents) -> Self {
        Self {
            running_per_user: settings.running_per_user,
            running: settings.running,
            open_per_user: settings.open_per_user,
            steps_max: settings.steps_max,
            minutes_max: settings.minutes_max,
            tokens_max: (settings.tokens_max > 0).then_some(settings.tokens_max),
            cost_micros_max: micros(settings.cost_max),
        }
    }
}

/// Why nothing was done. The text is for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such task")]
    NotFound,
    #[error("a task has 1 to {TASK_CHARS_MAX} characters")]
    BadTask,
    #[error("this branch has no commit yet: save a file there first")]
    NoBase,
    #[error("{0} tasks of yours are not over yet: wait, or cancel one of them")]
    TooMany(u64),
    #[error("only {0}, who has asked for this task, and the admins of the repository say what becomes of it")]
    NotYours(Name),
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("the agent has not taken what was said before: wait a moment")]
    TooMuchSaid,
    #[error(transparent)]
    Repo(#[from] repo::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

/// The branch on which a task is done: `agent/`, some of its words, and the end of its id.
pub(super) fn branch_of(task: &str, id: AgentId) -> Option<BranchName> {
    let mut slug = String::new();
    for c in title(task).chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= SLUG_CHARS_MAX {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    let id = id.to_string();
    let end = &id[id.len() - ID_CHARS..];
    let mut name = KEPT_FOLDER.to_owned();
    // A text takes everything that is written to it.
    let _ = if slug.is_empty() { write!(name, "task-{end}") } else { write!(name, "{slug}-{end}") };
    BranchName::new(&name).ok()
}

pub(super) fn title(task: &str) -> String {
    let line = task.trim().lines().next().unwrap_or_default();
    let mut title: String = line.chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect();
    if title.chars().count() < line.chars().count() {
        title.push('…');
    }
    title
}
