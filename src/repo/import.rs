//! Repositories that are brought here: from a file, or from a server that the operator allows.
//!
//! One import is one task. It puts the repository together where nobody sees it, and only then gives it a name; a server
//! that ends in the middle has nothing but that to clear away at its next start. Who asked can look at how far it is,
//! and end it.

mod archive;
mod bring;
mod jobs;
mod place;

use crate::{
    document::Incoming,
    fetch::{self, BadSite, Site},
    kit::{Id, Kind, Secret, Timestamp},
};

use super::{Origin, Repo, RepoName, Visibility};

pub use bring::Importer;
pub use jobs::{IMPORTS_MAX, Imports};

/// Names an import.
pub enum ImportKind {}

impl Kind for ImportKind {
    const NOUN: &'static str = "import";
}

pub type ImportId = Id<ImportKind>;

/// What is to be brought here, and what it is to be.
pub struct NewImport {
    pub name: RepoName,
    pub description: String,
    pub visibility: Visibility,
    pub source: Source,
    /// What is to be mirrored, and whether whoever asks may write there.
    pub origin: Option<(Origin, bool)>,
}

/// Where a repository comes from.
pub enum Source {
    /// A bundle, or an archive of files: its first bytes tell.
    File(Box<Incoming>),
    /// A repository on another server.
    Site(Address),
}

/// A repository on another server.
pub struct Address {
    pub site: Site,
    /// For those that are not for everybody. It is sent there and kept nowhere.
    pub token: Option<Secret>,
}

/// How far an import is, for whoever asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub id: ImportId,
    pub name: RepoName,
    pub begun_at: Timestamp,
    pub stage: Stage,
}

/// How far an import is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It waits for its turn, or for the other server to answer.
    Waiting,
    /// So many bytes have come.
    Receiving {
        bytes: u64,
    },
    /// All has come, and is being looked at: so many files by now, as far as they are counted.
    Checking {
        files: u64,
    },
    Done(Brought),
    /// Nothing was made, for this reason.
    Failed(String),
}

impl Stage {
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_))
    }
}

/// What came of an import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Brought {
    pub repo: Box<Repo>,
    pub branches: usize,
    pub tags: usize,
    /// Names that were left out, because they mean something else here.
    pub left_out: Vec<String>,
}

/// Why an address is not one to bring a repository from.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadAddress {
    #[error("{0}")]
    Site(#[from] BadSite),
    #[error("this server brings repositories from {} alone", .0.join(", "))]
    NotAllowed(Vec<String>),
    #[error("whoever runs this server has allowed no other server to bring repositories from: bring a file")]
    NothingAllowed,
}

impl Address {
    /// Checks that `text` leads below one of the `allowed` sites.
    ///
    /// # Errors
    /// [`BadAddress`].
    pub fn new(text: &str, token: Option<Secret>, allowed: &[Site]) -> Result<Self, BadAddress> {
        if allowed.is_empty() {
            return Err(BadAddress::NothingAllowed);
        }
        let site = Site::new(text, fetch::Reach::Private)?;
        if !allowed.iter().any(|allowed| allowed.holds(&site)) {
            return Err(BadAddress::NotAllowed(allowed.iter().map(ToString::to_string).collect()));
        }
        Ok(Self { site, token })
    }
}
