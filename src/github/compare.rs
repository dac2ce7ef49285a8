//! How two branches stand to each other, and one brought into another.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Client, Error, RepoName, Result, ask::Ask, branches::WireCommit, name::part, said::Said, words};
use crate::git::{BranchName, Message, ObjectId};

/// Files of a comparison that GitHub tells of.
const FILES_MAX: usize = 300;

/// Characters that are kept of a path.
const PATH_CHARS_MAX: usize = 4_096;

/// How two branches or commits stand to each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// Commits that only the second one has, and that only the first one has.
    pub ahead: u64,
    pub behind: u64,
    pub merge_base: ObjectId,
    /// What the second one has changed since then: at most 300 files.
    pub files: Vec<ChangedFile>,
}

/// A file that was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedFile {
    pub path: String,
    /// Where it was before, if it was moved.
    pub from: Option<String>,
    /// `added`, `removed`, `modified`, `renamed`, `copied`, `changed` or `unchanged`.
    pub status: String,
    pub additions: u64,
    pub deletions: u64,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    ahead_by: u64,
    behind_by: u64,
    merge_base_commit: WireCommit,
    #[serde(default)]
    files: Vec<WireFile>,
}

#[derive(Serialize, Deserialize)]
struct WireFile {
    filename: String,
    #[serde(default)]
    previous_filename: Option<String>,
    status: String,
    #[serde(default)]
    additions: u64,
    #[serde(default)]
    deletions: u64,
}

impl Client {
    /// What `head` has that `base` has not. Both name a branch or a commit.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooLarge`] when the answer holds more text than is read.
    pub async fn compare(&self, repo: &RepoName, base: &str, head: &str) -> Result<Comparison> {
        let both = format!("{base}...{head}");
        let wire: Wire = self.read(repo.at(&format!("compare/{}", part(&both)))).await?;
        let merge_base = wire.merge_base_commit.id()?;
        let files = wire.files.into_iter().take(FILES_MAX).map(WireFile::file).collect();
        Ok(Comparison { ahead: wire.ahead_by, behind: wire.behind_by, merge_base, files })
    }

    /// Brings `head`, a branch or a commit, into the branch `base`, and answers the commit; `None` when all of it was
    /// there already.
    ///
    /// # Errors
    /// [`Error::NotFound`] when one of them is not there; [`Error::Conflict`]; [`Error::NotAllowed`].
    pub async fn merge(
        &self,
        repo: &RepoName,
        base: &BranchName,
        head: &str,
        message: &Message,
    ) -> Result<Option<ObjectId>> {
        let body = json!({ "base": base.as_str(), "head": head, "commit_message": message.as_str() });
        let answer = self.ask(Ask::post(repo.at("merges"), body).where_refused(not_merged), None).await?;
        if answer.status() == 204 {
            return Ok(None);
        }
        let body = answer.whole().await?;
        let made: WireCommit = serde_json::from_slice(&body).map_err(|error| Error::malformed(&error))?;
        made.id().map(Some)
    }
}

impl WireFile {
    fn file(self) -> ChangedFile {
        ChangedFile {
            path: words::line::<PATH_CHARS_MAX>(&self.filename, "?"),
            from: self.previous_filename.map(|path| words::line::<PATH_CHARS_MAX>(&path, "?")),
            status: words::line::<20>(&self.status, "changed"),
            additions: self.additions,
            deletions: self.deletions,
        }
    }
}

fn not_merged(said: &Said) -> Option<Error> {
    match said.status {
        409 if said.mentions(&["rule", "protected"]) => Some(Error::NotAllowed(said.message.clone())),
        409 => Some(Error::Conflict),
        _ => None,
    }
}
