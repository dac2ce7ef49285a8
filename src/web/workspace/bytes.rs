//! The bytes of a file, to be seen or heard within a page.
//!
//! What is no picture and no sound is bytes without a meaning. Whatever it is, nothing in it runs: not when it is opened
//! by itself either.

#[cfg(test)]
mod tests;

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH,
            IF_RANGE, RANGE,
        },
    },
};

use super::{
    at::At,
    code::path_of,
    media::{SNIFFED_BYTES, content_type},
    place::Place,
};
use crate::{
    git::{self, BranchName, TreePath},
    repo::RepoId,
    web::{
        assets::matches,
        error::{Error, Result},
        guard::Policy,
        state::State,
    },
};

/// The type of an answer without a body, so that nothing is put into its place.
const TEXT: &str = "text/plain; charset=utf-8";

/// Asked for again each time, which costs nothing while the content is the same: somebody may have been shown out.
const CACHING: &str = "private, no-cache";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What is asked for of a file.
#[derive(PartialEq, Eq, Debug)]
enum Wanted {
    All,
    Part(Range<u64>),
    /// Beyond its end.
    Nothing,
}

/// Which file is wanted.
pub(super) struct Wanting {
    pub repository: RepoId,
    pub branch: BranchName,
    pub path: TreePath,
}

/// `GET …/file/…`: the file, or the part of it that is asked for.
///
/// # Errors
/// 404, also for folders and links; 416 for a part beyond its end.
pub(super) async fn show(at: &At, request: &HttpRequest, place: Place) -> Result<HttpResponse> {
    let wanting = Wanting { repository: at.repo.id, path: path_of(&place.path)?, branch: place.branch };
    let kind = |name: &str, start: &[u8]| content_type(name, start).unwrap_or("application/octet-stream");
    answer(&at.state, request, wanting, kind).await.map(inert)
}

/// The same of any file, for whoever has seen to it that it may be read. `kind` says what it is by its name and its
/// beginning.
///
/// # Errors
/// As [`show`].
pub(super) async fn answer(
    state: &State,
    request: &HttpRequest,
    wanting: Wanting,
    kind: impl Fn(&str, &[u8]) -> &'static str,
) -> Result<HttpResponse> {
    let Wanting { repository, branch, path } = wanting;
    let asked = path.clone();
    let find = move |git: &git::Repository| {
        let commit = git.head(&branch)?;
        Ok((commit, git.entry(commit, &asked)?))
    };
    let (commit, entry) = state.repos.with(repository, find).await?;
    let (true, Some(bytes)) = (entry.kind.is_file(), entry.bytes) else { return Err(Error::not_found()) };
    let etag = format!("\"{}\"", entry.id);
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, etag)).finish());
    }
    let range = header(RANGE).filter(|_| header(IF_RANGE).is_none_or(|known| known == etag));
    let (status, part) = match range.map_or(Wanted::All, |range| wanted(range, bytes)) {
        Wanted::All => (StatusCode::OK, 0..bytes),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => {
            let range = (CONTENT_RANGE, format!("bytes */{bytes}"));
            return Ok(HttpResponse::RangeNotSatisfiable().insert_header(range).content_type(TEXT).finish());
        }
    };
    let (read, end) = (path.clone(), part.end);
    let read = move |git: &git::Repository| Ok(git.read(commit, &read, Some(0..end))?.data);
    let mut data = state.repos.with(repository, read).await?;
    let kind = kind(path.name(), &data[..data.len().min(SNIFFED_BYTES)]);
    data.drain(..usize::try_from(part.start).unwrap_or(usize::MAX).min(data.len()));
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CONTENT_TYPE, kind)).insert_header((ETAG, etag)).insert_header((ACCEPT_RANGES, "bytes"));
    if status == StatusCode::PARTIAL_CONTENT {
        answer.insert_header((CONTENT_RANGE, format!("bytes {}-{}/{bytes}", part.start, part.end - 1)));
    }
    Ok(answer.body(data))
}

fn inert(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(CACHING));
    answer.headers_mut().insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    answer.extensions_mut().insert(Policy::inert());
    answer
}

/// Reads a `Range` (RFC 9110, section 14.2). One that asks for several parts, or in other units, asks for all.
fn wanted(header: &str, bytes: u64) -> Wanted {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::All;
    };
    let part = match (first.trim().parse::<u64>(), last.trim().parse::<u64>(), first.is_empty(), last.is_empty()) {
        (Ok(first), Ok(last), ..) if first <= last => first..last.saturating_add(1).min(bytes),
        (Ok(first), _, _, true) => first..bytes,
        (_, Ok(count), true, _) => bytes.saturating_sub(count)..bytes,
        _ => return Wanted::All,
    };
    if part.start >= part.end { Wanted::Nothing } else { Wanted::Part(part) }
}
