//! `…/compare` and `…/merge`: what differs between two branches, and bringing one of them into the other.

use actix_web::{HttpResponse, web::Query};
use serde::{Deserialize, Serialize};

use crate::{
    git::{BranchName, Delta, FileDiff, MergeKind, Message, ObjectId, Settled, TreePath},
    repo::forge::NewMerge,
    web::{
        error::{Error, Result},
        extract::Json,
        workspace::at::At,
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Branches or commits.
    into: String,
    from: String,
}

/// One branch that is to come into another.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBranch {
    into: BranchName,
    /// Where `into` must stand; where it stands now when it is absent.
    expect_into: Option<ObjectId>,
    from: BranchName,
    kind: MergeKind,
    message: Option<String>,
    /// What is to stand in files that both have changed in the same places; without it they are named.
    #[serde(default)]
    settled: Vec<SettledFile>,
}

/// A file that both have changed, and what is to stand there.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettledFile {
    path: TreePath,
    /// `into`, `from` or `text`: which branch's, or what is written here.
    keep: Keep,
    content: Option<String>,
}

#[derive(Clone, Copy, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Keep {
    Into,
    From,
    Text,
}

impl SettledFile {
    fn read(self) -> Result<(TreePath, Settled)> {
        let settled = match (self.keep, self.content) {
            (Keep::Into, None) => Settled::Ours,
            (Keep::From, None) => Settled::Theirs,
            (Keep::Text, Some(text)) => Settled::Text(text),
            _ => return Err(Error::invalid("settled", "content belongs to text, and to nothing else")),
        };
        Ok((self.path, settled))
    }
}

/// A file that differs.
#[derive(Serialize, schemars::JsonSchema)]
struct FileView {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_path: Option<String>,
    /// `added`, `deleted`, `changed` or `renamed`.
    change: &'static str,
    added: usize,
    removed: usize,
}

/// How two branches stand to each other, and what the second has changed since both were one.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct ComparisonView {
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<ObjectId>,
    ahead: usize,
    behind: usize,
    file_count: usize,
    files: Vec<FileView>,
}

/// Where a branch stands after a merge.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Merged {
    commit: ObjectId,
}

/// Compares two branches or commits.
///
/// # Errors
/// 404.
pub async fn compare(at: At, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let found = at.forge().compare(&at.asker(), wanted.into, wanted.from).await?;
    let file_count = found.diff.file_count;
    let files = found.diff.files.into_iter().map(FileView::from).collect();
    let view = ComparisonView { base: found.base, ahead: found.ahead, behind: found.behind, file_count, files };
    Ok(HttpResponse::Ok().json(view))
}

/// Brings a branch into another one.
///
/// # Errors
/// 403, 404; 409 when it has moved, or both have changed the same places.
pub async fn merge(at: At, Json(wanted): Json<MergeBranch>) -> Result<HttpResponse> {
    let into = wanted.into.clone();
    let expect_into = match wanted.expect_into {
        Some(expect) => expect,
        None => at.forge().branch(&at.asker(), into).await?.head,
    };
    let message = wanted.message.unwrap_or_else(|| format!("Merge {} into {}", wanted.from, wanted.into));
    let merge = NewMerge {
        into: wanted.into,
        expect_into,
        from: wanted.from,
        expect_from: None,
        kind: wanted.kind,
        settled: wanted.settled.into_iter().map(SettledFile::read).collect::<Result<_>>()?,
        message: Message::new(&message)?,
    };
    Ok(HttpResponse::Ok().json(Merged { commit: at.forge().merge(&at.asker(), merge).await? }))
}

impl From<FileDiff> for FileView {
    fn from(file: FileDiff) -> Self {
        let change = match file.delta {
            Delta::Added => "added",
            Delta::Deleted => "deleted",
            Delta::Changed => "changed",
            Delta::Renamed => "renamed",
        };
        Self { path: file.path, old_path: file.old_path, change, added: file.added, removed: file.removed }
    }
}
