//! `GET /api/workspace/events/stream`: server-sent events (WHATWG HTML, section 9.2).

use std::{convert::Infallible, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE},
    web::{Bytes, Data, Query},
};
use futures_util::{Stream, stream as streams};
use serde::Deserialize;
use tokio::time::timeout;

use super::who;
use crate::{
    account::SignedIn,
    git::BranchName,
    live::{ClientId, Message, Place},
    repo::{Address, Provider},
    web::{error::Result, socket::Wire, state::State, workspace::at::At},
};

/// How long a stream may be silent, so that whatever stands between does not take it for dead.
pub(in crate::web::api) const SILENCE_MAX: Duration = Duration::from_secs(15);

/// What is said then.
pub(in crate::web::api) const STILL_HERE: Bytes = Bytes::from_static(b": still here\n\n");

/// How long a browser waits before it comes back.
const RETRY_MS: u32 = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    branch: Option<BranchName>,
    client: ClientId,
    /// The last event that is known, for whoever can't send `Last-Event-ID`.
    since: Option<u64>,
}

/// Follows a branch, or all of a repository's branches.
///
/// # Errors
/// 404; 429 for too many at once.
pub async fn stream(
    user: SignedIn,
    state: Data<State>,
    Query(wanted): Query<Wanted>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let at = At::find_at_once(
        state,
        user,
        Address { provider: wanted.provider, owner: wanted.owner, name: wanted.repository },
    )
    .await?;
    if let Some(branch) = wanted.branch.clone() {
        at.read(move |git| git.head(&branch)).await?;
    }
    let place = Place { repository: at.repo.id, branch: wanted.branch };
    let since = last_event(&request).or(wanted.since);
    let wire = Wire::of(&request);
    let cut = Box::new(move || wire.iter().for_each(Wire::cut));
    let stream = at.state.live.follow(place, who(&at), wanted.client, since, cut)?;
    let chunks = streams::unfold(Some((stream, true)), async |state| {
        let (mut stream, is_first) = state?;
        if is_first {
            return Some((Ok::<_, Infallible>(format!("retry: {RETRY_MS}\n\n").into()), Some((stream, false))));
        }
        match timeout(SILENCE_MAX, stream.next()).await {
            Ok(Some(message)) => Some((Ok(said(&message)), Some((stream, false)))),
            Ok(None) => None,
            Err(_) => Some((Ok(STILL_HERE), Some((stream, false)))),
        }
    });
    Ok(server_sent(chunks))
}

/// The answer that goes on for as long as there is something to tell.
pub(in crate::web::api) fn server_sent(
    chunks: impl Stream<Item = std::result::Result<Bytes, Infallible>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // What is compressed is gathered first, and comes too late.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(chunks)
}

/// One event in the lines of a stream. JSON has no line breaks outside of its texts, where they are escaped.
pub(in crate::web::api) fn event(name: &str, id: Option<&str>, data: &impl std::fmt::Display) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("event: {name}\n{id}data: {data}\n\n").into()
}

fn said(message: &Message) -> Bytes {
    event(message.kind.as_str(), message.seq.map(|seq| seq.to_string()).as_deref(), &message.json)
}

fn last_event(request: &HttpRequest) -> Option<u64> {
    request.headers().get("last-event-id")?.to_str().ok()?.parse().ok()
}
