//! Answers in the two shapes that pages need, HTML and "look over there", and the name of a download.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::LOCATION},
};
use askama::Template;

use super::error::Result;

/// Bytes of an address that a visitor is sent back to.
const NEXT_BYTES_MAX: usize = 2_000;

/// A page.
///
/// # Errors
/// When the template fails, which is a mistake of ours.
pub fn html(view: &impl Template) -> Result<HttpResponse> {
    html_with(StatusCode::OK, view)
}

/// A page with a status of its own.
///
/// # Errors
/// When the template fails, which is a mistake of ours.
pub fn html_with(status: StatusCode, view: &impl Template) -> Result<HttpResponse> {
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(view.render()?))
}

/// Sends the browser to `address` with a GET (RFC 9110, section 15.4.4).
#[must_use]
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// Says that what was here is at `address` from now on, so that whoever keeps a link may put that in its place
/// (RFC 9110, section 15.4.9).
#[must_use]
pub fn moved(address: &str) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, address)).finish()
}

/// `next` when it is an address on this server, else `/`.
///
/// A browser takes `//elsewhere` and `/\elsewhere` for another server's address.
#[must_use]
pub fn safe_next(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_clean = next.len() <= NEXT_BYTES_MAX && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_clean { next } else { "/" }
}

/// A name for the download, in letters that every header can hold and in its own (RFC 6266, RFC 8187).
#[must_use]
pub fn disposition(stem: &str, ending: &str) -> String {
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let own: String = stem
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{own}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_an_address_on_this_server_is_safe() {
        for next in ["/", "/settings", "/drawer?q=a%20b#top", "/a//b"] {
            assert_eq!(safe_next(next), next);
        }
        let long = format!("/{}", "x".repeat(2_000));
        for next in ["", "settings", "//evil", "/\\evil", "/a\\b", "https://evil", "/a b", "/a\r\nb", "/é", &long] {
            assert_eq!(safe_next(next), "/", "{next:?}");
        }
    }
}
