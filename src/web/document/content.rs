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
