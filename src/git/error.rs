//! Why a repository did not do as asked.

use super::{BranchName, ObjectId, TreePath};
use crate::kit::Timestamp;

/// Paths that an error names.
const LISTED_MAX: usize = 10;

/// Why a repository did not do as asked. Every backend answers in these words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such thing in this repository")]
    NotFound,
    #[error("{0} is there already")]
    Exists(String),
    /// What the caller started from is not there any more.
    #[error("somebody else has changed it meanwhile")]
    Stale {
        /// The commit that the branch stands at now; absent when the branch is gone.
        head: Option<ObjectId>,
        /// The file that differs and what it holds now, when it was a file that was expected.
        file: Option<(TreePath, Option<ObjectId>)>,
    },
    #[error("that would lose commits of {0}")]
    NotFastForward(BranchName),
    #[error("both sides have changed the same places{}", listed(paths))]
    Conflict { paths: Vec<TreePath> },
    #[error("{0} is protected")]
    Protected(BranchName),
    #[error("that is more than the {max} bytes that are allowed")]
    TooLarge { max: u64 },
    #[error("{0}")]
    Invalid(String),
    #[error("the repository can't be used: {0}")]
    Unavailable(String),
    /// A place elsewhere where repositories are has heard enough for now.
    #[error("the other server wants to be left alone for {wait_s} seconds")]
    RateLimited {
        retry_at: Timestamp,
        /// From the moment of the refusal on.
        wait_s: u64,
    },
    #[error("the other server does not accept the token: it was revoked or has run out, or was never its own")]
    KeyRefused,
    /// In the words of that place, cut.
    #[error("the other server does not allow it: {0}")]
    NotAllowed(String),
    /// Such a place does not answer, or not so that it can be understood.
    #[error("{0}")]
    Away(String),
}

/// Some of the paths, for people. A place elsewhere may not say which they are.
fn listed(paths: &[TreePath]) -> String {
    if paths.is_empty() {
        return String::new();
    }
    let shown: Vec<&str> = paths.iter().take(LISTED_MAX).map(TreePath::as_str).collect();
    let rest = paths.len().saturating_sub(LISTED_MAX);
    let shown = shown.join(", ");
    if rest == 0 { format!(": {shown}") } else { format!(": {shown} and {rest} more") }
}

pub type Result<T> = std::result::Result<T, Error>;

/// What libgit2 says, in the words of this house. Verbs that can say more do so before it comes to this.
impl From<git2::Error> for Error {
    fn from(error: git2::Error) -> Self {
        match error.code() {
            git2::ErrorCode::NotFound => Self::NotFound,
            git2::ErrorCode::Exists => Self::Exists("it".to_owned()),
            git2::ErrorCode::Modified => Self::Stale { head: None, file: None },
            git2::ErrorCode::InvalidSpec | git2::ErrorCode::Invalid => Self::Invalid(error.message().to_owned()),
            _ => Self::Unavailable(error.message().to_owned()),
        }
    }
}
