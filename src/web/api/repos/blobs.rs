//! `…/blobs`: files of any kind and size, as they are, before a commit names them.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    web::Payload,
};
use futures_util::StreamExt;
use serde::Serialize;
use tokio::time::timeout;

use crate::{
    git::{FILE_BYTES_MAX, ObjectId},
    kit::{Id, Kind},
    repo::{Incoming, Role},
    sprite,
    web::{
        error::{Error, Result},
        workspace::at::At,
    },
};

/// How long nothing may come: a bound on connections that trickle.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// How long all of it may take: the largest file over a line of a sixteenth of a megabyte a second.
const UPLOAD_MAX: Duration = Duration::from_mins(30);

/// What the body is said to be: nobody looks at it on its way in.
const MEDIA_TYPE: &str = "application/octet-stream";

/// Names the file in which it waits.
enum IncomingNoun {}

impl Kind for IncomingNoun {
    const NOUN: &'static str = "incoming";
}

/// A content that is here now.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct BlobView {
    blob: ObjectId,
    bytes: u64,
}

/// `POST …/blobs`: takes a file in, to be named by a commit.
///
/// # Errors
/// 403, 404; 413, before anything has come when the length is announced.
pub async fn create(at: At, request: HttpRequest, payload: Payload) -> Result<HttpResponse> {
    at.repo.require(Role::Write)?;
    check(&request)?;
    let name: Id<IncomingNoun> = at.state.ambient.id();
    let incoming = at.state.repos.begin_file(&name.to_string()).map_err(disk)?;
    let received = timeout(UPLOAD_MAX, receive(incoming, payload)).await;
    let incoming = received.map_err(|_| too_slow())??;
    let bytes = incoming.bytes();
    let blob = at.state.repos.keep(at.repo.id, incoming).await?;
    Ok(HttpResponse::Created().json(BlobView { blob, bytes }))
}

fn check(request: &HttpRequest) -> Result<()> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(CONTENT_TYPE) != Some(MEDIA_TYPE) {
        let message = format!("the body must be {MEDIA_TYPE}: the file as it is");
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let announced: Option<u64> = header(CONTENT_LENGTH).and_then(|length| length.parse().ok());
    if announced.is_some_and(|bytes| bytes > FILE_BYTES_MAX) { Err(too_large()) } else { Ok(()) }
}

async fn receive(mut incoming: Incoming, mut payload: Payload) -> Result<Incoming> {
    while let Some(chunk) = timeout(SILENCE_MAX, payload.next()).await.map_err(|_| too_slow())? {
        let chunk = chunk.map_err(|_| Error::bad_request("bad_body", "the body broke off"))?;
        if incoming.bytes() + chunk.len() as u64 > FILE_BYTES_MAX {
            return Err(too_large());
        }
        // Into the system's memory: some kilobytes at a time, and nobody waits for the disk here.
        incoming.write(&chunk).map_err(disk)?;
    }
    Ok(incoming)
}

fn too_large() -> Error {
    let message = format!("a file may have at most {} MiB here", FILE_BYTES_MAX >> 20);
    Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

fn too_slow() -> Error {
    Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the body came too slowly")
}

fn disk(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return sprite::Error::DiskFull.into();
    }
    Error::internal(error)
}
