//! `…/tree`, `…/contents` and `…/commit`: what stands on a branch, and changes of it.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    git::{BranchName, Change, Committed, Content, Edit, Entry, Expect, FileKind, Message, ObjectId, Stored, TreePath},
    repo::forge::NewCommit,
    web::{
        error::{Error, Result},
        extract::Json,
        workspace::{at::At, verbs},
    },
};

/// Bytes of a file that are answered in JSON; larger ones are read in parts, or cloned.
pub(super) const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// Bytes of a commit that comes as JSON: several texts at once, each of which the editor shows up to 1 MiB of. What is
/// larger is pushed.
const COMMIT_BYTES_MAX: usize = 16 << 20;

/// The message of a commit that its maker gave none.
const MESSAGE: &str = "Change";

#[derive(Deserialize)]
pub struct Address {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// A branch or a commit; the default branch when it is absent. GitHub says `ref`.
    #[serde(alias = "ref")]
    pub(super) at: Option<String>,
    pub(super) path: Option<TreePath>,
    /// Where to begin, in bytes.
    pub(super) from: Option<u64>,
}

/// A file's new content.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutFile {
    pub(super) branch: BranchName,
    pub(super) content: Option<String>,
    pub(super) content_base64: Option<String>,
    pub(super) message: Option<String>,
    /// What the file held before; null for one that must not be there yet, absent for either.
    #[serde(default, deserialize_with = "given")]
    pub(super) expect_blob: Option<Option<ObjectId>>,
    is_executable: Option<bool>,
}

/// A file that is to go.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteFile {
    pub(super) branch: BranchName,
    pub(super) message: Option<String>,
    pub(super) expect_blob: Option<ObjectId>,
}

/// Several changes in one commit.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommitBody {
    branch: BranchName,
    /// Where the branch must stand; absent when it is enough that each change finds what it expects.
    expect_head: Option<ObjectId>,
    message: String,
    changes: Vec<ChangeBody>,
}

/// One change: `content` or `content_base64`, `blob` (one that was sent before), `move_from`, or `delete`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    path: TreePath,
    content: Option<String>,
    content_base64: Option<String>,
    blob: Option<ObjectId>,
    is_executable: Option<bool>,
    move_from: Option<TreePath>,
    #[serde(default)]
    delete: bool,
    #[serde(default, deserialize_with = "given")]
    expect_blob: Option<Option<ObjectId>>,
}

/// One entry of a folder.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct EntryView {
    pub(super) path: String,
    pub(super) kind: FileKind,
    pub(super) object: ObjectId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<u64>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Tree {
    pub(super) commit: ObjectId,
    pub(super) entries: Vec<EntryView>,
}

/// A file: `content` when it is text, `content_base64` when it is not. With `is_cut` there is more.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct FileView {
    commit: ObjectId,
    path: TreePath,
    kind: FileKind,
    blob: ObjectId,
    bytes: u64,
    is_cut: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_base64: Option<String>,
}

/// What stands now at a path that was written.
#[derive(Serialize, schemars::JsonSchema)]
struct Written {
    path: TreePath,
    blob: ObjectId,
}

/// A commit that was made.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct CommittedView {
    commit: ObjectId,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<ObjectId>,
    blobs: Vec<Written>,
}

/// Lists a folder.
///
/// # Errors
/// 404.
pub async fn tree(at: At, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let (commit, entries) = at.forge().tree(&at.asker(), wanted.at, wanted.path).await?;
    Ok(HttpResponse::Ok().json(Tree { commit, entries: entries.into_iter().map(EntryView::from).collect() }))
}

/// Reads a file, at most 1 MiB of it from the byte `from` on.
///
/// # Errors
/// 404, also for folders, links and submodules.
pub async fn show(at: At, address: Path<Address>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let path = path(&address)?;
    let from = wanted.from.unwrap_or(0);
    let range = from..from.saturating_add(ANSWER_BYTES_MAX);
    let (commit, file) = at.forge().read(&at.asker(), wanted.at, path.clone(), Some(range)).await?;
    Ok(HttpResponse::Ok().json(FileView::new((commit, path), from, file)))
}

