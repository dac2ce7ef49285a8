//! Files that come in: each is written to a temporary place while it arrives, looked at by a child process, and moved
//! into its place; then the document and its card are made in one transaction.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest,
    http::{StatusCode, header::CONTENT_TYPE},
    web::Payload,
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::super::{
    error::{Error, Result},
    extract::Desk,
    state::State,
};
use crate::{
    account::UserId,
    activity::By,
    db::Tx,
    desk::{Context, Done},
    document::{self, DocumentId, Incoming, Marker, Name, NewDocument},
    extract::{Refusal, Trouble},
    reading, sprite,
    stack::StackId,
};

/// Files in one request.
const FILES_MAX: usize = 50;
/// How long nothing may come: a bound on connections that trickle.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// How long all of it may take: the largest file over a line of half a megabyte a second.
const UPLOAD_MAX: Duration = Duration::from_mins(30);
/// Bytes of a field that is no file.
const FIELD_BYTES_MAX: usize = 100;

/// What came of a request with files.
#[derive(Default)]
pub struct Received {
    pub added: Vec<DocumentId>,
    pub refused: Vec<Refused>,
}

/// A file that was not taken in.
pub struct Refused {
    pub name: Name,
    pub why: Refusal,
}

/// Takes all files of the request in. Those that can't be read are refused one by one, and the others are kept.
///
/// # Errors
/// When the request itself is wrong, a file is too large, or there is no room.
pub async fn receive(
    desk: &Desk,
    user: UserId,
    state: &State,
    request: &HttpRequest,
    payload: Payload,
) -> Result<Received> {
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !sent.starts_with("multipart/form-data") {
        let message = "the body must be multipart/form-data, with a field named file";
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let mut form = Multipart::new(request.headers(), payload);
    let receiving = async {
        let (mut received, mut stack) = (Received::default(), None);
        while let Some(field) = timeout(SILENCE_MAX, form.next()).await.map_err(|_| too_slow())? {
            let mut field = field.map_err(|_| broken_off())?;
            match file_name(&field) {
                Some(name) => {
                    if received.added.len() + received.refused.len() == FILES_MAX {
                        return Err(Error::invalid("file", format!("send at most {FILES_MAX} files at once")));
                    }
                    let incoming = write(state, &mut field).await?;
                    match take_in(desk, user, state, stack, &name, incoming).await? {
                        Ok(document) => received.added.push(document),
                        Err(why) => received.refused.push(Refused { name, why }),
                    }
                }
                None => stack = other_field(&mut field).await?.or(stack),
            }
        }
        Ok(received)
    };
    let received = timeout(UPLOAD_MAX, receiving).await.map_err(|_| too_slow())??;
    if received.added.is_empty() && received.refused.is_empty() {
        return Err(Error::invalid("file", "choose a file first"));
    }
    Ok(received)
}

/// What the sender calls the file. A form whose field for files was left empty sends one without a name.
fn file_name(field: &Field) -> Option<Name> {
    let name = field.content_disposition()?.get_filename()?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    (!name.is_empty()).then(|| Name::lossy(last, "file"))
}

/// The stack on which the cards of the files after it are to lie.
async fn other_field(field: &mut Field) -> Result<Option<StackId>> {
    let is_stack = field.name() == Some("stack_id");
    let bytes = field.bytes(FIELD_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| Error::invalid("file", "has no name"))?.map_err(|_| broken_off())?;
    if !is_stack || bytes.is_empty() {
        return Ok(None);
    }
    let id = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| Error::invalid("stack_id", "is no id"))
}

async fn write(state: &State, field: &mut Field) -> Result<Incoming> {
    let bytes_max = state.config.documents.file_mib_max << 20;
    let mut incoming = state.readings.shelf().begin(&state.ambient).map_err(disk)?;
    while let Some(chunk) = timeout(SILENCE_MAX, field.next()).await.map_err(|_| too_slow())? {
        let chunk = chunk.map_err(|_| broken_off())?;
        if incoming.bytes() + chunk.len() as u64 > bytes_max {
            let message = format!("a file may have at most {} MiB here", state.config.documents.file_mib_max);
            return Err(Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message).with_field("file"));
        }
        // Into the system's memory: some kilobytes at a time, and nobody waits for the disk here.
        incoming.write(&chunk).map_err(disk)?;
    }
    Ok(incoming)
}

/// Looks at the file, keeps it, and makes the document with its card.
async fn take_in(
    desk: &Desk,
    user: UserId,
    state: &State,
    stack: Option<StackId>,
    name: &Name,
    incoming: Incoming,
) -> Result<std::result::Result<DocumentId, Refusal>> {
    let quota_bytes = state.config.documents.user_mib_max << 20;
    let (bytes, hash) = (incoming.bytes(), incoming.hash());
    desk.read(move |tx| Ok(document::check_room(tx, &hash, bytes, quota_bytes)?)).await?;

    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let kind = match state.readings.reader().check(incoming.path(), ending).await {
        Ok(kind) => kind,
        Err(Trouble::Refused(refusal)) => return Ok(Err(refusal)),
        Err(trouble) => return Err(Error::internal(trouble)),
    };
    let shelf = state.readings.shelf().clone();
    let kept = tokio::task::spawn_blocking(move || shelf.keep(user, &incoming)).await;
    let (hash, bytes) = kept.map_err(Error::internal)?.map_err(disk)?;

    let new = NewDocument {
        id: desk.ambient.id(),
        name: name.clone(),
        kind,
        hash,
        bytes,
        card: desk.ambient.id(),
        quota_bytes,
    };
    Ok(Ok(add(desk, user, state, stack, new).await?))
}

async fn add(desk: &Desk, user: UserId, state: &State, stack: Option<StackId>, new: NewDocument) -> Result<DocumentId> {
    let (own, hash) = (new.id, new.hash.clone());
    let marker = Marker { user, document: own };
    // Before the document is stored: one that is stored is read, whatever happens to this process.
    state.readings.shelf().mark(marker).map_err(disk)?;
    let write = move |tx: &Tx, context: &Context<'_>| -> std::result::Result<Done, sprite::Error> {
        Ok(reading::add_with_card(tx, &new, stack, context)?)
    };
    let written = desk.sprite.write(By::User, write).await;
    let known = match written {
        Ok(_) => desk.read(move |tx| Ok(document::known(tx, &hash)?)).await?,
        Err(error) => {
            state.readings.shelf().unmark(marker);
            return Err(error.into());
        }
    };
    let id = known.unwrap_or(own);
    if id == own {
        state.readings.begin(user, own);
    } else {
        state.readings.shelf().unmark(marker);
    }
    Ok(id)
}

fn too_slow() -> Error {
    Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the body came too slowly")
}

fn broken_off() -> Error {
    Error::bad_request("bad_body", "the body broke off, or is not multipart/form-data")
}

fn disk(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return sprite::Error::DiskFull.into();
    }
    Error::internal(error)
}
