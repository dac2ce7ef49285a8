//! `/mcp`: the desk for programs that speak the Model Context Protocol, over streamable HTTP.
//!
//! Each request stands for itself: there is no session that a restart could end, and nothing that the server would
//! say unasked, so that GET and DELETE are answered 405 as the protocol has it. Who asks shows a token; a browser's
//! cookie opens nothing here. What programs do goes through the assistant's tools, as its user.

mod method;
mod resource;
mod rpc;
#[cfg(test)]
mod tests;
mod tool;
mod version;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::ACCEPT},
    web::{Data, Payload},
};
use serde_json::Value;

use self::{
    method::Guest,
    rpc::{Incoming, Message},
    version::Version,
};
use super::{
    error::{Error, Result},
    extract::{Credential, authenticate, credential, read_body},
    state::State,
};
use crate::account;

/// Bytes of a request: a card of the largest size with its escapes.
const BODY_BYTES_MAX: usize = 2 << 20;

/// In which of the two shapes of the protocol an answer is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    Json,
    /// One event, and the end of the stream.
    Events,
}

/// `POST /mcp`.
///
/// # Errors
/// 401 without a token that is good, 406 when neither shape of an answer is taken, 413, 415 and 429; 400 for a version
/// of the protocol that is not spoken here. What is wrong with a message is answered in its own words.
pub async fn answer(state: Data<State>, request: HttpRequest, payload: Payload) -> Result<HttpResponse> {
    let guest = enter(&state, &request).await?;
    state.limits.try_call(guest.signed_in.sign_in)?;
    let shape = Shape::wanted(&request)?;
    let version = Version::of(&request)?;
    let body = read_body(&request, payload.into_inner(), "application/json", BODY_BYTES_MAX).await?;

    let said = match rpc::read(&body, version) {
        Ok(incoming) => hear(&guest, incoming).await,
        Err(failure) => return Ok(shape.answer(StatusCode::BAD_REQUEST, &failure.answer(Value::Null))),
    };
    Ok(said.map_or_else(|| HttpResponse::Accepted().finish(), |said| shape.answer(StatusCode::OK, &said)))
}

/// The user whose program it is.
async fn enter(state: &Data<State>, request: &HttpRequest) -> Result<Guest> {
    let shown = match credential(state, request) {
        Some(Credential::Cookie(_)) | None => return Err(Error::not_signed_in()),
        Some(shown) => shown,
    };
    match authenticate(state, shown).await {
        Ok(signed_in) => Ok(Guest { state: state.clone(), signed_in }),
        Err(account::Error::NoSuchUser) => Err(Error::not_signed_in()),
        Err(error) => Err(error.into()),
    }
}

/// Answers what asks for an answer, one after the other; `None` when nothing does.
async fn hear(guest: &Guest, incoming: Incoming) -> Option<Value> {
    match incoming {
        Incoming::One(message) => hear_one(guest, message).await,
        Incoming::Batch(messages) => {
            let mut answers = Vec::new();
            for message in messages {
                answers.extend(hear_one(guest, message).await);
            }
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
    }
}

async fn hear_one(guest: &Guest, message: Message) -> Option<Value> {
    match message {
        Message::Request { id, method, params } => Some(match guest.ask(&method, params).await {
            Ok(result) => rpc::result(id, result),
            Err(failure) => failure.answer(id),
        }),
        Message::Wrong { id, failure } => Some(failure.answer(id)),
        // Nothing that is told here changes anything, and nothing was asked that could be answered.
        Message::Told => None,
    }
}

impl Shape {
    /// Programs should take both; those that say nothing get JSON.
    fn wanted(request: &HttpRequest) -> Result<Self> {
        let Some(accept) = request.headers().get(ACCEPT) else { return Ok(Self::Json) };
        let accept = accept.to_str().unwrap_or_default().to_ascii_lowercase();
        let takes = |media_types: &[&str]| {
            accept.split(',').any(|range| media_types.contains(&range.split(';').next().unwrap_or_default().trim()))
        };
        if takes(&["application/json", "application/*", "*/*"]) {
            Ok(Self::Json)
        } else if takes(&["text/event-stream", "text/*"]) {
            Ok(Self::Events)
        } else {
            let message = "answers are application/json or text/event-stream: accept both";
            Err(Error::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", message))
        }
    }

    fn answer(self, status: StatusCode, said: &Value) -> HttpResponse {
        let mut answer = HttpResponse::build(status);
        match self {
            Self::Json => answer.json(said),
            Self::Events => {
                // A JSON text that serde writes has no line breaks, which would end the event.
                answer.content_type("text/event-stream").body(format!("event: message\ndata: {said}\n\n"))
            }
        }
    }
}
