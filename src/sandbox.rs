//! Runs commands of strangers on this machine, shut in.
//!
//! Whoever writes a command may mean harm. So this very program starts once more, puts itself into namespaces of its own
//! (users, mounts, processes, network, messages, names), sees nothing but the programs of the system and one [`Place`], gives
//! up every right for good (capabilities, Landlock, a filter of system calls, limits), and only then begins the command.
//! It has no network, not even that of this machine, and whatever it leaves behind ends with it. When the server ends, by
//! force too, so does the command.
//!
//! Several walls stand behind each other, and [`Sandbox::test`] tries all of them from within before anybody may use it.

pub mod child;
mod folder;
mod output;
mod place;
mod run;
mod sweep;
#[cfg(test)]
mod tests;
mod trial;

use serde::{Deserialize, Serialize};

pub use folder::{Folder, Found, FoundKind, Sign};
pub use output::Output;
pub use place::{Place, Places};
pub use run::{End, Outcome, Sandbox, Watch};
pub use trial::{Tested, Untested};

/// Bytes of a command: what fits on the line that the child is told, and is more than anybody reads.
pub const COMMAND_BYTES_MAX: usize = 32 << 10;

/// Folders and files of the system that programs need, as far as they are there. What users own is not among them.
pub(crate) const READABLE: [&str; 17] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/magic",
    "/etc/mime.types",
    "/etc/protocols",
    "/etc/services",
];

/// What one command may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bounds {
    /// Of all its processes together.
    pub memory_bytes: u64,
    pub processes: u64,
    /// Of one file.
    pub file_bytes: u64,
    /// Of the processor, for one process.
    pub cpu_s: u64,
}

/// What the child is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Order {
    work: Work,
    bounds: Bounds,
    /// Folders that it may read besides those of the system.
    readable: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Work {
    Command(String),
    /// To try everything that must be refused.
    Trial(trial::Trial),
}

/// What the child says, a line each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Report {
    /// It is shut in, and the command begins.
    Ready,
    /// It could not shut itself in, and nothing was begun.
    Unable(Unable),
    /// The command has ended by itself, with this code.
    Exited(i32),
    /// It was ended by this signal.
    Killed(i32),
    /// Its processes had more memory together than they may.
    OutOfMemory,
    /// What was not refused in a trial.
    Tried(Vec<trial::Hole>),
}

/// Why nothing can be shut in here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{step}: {why}")]
pub struct Unable {
    pub step: Step,
    pub why: String,
}

/// What a child does before the command begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum Step {
    #[error("this system does not let the server make namespaces")]
    Namespaces,
    #[error("the sandbox's own view of the files could not be made")]
    View,
    #[error("the limits could not be set")]
    Limits,
    #[error("Landlock can't be used on this system")]
    Landlock,
    #[error("system calls can't be filtered on this system")]
    Calls,
    #[error("the command could not be started")]
    Start,
}

impl Step {
    fn failed(self, error: impl std::fmt::Display) -> Unable {
        Unable { step: self, why: error.to_string() }
    }
}
