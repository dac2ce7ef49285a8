//! Git repositories without a checkout: branches, trees, files and commits.
//!
//! The only door to libgit2. A branch moves by compare-and-swap alone: whoever writes says what they started from, and
//! whoever comes too late is told what is there now. Paths and names of branches are types that can't hold what would
//! reach outside of a repository, on this machine or on one that clones it. Every verb blocks: it is for threads that
//! may, never for a reactor.

mod blame;
mod blob;
mod branch;
mod changes;
mod commit;
mod diff;
mod error;
mod fence;
mod history;
pub mod import;
mod inspect;
mod merge;
mod message;
mod object;
mod packet;
mod path;
mod program;
pub mod push;
mod refs;
mod repository;
mod search;
#[cfg(test)]
mod tests;
mod tree;
mod upstream;
mod watch;

pub use blame::{Blame, Lines as BlameLines};
pub use branch::{BadBranch, BranchName};
pub use changes::{ChangedFile, ChangedFiles};
pub use commit::{Author, Change, Committed, Edit, Expect, Put, Stored};
pub use diff::{Comparison, Delta, Diff, FileDiff, Line as DiffLine, LineKind};
pub use error::{Error, Result};
pub use fence::Fence;
pub use history::{Entry as HistoryEntry, Past};
pub use merge::{Conflict, How, MergeKind, MergedText, Resolve, Settled};
pub use message::Message;
pub use object::{BadObjectId, ObjectId};
pub use path::{BadPath, TreePath};
pub use program::{Call, Head, Program, Pushed, Remote, Service};
pub use refs::Branch;
pub use repository::Repository;
pub use search::{Cut, Findings, Meant, Pattern, Place as FoundPlace};
#[cfg(test)]
pub(crate) use tests::odd::with_odd_entries;
pub use tree::{Content, Entry, FILE_BYTES_MAX, FileKind, is_binary};
pub use upstream::Upstream;
pub use watch::{Step, Watch};
