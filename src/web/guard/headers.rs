//! The headers of every answer.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use crate::web::error::Error;

/// Everything comes from this server; nothing is framed, embedded or sent elsewhere; nothing inline runs.
const POLICY: &str = "default-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
                      object-src 'none'";

/// What no page of ours asks the device for.
const PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

const ALWAYS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (OPENER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// What a file of somebody's may do when it is opened: be seen, and nothing else. A picture of lines and shapes carries
/// its style within itself.
const INERT: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/// What an answer may do in a browser, where that is not what a page of ours may. A handler puts it into the answer's
/// extensions.
#[derive(Clone)]
pub struct Policy(HeaderValue);

impl Policy {
    /// For bytes that somebody has sent: nothing in them runs, and no other site shows them.
    #[must_use]
    pub const fn inert() -> Self {
        Self(HeaderValue::from_static(INERT))
    }

    /// For the pages of somebody's, which run with no origin of their own and reach nothing but what lies below `place`,
    /// an address that ends in a slash.
    ///
    /// # Errors
    /// When the address can't stand in a header.
    pub fn preview(place: &str) -> Result<Self, Error> {
        let policy = format!(
            "sandbox allow-scripts allow-forms allow-pointer-lock; \
             default-src {place} data: blob: 'unsafe-inline' 'unsafe-eval'; form-action {place}; base-uri {place}; \
             object-src 'none'"
        );
        HeaderValue::from_str(&policy).map(Self).map_err(Error::internal)
    }
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the headers on an answer. Only how long it may be kept is left to the handler, which else is: not at all.
pub(super) fn add(headers: &mut HeaderMap, own: Option<Policy>, request_id: &str) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(Policy(policy)) = own {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        // A sandboxed page with an opener policy is not shown at all (HTML, "cross-origin opener policies").
        headers.remove(OPENER_POLICY);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}
