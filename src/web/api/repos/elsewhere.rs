//! `/api/github/{owner}/{repository}/tree` and `…/contents`: of the mirror where there is one, and else of the repository on
//! GitHub itself, over its REST API.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::StatusCode,
    web::{Data, Path, Query},
};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;

use super::contents::{self, Address, DeleteFile, EntryView, FileView, PutFile, Tree, Wanted};
use crate::{
    account::SignedIn,
    git::{self, BranchName, Committed, Content, FileKind, ObjectId, TreePath},
    github::{self, Contents, EntryKind},
    web::{
        error::{Error, Result},
        extract::Json,
        state::State,
        workspace::{
            at::{At, author_of},
            there::{Edit, Made, READ_BYTES_MAX, There, Touched},
            verbs,
        },
    },
};

#[derive(Deserialize)]
pub struct Named {
    owner: String,
    repository: String,
}

/// A repository, by its mirror or where it is.
pub enum Place {
    Here(Box<At>),
    There(Box<SignedIn>, Box<There>),
}

impl FromRequest for Place {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mirror = At::from_request(request, payload);
        let user = SignedIn::from_request(request, payload);
        let named = Path::<Named>::from_request(request, payload);
        let state = request.app_data::<Data<State>>().cloned();
        Box::pin(async move {
            match mirror.await {
                Err(error) if error.status == StatusCode::NOT_FOUND => {}
                other => return other.map(|at| Self::Here(Box::new(at))),
            }
            let (user, named) = (user.await?, named.await.map_err(|_| Error::not_found())?);
            let state = state.ok_or_else(|| Error::internal("no state"))?;
            match There::find(&state, &user, &named.owner, &named.repository).await {
                Ok(there) => Ok(Self::There(Box::new(user), Box::new(there))),
                // Nobody who has not connected GitHub is told of anything there.
                Err(error) if error.code == "forge_not_allowed" => Err(Error::not_found()),
                Err(error) => Err(error),
            }
        })
    }
}

/// Lists a folder.
///
/// # Errors
/// 404; 403, 429, 503 as GitHub says.
pub async fn tree(place: Place, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let there = match place {
        Place::Here(at) => return contents::tree(*at, Query(wanted)).await,
        Place::There(_, there) => there,
    };
    let commit = there.commit(wanted.at.as_deref()).await?;
    let found = there.contents(&commit.to_string(), wanted.path.as_ref(), 0).await;
    let Ok(Contents::Folder(entries)) = found else {
        return Err(found
            .err()
            .filter(|error| !matches!(error, git::Error::TooLarge { .. }))
            .map_or_else(Error::not_found, Error::from));
    };
    let at = |name: &str| wanted.path.as_ref().map_or_else(|| name.to_owned(), |path| format!("{path}/{name}"));
    let entries = entries.into_iter().filter_map(|entry| EntryView::there(at(&entry.name), &entry)).collect();
    Ok(HttpResponse::Ok().json(Tree { commit, entries }))
}

/// Reads a file, at most 1 MiB of it from the byte `from` on.
///
/// # Errors
/// 404, also for folders, links and submodules; 413 for more than is read there; 403, 429, 503 as GitHub says.
pub async fn show(place: Place, address: Path<Address>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let there = match place {
        Place::Here(at) => return contents::show(*at, address, Query(wanted)).await,
        Place::There(_, there) => there,
    };
    let (path, from) = (contents::path(&address)?, wanted.from.unwrap_or(0));
    let commit = there.commit(wanted.at.as_deref()).await?;
    match there.contents(&commit.to_string(), Some(&path), READ_BYTES_MAX).await? {
        Contents::File { blob, bytes } => {
            let file = part(blob, &bytes, from);
            Ok(HttpResponse::Ok().json(FileView::new((commit, path), from, file)))
        }
        Contents::Folder(_) | Contents::Other(_) => Err(Error::not_found()),
    }
}

/// Writes a file. It names what stands there, or null for nothing.
///
/// # Errors
/// 403, 404; 409 with what is there now; 413; 429, 503 as GitHub says.
pub async fn put(place: Place, address: Path<Address>, Json(file): Json<PutFile>) -> Result<HttpResponse> {
    let (user, there) = match place {
        Place::Here(at) => return contents::put(*at, address, Json(file)).await,
        Place::There(user, there) => (user, there),
    };
    let expect = file.expect_blob.ok_or_else(|| unsaid("the file that was read, or null for none"))?;
    let git::Edit::Put(put) = verbs::put(file.content, file.content_base64, None)? else {
        return Err(Error::internal("a file that is no file"));
    };
    let wanted = touched(&user, file.branch, contents::path(&address)?, file.message)?;
    made(&there, &wanted, &Edit::Put { content: put.content, expect }).await
}

/// Removes a file. It names what stands there.
///
/// # Errors
/// 403, 404; 409 with what is there now; 429, 503 as GitHub says.
pub async fn delete(place: Place, address: Path<Address>, Json(file): Json<DeleteFile>) -> Result<HttpResponse> {
    let (user, there) = match place {
        Place::Here(at) => return contents::delete(*at, address, Json(file)).await,
        Place::There(user, there) => (user, there),
    };
    let expect = file.expect_blob.ok_or_else(|| unsaid("the file that was read"))?;
    let wanted = touched(&user, file.branch, contents::path(&address)?, file.message)?;
    made(&there, &wanted, &Edit::Delete { expect }).await
}

fn unsaid(what: &str) -> Error {
    Error::invalid("expect_blob", format!("without a mirror here, say what stands there: {what}"))
}

fn touched(user: &SignedIn, branch: BranchName, path: TreePath, message: Option<String>) -> Result<Touched> {
    let message = contents::said(message, &path)?;
    Ok(Touched { branch, path, message, author: author_of(user) })
}

async fn made(there: &There, wanted: &Touched, edit: &Edit) -> Result<HttpResponse> {
    let path = wanted.path.clone();
    match there.change(wanted, edit).await {
        Ok(Made { commit, blob }) => contents::made(Committed {
            commit,
            parent: None,
            blobs: blob.map(|blob| (path, blob)).into_iter().collect(),
        }),
        Err(git::Error::Stale { head, file }) => {
            let text = text_at(there, head, &path).await;
            Err(verbs::stale(head, file, text))
        }
        Err(error) => Err(error.into()),
    }
}

/// The text that stands at a path now.
async fn text_at(there: &There, head: Option<ObjectId>, path: &TreePath) -> Option<String> {
    match there.contents(&head?.to_string(), Some(path), contents::ANSWER_BYTES_MAX).await {
        Ok(Contents::File { bytes, .. }) if !bytes.contains(&0) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The part of a file that is answered.
fn part(blob: ObjectId, bytes: &[u8], from: u64) -> Content {
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
    let most = usize::try_from(contents::ANSWER_BYTES_MAX).unwrap_or(usize::MAX);
    let data = bytes[from..].iter().copied().take(most).collect();
    Content { id: blob, kind: FileKind::File, bytes: bytes.len() as u64, is_binary: bytes.contains(&0), data }
}

impl EntryView {
    fn there(path: String, entry: &github::Entry) -> Option<Self> {
        let kind = match entry.kind {
            EntryKind::File => FileKind::File,
            EntryKind::Dir => FileKind::Folder,
            EntryKind::Symlink => FileKind::Link,
            EntryKind::Submodule => FileKind::Submodule,
            EntryKind::Unknown => return None,
        };
        let bytes = (entry.kind == EntryKind::File).then_some(entry.size);
        Some(Self { path, kind, object: entry.blob, bytes })
    }
}
