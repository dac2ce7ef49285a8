//! The bytes of a document, as they were sent.

use std::{fs::File, io::Read};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::{Bytes, Data},
};
use futures_util::stream;

use super::super::{
    answer::disposition,
    error::{Error, Result},
    extract::{Desk, PathId},
    state::State,
};
use crate::{
    account::SignedIn,
    document::{self, Document, DocumentKind},
};

/// Bytes that are read at a time.
const CHUNK_BYTES: u64 = 256 << 10;

/// `GET /documents/{id}/content`: the original bytes, to be saved and never to be shown as a page.
///
/// # Errors
/// 404.
pub async fn content(
    desk: Desk,
    signed_in: SignedIn,
    state: Data<State>,
    id: PathId<DocumentKind>,
) -> Result<HttpResponse> {
    let id = id.0;
    let document: Document = desk.read(move |tx| Ok(document::find(tx, id)?)).await?;
    let path = state.readings.shelf().file(signed_in.user_id, &document.hash);
    let file = tokio::task::spawn_blocking(move || File::open(path)).await.map_err(Error::internal)?;
    let file = file.map_err(Error::internal)?;
    let (stem, ending) = document.name.rsplit_once('.').unwrap_or((&document.name, document.kind.as_str()));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, document.kind.media_type()))
        .insert_header((CONTENT_DISPOSITION, disposition(stem, ending)))
        .body(SizedStream::new(document.bytes, chunks(file))))
}

/// `GET /documents/{id}/thumbnail`: a small picture of a picture; the original where there is none.
///
/// # Errors
/// 404, also for what is no picture.
pub async fn thumbnail(
    desk: Desk,
    signed_in: SignedIn,
    state: Data<State>,
    id: PathId<DocumentKind>,
) -> Result<HttpResponse> {
    let wanted = id.0;
    let document: Document = desk.read(move |tx| Ok(document::find(tx, wanted)?)).await?;
    if !document.kind.is_picture() {
        return Err(Error::not_found());
    }
    let path = state.readings.shelf().small(signed_in.user_id, &document.hash);
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(Error::internal)?;
    match read.ok().and_then(|bytes| Some((media_type(&bytes)?, bytes))) {
        Some((media_type, bytes)) => Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, media_type))
            .insert_header((CONTENT_DISPOSITION, disposition("thumbnail", "jpg")))
            .body(bytes)),
        None => content(desk, signed_in, state, id).await,
    }
}

/// What the bytes of a small picture are. The process that made them has seen a stranger's file, and is not believed.
pub(in crate::web) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    bytes.starts_with(b"\x89PNG\r\n\x1a\n").then_some("image/png")
}

/// The file piece by piece, each read where nobody else waits.
fn chunks(file: File) -> impl futures_util::Stream<Item = std::result::Result<Bytes, std::io::Error>> {
    stream::try_unfold(file, |file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            (&file).take(CHUNK_BYTES).read_to_end(&mut bytes).map(|_| (Bytes::from(bytes), file))
        });
        let (bytes, file) = read.await.map_err(std::io::Error::other)??;
        Ok((!bytes.is_empty()).then_some((bytes, file)))
    })
}
