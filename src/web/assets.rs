//! The files of `static/`, embedded in the binary and served under `/static/`.
//!
//! A page names its assets under `/static/<version>/…`, where the version is a hash of them all: such an answer may
//! be kept for ever, and a module that imports its neighbour by a relative path stays within the same version. The
//! same files under `/static/…`, or under the version of another build, are checked with the server by their ETag.

#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS},
    web::Path,
};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Hexadecimal digits of a version: 64 bits, so that two builds never share one by chance.
const VERSION_DIGITS: usize = 16;

/// Hexadecimal digits of a tag: 128 bits of the hash name one content.
const ETAG_DIGITS: usize = 32;

/// A year, the longest that caches are told to keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

struct Asset {
    bytes: &'static [u8],
    etag: String,
    content_type: &'static str,
}

struct Assets {
    by_path: HashMap<&'static str, Asset>,
    version: String,
    /// `/static/<version>`.
    base: String,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut files = Vec::new();
    collect(&STATIC, &mut files);
    files.sort_unstable_by_key(|(path, _)| *path);

    let mut all = Sha256::new();
    for (path, bytes) in &files {
        all.update(path);
        all.update(sha256(bytes));
    }
    let version = hex(&all.finalize())[..VERSION_DIGITS].to_owned();
    let base = format!("/static/{version}");
    let by_path = files.into_iter().map(|(path, bytes)| (path, asset(path, bytes))).collect();
    Assets { by_path, version, base }
});

/// Where a page finds this build's assets: `/static/<version>`, to be followed by `/css/tokens.css` and the like.
#[must_use]
pub fn base() -> &'static str {
    &ASSETS.base
}

/// Answers `GET /static/{path}`.
pub async fn serve(request: HttpRequest, path: Path<String>) -> HttpResponse {
    let (version, path) = split_version(&path);
    let Some(asset) = ASSETS.by_path.get(path) else {
        return HttpResponse::NotFound().finish();
    };
    let caching = if version == Some(ASSETS.version.as_str()) { FOR_EVER } else { ASK_FIRST };
    let asked = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();

    if matches(asked, &asset.etag) {
        return HttpResponse::NotModified()
            .insert_header((ETAG, asset.etag.as_str()))
            .insert_header((CACHE_CONTROL, caching))
            .finish();
    }
    HttpResponse::Ok()
        .insert_header((ETAG, asset.etag.as_str()))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(asset.bytes)
}

fn collect(folder: &'static Dir<'static>, files: &mut Vec<(&'static str, &'static [u8])>) {
    files.extend(folder.files().filter_map(|file| Some((file.path().to_str()?, file.contents()))));
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

fn asset(path: &str, bytes: &'static [u8]) -> Asset {
    Asset { bytes, etag: format!("\"{}\"", &hex(&sha256(bytes))[..ETAG_DIGITS]), content_type: content_type(path) }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

fn split_version(path: &str) -> (Option<&str>, &str) {
    match path.split_once('/') {
        Some((first, rest)) if first.len() == VERSION_DIGITS && first.bytes().all(|b| b.is_ascii_hexdigit()) => {
            (Some(first), rest)
        }
        _ => (None, path),
    }
}

/// Whether an `If-None-Match` header (RFC 9110, section 13.1.2) names the tag. Compression weakens tags on the way.
/// Whether an `If-None-Match` (RFC 9110, section 13.1.2) names what is there.
pub(super) fn matches(header: &str, etag: &str) -> bool {
    header.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
