//! Why a repository did not do as asked.

use super::{BranchName, ObjectId, TreePath};

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
    #[error("both sides have changed the same places: {}", listed(paths))]
    Conflict { paths: Vec<TreePath> },
    #[error("{0} is protected")]
    Protected(BranchName),
    #[error("that is more than the {max} bytes that are allowed")]
    TooLarge { max: u64 },
    #[error("{0}")]
    Invalid(String),
    #[error("the repository can't be used: {0}")]
    Unavailable(String),
}

/// Some of the paths, for people.
fn listed(paths: &[TreePath]) -> String {
    let shown: Vec<&str> = paths.iter().take(LISTED_MAX).map(TreePath::as_str).collect();
    let rest = paths.len().saturating_sub(LISTED_MAX);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
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
