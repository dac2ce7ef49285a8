//! A page in the frame of a preview tells what goes wrong in it: a script that does so is put before its own ones.
//!
//! Only what a browser loads into a frame gets it; opened in a tab of its own, or loaded by a script, a page is what it is
//! in the branch. The frame has no origin, so that the page around it must take what it is told for what it is: texts of
//! somebody's.

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    http::{
        StatusCode,
        header::{ACCEPT_RANGES, CONTENT_TYPE, ETAG},
    },
};

use crate::web::error::Result;

/// The script, in one line, so that the lines of the page keep their numbers.
const SCRIPT: &str = include_str!("watched.js");

/// Bytes of a page in which a place for the script is looked for. Its head begins early, or it has none.
const LOOKED_AT_BYTES: usize = 16 << 10;

/// Whether a browser wants a page for a frame (Fetch Metadata, `Sec-Fetch-Dest`).
pub(super) fn is_for_frame(request: &HttpRequest) -> bool {
    request.headers().get("sec-fetch-dest").is_some_and(|value| value == "iframe")
}

/// The answer with the script in it, if it is a whole page.
///
/// # Errors
/// When the page can't be read back, which is a fault of this server.
pub(super) fn watch(answer: HttpResponse) -> Result<HttpResponse> {
    let is_page = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if answer.status() != StatusCode::OK || !is_page {
        return Ok(answer);
    }
    let (mut head, body) = answer.into_parts();
    let page = match body.try_into_bytes() {
        Ok(page) => page,
        Err(body) => return Ok(head.set_body(body)),
    };
    // What is sent is not what lies in the branch.
    head.headers_mut().remove(ETAG);
    head.headers_mut().remove(ACCEPT_RANGES);
    let at = place_for_script(&page);
    let script = format!("<script>{}</script>", SCRIPT.trim_end());
    let page = [&page[..at], script.as_bytes(), &page[at..]].concat();
    Ok(head.set_body(BoxBody::new(page)))
}

/// Behind the first tag of the head, else behind the doctype, else at the beginning.
fn place_for_script(page: &[u8]) -> usize {
    let start = page[..page.len().min(LOOKED_AT_BYTES)].to_ascii_lowercase();
    let after = |tag: &[u8]| {
        let at = start.windows(tag.len()).position(|window| window == tag)?;
        let end = start[at..].iter().position(|byte| *byte == b'>')?;
        // `<header>` is no head.
        let next = start.get(at + tag.len())?;
        (!next.is_ascii_alphanumeric()).then_some(at + end + 1)
    };
    after(b"<head").or_else(|| after(b"<html")).or_else(|| after(b"<!doctype")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_before_those_of_the_page_and_after_its_doctype() {
        let check = |page: &str, before: &str| {
            let at = place_for_script(page.as_bytes());
            assert_eq!(&page[..at], before, "{page}");
        };
        check("<!DOCTYPE html>\n<html><HEAD lang=\"en\"><title>x", "<!DOCTYPE html>\n<html><HEAD lang=\"en\">");
        check("<!doctype html><html lang=de><body>", "<!doctype html><html lang=de>");
        check("<!doctype html><p>x", "<!doctype html>");
        check("<!doctype html><header>x</header>", "<!doctype html>");
        check("<h1>x</h1>", "");
        check("<head", "");
        check("", "");
    }

    #[test]
    fn the_script_ends_nowhere_but_at_its_end() {
        assert!(!SCRIPT.to_lowercase().contains("</script") && !SCRIPT.contains("<!--"));
        assert_eq!(SCRIPT.trim_end().lines().count(), 1, "the lines of the page keep their numbers");
    }
}
