//! An [`Error`] as JSON or as a page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{ACCEPT, HeaderMap, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::Error;
use crate::web::page::Page;

/// What is encoded in a query (RFC 3986, section 3.4); slashes are left for the reader's sake.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Who asked, and in which shape they want an error.
pub struct Caller {
    pub request_id: String,
    shape: Shape,
    page: Page,
    /// Where a page leads back to after signing in; empty for what can't be asked for again.
    next: String,
}

enum Shape {
    Json,
    Page,
    /// A sentence, which git shows to whoever runs it.
    Text,
}

#[derive(Serialize)]
struct Body<'a> {
    error: Said<'a>,
}

#[derive(Serialize)]
struct Said<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a serde_json::Value>,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "auth/error.html")]
struct ErrorPage<'a> {
    page: &'a Page,
    title: String,
    text: String,
    request_id: &'a str,
}

impl Caller {
    /// Looks at who asks; `request_id` is the name of this request.
    #[must_use]
    pub fn of(request: &HttpRequest, request_id: String) -> Self {
        let page = Page::of(request);
        let shape = match request.path() {
            path if path.starts_with("/git/") => Shape::Text,
            path if wants_json(path, request.headers()) => Shape::Json,
            _ => Shape::Page,
        };
        let is_read = request.method() == Method::GET && !page.is_fragment;
        let next = if is_read { request.uri().path_and_query().map_or("/", |path| path.as_str()) } else { "" };
        Self { request_id, shape, page, next: next.to_owned() }
    }

    /// The whole answer for `error`.
    #[must_use]
    pub fn answer(&self, error: &Error) -> HttpResponse {
        if error.status.is_server_error() {
            tracing::error!(request.id = %self.request_id, code = error.code, "answered {}: {error}", error.status);
        }
        let mut answer = match self.shape {
            Shape::Json => self.json(error),
            Shape::Text => text(error),
            Shape::Page if error.code == "not_signed_in" => self.sign_in(),
            Shape::Page => self.page(error),
        };
        if let Some(seconds) = error.retry_after_s {
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        answer
    }

    /// The whole answer for one that has a status of failure and nothing else.
    #[must_use]
    pub fn answer_status(&self, status: StatusCode) -> HttpResponse {
        self.answer(&Error::of_status(status))
    }

    fn json(&self, error: &Error) -> HttpResponse {
        let mut answer = HttpResponse::build(error.status);
        if error.status == StatusCode::UNAUTHORIZED {
            // How to come in is part of the answer (RFC 9110, section 15.5.2).
            answer.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        answer.json(Body {
            error: Said {
                code: error.code,
                message: &error.message,
                field: error.field.as_deref(),
                details: error.details.as_deref(),
                request_id: &self.request_id,
            },
        })
    }

    fn sign_in(&self) -> HttpResponse {
        let mut address = "/sign-in".to_owned();
        if !self.next.is_empty() && self.next != "/" {
            address.push_str("?next=");
            address.extend(utf8_percent_encode(&self.next, QUERY));
        }
        if self.page.is_fragment {
            return HttpResponse::Unauthorized().insert_header(("HX-Redirect", address)).finish();
        }
        HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
    }

    fn page(&self, error: &Error) -> HttpResponse {
        let (title, text) = self.words(error);
        let view = ErrorPage { page: &self.page, title, text, request_id: &self.request_id };
        let html = view.render().unwrap_or_else(|_| error.message.clone());
        HttpResponse::build(error.status).content_type("text/html; charset=utf-8").body(html)
    }

    fn words(&self, error: &Error) -> (String, String) {
        let page = &self.page;
        match error.status {
            StatusCode::NOT_FOUND => (page.say("error-not-found"), page.say("error-not-found-text")),
            StatusCode::GONE => (page.say("error-gone"), page.say("error-gone-text")),
            StatusCode::FORBIDDEN => (page.say("error-forbidden"), page.say("error-forbidden-text")),
            StatusCode::TOO_MANY_REQUESTS => {
                let seconds = error.retry_after_s.unwrap_or(1).to_string();
                (page.say("error-too-many"), page.say_with("error-too-many-text", &[("seconds", seconds)]))
            }
            StatusCode::INSUFFICIENT_STORAGE => (page.say("error-disk-full"), page.say("error-disk-full-text")),
            StatusCode::INTERNAL_SERVER_ERROR if error.code == "not_saved" => {
                (page.say("error-not-saved"), page.say("error-not-saved-text"))
            }
            StatusCode::SERVICE_UNAVAILABLE => (page.say("error-busy"), page.say("error-busy-text")),
            status if status.is_client_error() => (page.say("error-request"), page.say("error-request-text")),
            _ => (page.say("error-internal"), page.say("error-internal-text")),
        }
    }
}

fn text(error: &Error) -> HttpResponse {
    let mut answer = HttpResponse::build(error.status);
    if error.status == StatusCode::UNAUTHORIZED {
        answer.insert_header((WWW_AUTHENTICATE, r#"Basic realm="Stackhouse: an API token is the password""#));
    }
    answer.content_type("text/plain; charset=utf-8").body(format!("{}\n", error.message))
}

fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    path == "/ws" || path == "/mcp" || path == "/api" || is_for_programs(path) || accepts.contains("application/json")
}

/// Whether programs ask there: everything below `/api/`, and what stood elsewhere before there was one.
#[must_use]
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/")
        || path.starts_with("/git/")
        || matches!(path, "/apps/save" | "/apps/registry")
        || path.starts_with("/apps/launch/")
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn an_error_is_explained_in_every_language() {
        for_each_language(|page, _| {
            let (title, text) = (EVIL.to_owned(), EVIL.to_owned());
            check_page(&ErrorPage { page, title, text, request_id: "0197b7a0" }.render().unwrap());
        });
    }
}
