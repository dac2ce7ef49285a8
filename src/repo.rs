//! Repositories: who owns them, who may do what in them, and which of their branches are protected.
//!
//! This room owns `repositories`, `repository_members` and `repository_kept_branches` in the server's own file, because what several people share
//! belongs to no user's file; and the file that each repository has of its own, with what happens in it. What a repository
//! holds is git's; [`Repos`] knows where. It promises that who may not see a repository can't tell that there is one, and
//! that what is told of a branch is what its ref did.

mod address;
pub mod embedded;
pub mod event;
pub mod forge;
pub mod import;
mod incoming;
mod journal;
mod journals;
mod keep;
mod locks;
mod maintain;
mod member;
pub mod mirror;
mod news;
mod protection;
mod pull;
mod repos;
pub mod scenes;
mod store;
#[cfg(test)]
mod tests;
mod trail;
mod verbs;
mod visit;

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    account::{self, UserId},
    db, git,
    kit::{BadText, Id, Kind, Timestamp},
};

pub(crate) use address::of_row as address_of_row;
pub use address::{Address, Provider, find_at};
pub use embedded::Embedded;
pub use event::{Event, EventKind, Since};
pub use forge::{Asker, Forge};
pub use incoming::Incoming;
pub use journals::Happened;
pub use keep::{KEPT_FOLDER, keep_branch, may_move};
pub use maintain::Untidy;
pub use member::{MEMBERS_MAX, Member, members, remove_member, set_member};
pub use mirror::{GitHub, Origin};
pub use news::{Detail, News};
pub use protection::{BadPattern, Moved, Protection};
pub use pull::{
    NewPull, PULLS_LISTED_MAX, PULLS_OPEN_MAX, Pull, PullState, change_pull, close_pull, count_open_pulls, note_merged,
    open_pull, pull, pulls, reopen_pull,
};
pub use repos::Repos;

pub use verbs::{Change, NewRepo, REPOS_MAX, archive, change, create, find, find_by_id, list, note_change, restore};
pub use visit::{VISITS_MAX, Visit, is_new_visit, note_visit, visits};

/// Characters of a name: it stands in addresses.
const NAME_CHARS_MAX: usize = 100;

/// Names a repository.
pub enum RepoKind {}

impl Kind for RepoKind {
    const NOUN: &'static str = "repository";
}

pub type RepoId = Id<RepoKind>;

/// A repository's name: 1 to 100 letters, digits, `-`, `_` and `.`, because it stands in addresses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct RepoName(String);

/// A text that can't name a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a name has 1 to {NAME_CHARS_MAX} letters, digits, hyphens, dots and underlines, begins with a letter or a digit, and does not end in `.git`"
)]
pub struct BadName;

impl RepoName {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`BadName`].
    pub fn new(text: &str) -> std::result::Result<Self, BadName> {
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_spelt = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let ends = text.to_ascii_lowercase().ends_with(".git") || text.ends_with('.');
        if begins && is_spelt && !ends && text.len() <= NAME_CHARS_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName)
        }
    }

    /// For what is called by no name that would do here.
    #[must_use]
    pub fn fallback() -> Self {
        Self("repository".to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Display for RepoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RepoName {
    type Err = BadName;

    fn from_str(text: &str) -> std::result::Result<Self, BadName> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for RepoName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::new(&Cow::<str>::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for RepoName {
    fn schema_name() -> Cow<'static, str> {
        "RepoName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": NAME_CHARS_MAX })
    }
}

/// Who besides its members may see a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Nobody.
    Private,
    /// Everybody who has an account here may read.
    Server,
}

impl Visibility {
    pub const ALL: [Self; 2] = [Self::Private, Self::Server];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Server => "server",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.as_str() == word)
    }
}

crate::word_column!(Visibility);

/// What somebody may do in a repository; each may do what those before it may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Read,
    Write,
    /// Names, protects, and says who else may come in.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

crate::word_column!(Role);

/// A repository as somebody sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repo {
    pub id: RepoId,
    pub owner: UserId,
    pub owner_name: account::Name,
    pub name: RepoName,
    pub description: String,
    pub visibility: Visibility,
    pub protection: Protection,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    /// What the one who looks may do.
    pub role: Role,
    /// What it mirrors, when its branches stand on GitHub.
    pub origin: Option<Origin>,
}

impl Repo {
    /// Whose it is, where it really is: the first part of its address.
    #[must_use]
    pub fn owner_part(&self) -> &str {
        self.origin.as_ref().map_or(&self.owner_name, Origin::owner)
    }

    /// How it is called there: the second part of its address.
    #[must_use]
    pub fn name_part(&self) -> &str {
        self.origin.as_ref().map_or(self.name.as_str(), Origin::name)
    }

    fn name_key(&self) -> String {
        self.origin.as_ref().map_or_else(|| self.name.key(), mirror::name_key)
    }

    #[must_use]
    pub const fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// Makes sure that the one who looks may do what `role` may. In an archived repository nobody changes files.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Archived`].
    pub fn require(&self, role: Role) -> Result<()> {
        if self.role < role {
            return Err(Error::Forbidden(role));
        }
        if self.is_archived() && role == Role::Write { Err(Error::Archived) } else { Ok(()) }
    }
}

/// Why nothing was done. The text is for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such repository")]
    NotFound,
    #[error("you have a repository called {0} already: choose another name")]
    NameTaken(RepoName),
    #[error("you have {REPOS_MAX} repositories already: archive one that is no longer used first")]
    TooMany,
    #[error("{} imports of yours are going on already: wait until one of them is over", import::IMPORTS_MAX)]
    TooManyImports,
    #[error("this repository has {MEMBERS_MAX} members already")]
    TooManyMembers,
    #[error("request {0} asks for the same already")]
    PullExists(u64),
    #[error("{PULLS_OPEN_MAX} requests are open already: merge or close some first")]
    TooManyPulls,
    #[error("{0}")]
    BadPull(String),
    #[error("GitHub says who may see this repository, and how it is called")]
    IsMirror,
    #[error("this is no token: copy all of it, and nothing else")]
    BadToken,
    #[error("everything of the branch is in the other one already")]
    NothingToMerge,
    #[error("this needs the role {}: ask an admin of the repository", .0.as_str())]
    Forbidden(Role),
    #[error("this repository is archived: nothing in it can be changed")]
    Archived,
    #[error("there is nobody called {0:?} on this server")]
    NoSuchUser(String),
    #[error("the owner may do everything already")]
    IsOwner,
    #[error("the description {0}")]
    BadDescription(BadText),
    #[error("{0}")]
    BadPattern(#[from] BadPattern),
    #[error(transparent)]
    Git(#[from] git::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<account::Error> for Error {
    fn from(error: account::Error) -> Self {
        match error {
            account::Error::Db(error) => Self::Db(error),
            // Whatever else keeps a user from being found: for a repository there is nobody.
            _ => Self::NoSuchUser(String::new()),
        }
    }
}
