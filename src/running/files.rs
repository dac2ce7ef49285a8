//! The documents that an app may see: which there are, and what stands in one of them.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::{
    app::permission,
    document::{self, Document, DocumentId},
    extract::Kind,
    reading::Readings,
    sprite::{Error, SpriteHandle},
};

/// Documents that an app is told of at once.
const FILES_MAX: u32 = 200;
/// Bytes of a document that an app is given: what a text may have in its state.
const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Pages that are read for it: more than fit into that, however little stands on each.
const PAGES_MAX: u32 = 2_000;

/// The documents whose names fit: `[{id, name, kind}]`.
pub(super) async fn list(sprite: &SpriteHandle, glob: String) -> Value {
    let found = sprite.read(move |tx| Ok(document::list(tx, document::Which::Active, "", FILES_MAX)?)).await;
    match found {
        Ok(documents) => {
            let fitting = documents.iter().filter(|document| permission::fits(&glob, document.name.as_str()));
            fitting
                .map(|document| json!({ "id": document.id, "name": document.name, "kind": document.kind.as_str() }))
                .collect()
        }
        Err(error) => json!({ "ok": false, "error": error.told() }),
    }
}

/// What stands in a document: `{ok, name, kind, text, is_cut}`. Text files come as they were sent, others as they were
/// read; past 64 KiB they are cut.
pub(super) async fn read(readings: &Readings, sprite: &SpriteHandle, id: &str) -> Value {
    match text(readings, sprite, id).await {
        Ok((document, mut text)) => {
            let is_cut = text.len() > TEXT_BYTES_MAX;
            text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
            json!({ "ok": true, "name": document.name, "kind": document.kind.as_str(), "text": text, "is_cut": is_cut })
        }
        Err(error) => json!({ "ok": false, "error": error.told() }),
    }
}

async fn text(readings: &Readings, sprite: &SpriteHandle, id: &str) -> Result<(Document, String), Error> {
    let id: DocumentId = id.parse().map_err(|_| crate::desk::Error::from(document::Error::NotFound))?;
    let (document, pages) = sprite
        .read(move |tx| {
            let document = document::find(tx, id)?;
            if document.archived_at.is_some() {
                return Err(document::Error::NotFound.into());
            }
            let pages = if is_text(document.kind) { Vec::new() } else { pages(tx, &document)? };
            Ok((document, pages))
        })
        .await?;
    if !is_text(document.kind) {
        return Ok((document, pages.join("\n\n")));
    }
    let path = readings.shelf().file(sprite.user(), &document.hash);
    let beginning = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // One more than is given, so that it is seen whether there is more.
        std::fs::File::open(path)?.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = beginning.await.map_err(|_| Error::Internal)?.map_err(|error| {
        tracing::error!(document.id = %id, "the file of document {id} could not be read for an app: {error}");
        Error::Internal
    })?;
    Ok((document, String::from_utf8_lossy(&bytes).into_owned()))
}

fn pages(tx: &crate::db::Tx, document: &Document) -> document::Result<Vec<String>> {
    let (mut pages, mut bytes) = (Vec::new(), 0);
    for number in 1..=document.pages.min(PAGES_MAX) {
        let page = document::page(tx, document.id, number)?.unwrap_or_default();
        bytes += page.len();
        pages.push(page);
        if bytes > TEXT_BYTES_MAX {
            break;
        }
    }
    Ok(pages)
}

/// Whether the file itself is text.
const fn is_text(kind: Kind) -> bool {
    match kind {
        Kind::Markdown | Kind::Text | Kind::Csv | Kind::Tsv | Kind::Html | Kind::Json => true,
        Kind::Pdf | Kind::Docx | Kind::Xlsx | Kind::Ods | Kind::Png | Kind::Jpeg | Kind::Webp | Kind::Gif => false,
    }
}
