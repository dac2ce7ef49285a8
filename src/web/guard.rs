//! What stands before every handler and after every answer.
//!
//! Each request gets an id; one under a foreign name or from a foreign page is refused; each answer, an error
//! included, gets the headers that keep a browser on our side; a panic ends one request and nothing else.

mod headers;
mod host;
mod origin;
#[cfg(test)]
mod tests;

use std::{fmt, panic::AssertUnwindSafe};

use actix_web::{
    HttpMessage, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{ALLOW, CONTENT_TYPE},
    },
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;

use super::{
    error::{Caller, Error},
    state::State,
};
use crate::kit::{Id, Kind};

pub use headers::Policy;
pub use host::Hosts;
pub use origin::is_same_origin;

/// Names a request, in the header `x-request-id`, in errors and in the log.
pub enum RequestNoun {}

impl Kind for RequestNoun {
    const NOUN: &'static str = "request";
}

pub type RequestId = Id<RequestNoun>;

/// The middleware round every route.
///
/// # Errors
/// A finished answer, when the handler panicked.
pub async fn guard<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(state) = request.app_data::<Data<State>>().cloned() else {
        return Err(Error::internal("the server was put together without its state").into());
    };
    let id: RequestId = state.ambient.id();
    let caller = Caller::of(request.request(), id.to_string());
    request.extensions_mut().insert(id);

    if let Err(error) = state.hosts.check(request.request()).and_then(|()| origin::check(&state, request.request())) {
        let answer = dress(caller.answer(&error), &caller);
        return Ok(request.into_response(answer));
    }
    // What answers a GET answers a HEAD (RFC 9110, section 9.3.2); the connection remembers to leave the body out.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    match AssertUnwindSafe(async { next.call(request).await }).catch_unwind().await {
        Ok(Ok(response)) => Ok(finish(response, &caller)),
        Ok(Err(error)) => Err(Finished::new(&Error::internal(error), &caller).into()),
        Err(_) => Err(Finished::new(&Error::internal("a handler panicked"), &caller).into()),
    }
}

/// Writes what a bare failure means, and dresses the answer.
fn finish<B: MessageBody + 'static>(response: ServiceResponse<B>, caller: &Caller) -> ServiceResponse<BoxBody> {
    let (request, response) = response.into_parts();
    let status = response.status();
    let is_bare = !response.headers().contains_key(CONTENT_TYPE);
    if !(status.is_client_error() || status.is_server_error()) || !is_bare {
        return ServiceResponse::new(request, dress(response.map_into_boxed_body(), caller));
    }

    let ours = response.error().and_then(|error| error.as_error::<Error>());
    let mut answer = match ours {
        Some(error) => caller.answer(error),
        None => caller.answer_status(status),
    };
    if let Some(methods) = response.headers().get(ALLOW) {
        answer.headers_mut().insert(ALLOW, methods.clone());
    }
    ServiceResponse::new(request, dress(answer, caller))
}

fn dress(mut answer: HttpResponse, caller: &Caller) -> HttpResponse {
    let own = answer.extensions().get::<Policy>().cloned();
    headers::add(answer.headers_mut(), own, &caller.request_id);
    answer
}

/// An answer that is ready to be sent although there is no request left to attach it to.
struct Finished {
    status: StatusCode,
    answer: std::cell::RefCell<Option<HttpResponse>>,
}

impl Finished {
    fn new(error: &Error, caller: &Caller) -> Self {
        let answer = dress(caller.answer(error), caller);
        Self { status: answer.status(), answer: Some(answer).into() }
    }
}

impl ResponseError for Finished {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.answer.take().unwrap_or_else(|| HttpResponse::new(self.status))
    }
}

impl fmt::Debug for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an answer {}", self.status)
    }
}
