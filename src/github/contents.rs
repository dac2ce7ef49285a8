//! Single files, read and written without git: each write is a commit.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Client, Error, RepoName, Result, ask::Ask, branches::WireCommit, name::part, said::Said, words};
use crate::git::{Author, BranchName, Message, ObjectId, TreePath};

/// Bytes of a file that GitHub reads and writes.
pub const FILE_BYTES_MAX: u64 = 100 << 20;

/// Files of a folder that GitHub tells of.
const ENTRIES_MAX: usize = 1_000;

/// Characters that are kept of a file's name or path.
const PATH_CHARS_MAX: usize = 4_096;

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Contents {
    File {
        blob: ObjectId,
        bytes: Vec<u8>,
    },
    /// At most 1,000 things; GitHub does not say whether there are more.
    Folder(Vec<Entry>),
    /// A link or a repository within this one, neither of which is followed.
    Other(EntryKind),
}

/// A thing in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub name: String,
    pub kind: EntryKind,
    pub blob: ObjectId,
    /// In bytes; 0 for what is no file.
    pub size: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    File,
    Dir,
    Symlink,
    Submodule,
    #[serde(other)]
    Unknown,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub struct PutFile {
    pub branch: BranchName,
    pub path: TreePath,
    pub content: Vec<u8>,
    /// What stands there now; `None` for nothing.
    pub expect: Option<ObjectId>,
    pub message: Message,
    /// Without one it is the owner of the token.
    pub author: Option<Author>,
}

/// A file to be removed.
#[derive(Clone, Debug)]
pub struct DeleteFile {
    pub branch: BranchName,
    pub path: TreePath,
    /// What stands there now.
    pub expect: ObjectId,
    pub message: Message,
    /// Without one it is the owner of the token.
    pub author: Option<Author>,
}

/// A commit that was made of one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written {
    pub commit: ObjectId,
    pub blob: ObjectId,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    Folder(Vec<WireEntry>),
    One(WireEntry),
}

#[derive(Serialize, Deserialize)]
struct WireEntry {
    #[serde(rename = "type")]
    kind: EntryKind,
    name: String,
    sha: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct WireWritten {
    content: Option<WireCommit>,
    commit: WireCommit,
}

impl Client {
    /// What stands at `path`, or at the top, on a branch or in a commit `at`, or on the default branch.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooLarge`] for a file of more than `bytes_max`, or of more than GitHub reads.
    pub async fn contents(
        &self,
        repo: &RepoName,
        at: Option<&str>,
        path: Option<&TreePath>,
        bytes_max: u64,
    ) -> Result<Contents> {
        let query = at.map(|at| format!("?ref={}", part(at))).unwrap_or_default();
        let path = format!("contents/{}{query}", part(path.map_or("", TreePath::as_str)));
        let one = match self.read::<Wire>(repo.at(&path)).await? {
            Wire::Folder(entries) => return Ok(Contents::Folder(folder(&entries))),
            Wire::One(one) => one,
        };
        if one.kind != EntryKind::File {
            return Ok(Contents::Other(one.kind));
        }
        let (max, blob) = (bytes_max.min(FILE_BYTES_MAX), one.id()?);
        if one.size > max {
            return Err(Error::TooLarge { max });
        }
        let bytes = match one.bytes()? {
            Some(bytes) => bytes,
            None => self.blob(repo, blob, max).await?,
        };
        Ok(Contents::File { blob, bytes })
    }

    /// What a file holds, by the name of it: also of files of more than a megabyte.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooLarge`] for more than `bytes_max`.
    pub async fn blob(&self, repo: &RepoName, blob: ObjectId, bytes_max: u64) -> Result<Vec<u8>> {
        let max = usize::try_from(bytes_max.min(FILE_BYTES_MAX)).unwrap_or(usize::MAX);
        self.bytes(Ask::get(repo.at(&format!("git/blobs/{blob}"))).raw(max).where_refused(not_read)).await
    }

    /// Writes one file, as a commit.
    ///
    /// # Errors
    /// [`Error::Stale`] when something else stands there, or somebody else's commit came in between;
    /// [`Error::NotAllowed`] when GitHub keeps the branch from it.
    pub async fn put_file(&self, repo: &RepoName, put: &PutFile) -> Result<Written> {
        if put.content.len() as u64 > FILE_BYTES_MAX {
            return Err(Error::TooLarge { max: FILE_BYTES_MAX });
        }
        let mut body = json!({
            "branch": put.branch.as_str(),
            "message": put.message.as_str(),
            "content": STANDARD.encode(&put.content),
        });
        if let Some(expect) = put.expect {
            body["sha"] = expect.to_string().into();
        }
        sign(&mut body, put.author.as_ref());
        let ask = Ask::put(at(repo, &put.path), body).where_refused(not_written);
        let written: WireWritten = self.told(ask).await?;
        let blob = written.content.ok_or_else(|| Error::strange("a file without a name"))?;
        Ok(Written { commit: written.commit.id()?, blob: blob.id()? })
    }

    /// Removes one file, as a commit, and answers that.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else as [`Client::put_file`].
    pub async fn delete_file(&self, repo: &RepoName, delete: &DeleteFile) -> Result<ObjectId> {
        let mut body = json!({
            "branch": delete.branch.as_str(),
            "message": delete.message.as_str(),
            "sha": delete.expect.to_string(),
        });
        sign(&mut body, delete.author.as_ref());
        let ask = Ask::delete(at(repo, &delete.path), Some(body)).where_refused(not_written);
        self.told::<WireWritten>(ask).await?.commit.id()
    }
}

impl WireEntry {
    fn id(&self) -> Result<ObjectId> {
        self.sha.parse().map_err(|_| Error::strange("the name of a file"))
    }

    /// What the file holds; nothing is said of that where it is more than a megabyte.
    fn bytes(&self) -> Result<Option<Vec<u8>>> {
        let (Some("base64"), Some(content)) = (self.encoding.as_deref(), self.content.as_deref()) else {
            return Ok(None);
        };
        // It comes in lines.
        let content: String = content.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        STANDARD.decode(content).map(Some).map_err(|_| Error::strange("a file that is not in Base64"))
    }
}

fn at(repo: &RepoName, path: &TreePath) -> String {
    repo.at(&format!("contents/{}", part(path.as_str())))
}

fn folder(entries: &[WireEntry]) -> Vec<Entry> {
    let entries = entries.iter().take(ENTRIES_MAX).filter_map(|entry| {
        let name = words::line::<PATH_CHARS_MAX>(&entry.name, "?");
        Some(Entry { name, kind: entry.kind, blob: entry.id().ok()?, size: entry.size })
    });
    entries.collect()
}

fn sign(body: &mut Value, author: Option<&Author>) {
    if let Some(author) = author {
        body["author"] = json!({ "name": author.name, "email": author.email });
    }
}

fn not_read(said: &Said) -> Option<Error> {
    let is_too_large = said.status == 403 && said.mentions(&["too large", "too_large", "100 mb"]);
    is_too_large.then_some(Error::TooLarge { max: FILE_BYTES_MAX })
}

/// Rules of a branch and races both come as 409; a file that was not named, and is there, as 422.
fn not_written(said: &Said) -> Option<Error> {
    match said.status {
        409 | 422 if said.mentions(&["pull request", "protected branch", "rule violations"]) => {
            Some(Error::NotAllowed(said.message.clone()))
        }
        422 if said.mentions(&["sha\" wasn't supplied", "sha wasn't supplied", "does not match"]) => Some(Error::Stale),
        _ => None,
    }
}