/// Writes a file.
///
/// # Errors
/// 403, 404; 409 with what is there now; 413.
pub async fn put(at: At, address: Path<Address>, Json(file): Json<PutFile>) -> Result<HttpResponse> {
    let edit = verbs::put(file.content, file.content_base64, file.is_executable)?;
    let change = Change { path: path(&address)?, edit, expect: expected(file.expect_blob) };
    one(&at, file.branch, file.message, change).await
}

/// Removes a file.
///
/// # Errors
/// 403, 404; 409 with what is there now.
pub async fn delete(at: At, address: Path<Address>, Json(file): Json<DeleteFile>) -> Result<HttpResponse> {
    let expect = file.expect_blob.map_or(Expect::Anything, Expect::Blob);
    one(&at, file.branch, file.message, Change { path: path(&address)?, edit: Edit::Delete, expect }).await
}

/// Makes several changes in one commit.
///
/// # Errors
/// 403, 404; 409 with what is there now; 413.
pub async fn commit(at: At, Json(new): Json<NewCommitBody, COMMIT_BYTES_MAX>) -> Result<HttpResponse> {
    let changes = new.changes.into_iter().map(ChangeBody::read).collect::<Result<Vec<_>>>()?;
    let message = Message::new(&new.message).map_err(|error| Error::invalid("message", error.to_string()))?;
    let new = NewCommit { branch: new.branch, expect_head: new.expect_head, message, changes };
    made(verbs::commit(&at, new).await?)
}

impl FileView {
    /// A file of which `data` begins at the byte `from`.
    pub(super) fn new((commit, path): (ObjectId, TreePath), from: u64, file: Content) -> Self {
        let is_cut = from.saturating_add(file.data.len() as u64) < file.bytes;
        let (content, content_base64) = match String::from_utf8(file.data) {
            Ok(text) if !file.is_binary => (Some(text), None),
            Ok(text) => (None, Some(STANDARD.encode(text))),
            Err(error) => (None, Some(STANDARD.encode(error.into_bytes()))),
        };
        Self { commit, path, kind: file.kind, blob: file.id, bytes: file.bytes, is_cut, content, content_base64 }
    }
}

impl ChangeBody {
    fn read(self) -> Result<Change> {
        let (has_content, moves) = (self.content.is_some() || self.content_base64.is_some(), self.move_from.is_some());
        let is_stored = self.blob.is_some();
        if [has_content, is_stored, moves, self.delete].into_iter().filter(|given| *given).count() != 1 {
            return Err(Error::invalid("changes", "each change has a content, or blob, or move_from, or delete"));
        }
        let edit = match (self.move_from, self.blob) {
            (Some(from), _) => Edit::MoveFrom(from),
            (None, Some(blob)) => Edit::PutStored(Stored { blob, is_executable: self.is_executable }),
            (None, None) if self.delete => Edit::Delete,
            (None, None) => verbs::put(self.content, self.content_base64, self.is_executable)?,
        };
        Ok(Change { path: self.path, edit, expect: expected(self.expect_blob) })
    }
}

async fn one(at: &At, branch: BranchName, message: Option<String>, change: Change) -> Result<HttpResponse> {
    let message = said(message, &change.path)?;
    made(verbs::commit(at, NewCommit { branch, expect_head: None, message, changes: vec![change] }).await?)
}

/// What a commit of one file says.
pub(super) fn said(message: Option<String>, path: &TreePath) -> Result<Message> {
    let text = message.unwrap_or_else(|| format!("{MESSAGE} {path}"));
    Message::new(&text).map_err(|error| Error::invalid("message", error.to_string()))
}

pub(super) fn made(committed: Committed) -> Result<HttpResponse> {
    let blobs = committed.blobs.into_iter().map(|(path, blob)| Written { path, blob }).collect();
    Ok(HttpResponse::Ok().json(CommittedView { commit: committed.commit, parent: committed.parent, blobs }))
}

pub(super) fn path(address: &Address) -> Result<TreePath> {
    TreePath::new(&address.path).map_err(|error| Error::invalid("path", error.to_string()))
}

const fn expected(blob: Option<Option<ObjectId>>) -> Expect {
    match blob {
        None => Expect::Anything,
        Some(None) => Expect::Nothing,
        Some(Some(blob)) => Expect::Blob(blob),
    }
}

/// Tells a field that is null from one that is absent.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<ObjectId>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        Self { path: entry.path, kind: entry.kind, object: entry.id, bytes: entry.bytes }
    }
}
