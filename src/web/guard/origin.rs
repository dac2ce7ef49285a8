//! Which page a request comes from.
//!
//! A browser sends our cookie along whoever asks it to, so what changes something must come from a page of ours.
//! Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`; a program that sends neither is let
//! through as long as it doesn't come with our cookie.

use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{HOST, ORIGIN},
    },
};

use crate::web::{cookie, error::Error, state::State};

/// Refuses what a page from elsewhere wants to change.
pub(super) fn check(state: &State, request: &HttpRequest) -> Result<(), Error> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || is_same_origin(state, request) {
        return Ok(());
    }
    Err(Error::forbidden("cross_site", "this request comes from another site: open this server's own page first"))
}

/// Whether the request comes from a page of ours, or from a program that is no browser. Ask this before an upgrade.
#[must_use]
pub fn is_same_origin(state: &State, request: &HttpRequest) -> bool {
    let site = header(request, "sec-fetch-site");
    let origin = header(request, ORIGIN.as_str());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (origin, site) {
        (Some(origin), _) => is_ours(state, request, origin),
        (None, Some(_)) => true,
        (None, None) => cookie::secret(state, request).is_none(),
    }
}

fn is_ours(state: &State, request: &HttpRequest, origin: &str) -> bool {
    let origin = origin.to_ascii_lowercase();
    let public = state.config.server.public_url.as_ref();
    if public.is_some_and(|public| public.to_string() == origin) {
        return true;
    }
    let host = header(request, HOST.as_str()).unwrap_or_default().to_ascii_lowercase();
    if public.is_some_and(|public| public.authority() == host) {
        return false;
    }
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    !host.is_empty() && authority == Some(host.as_str())
}

/// The header's text; one that is no text stands for a foreign value.
fn header<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("?"))
}
