//! `/api/workspace/…`: who is at work on a branch, and what happens there.

pub(super) mod stream;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    },
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    account::{Name, SignedIn},
    git::{BranchName, TreePath},
    kit::Timestamp,
    live::{CURSOR_BYTES_MAX, ClientId, EventView, NotShown, PersonView, Place, Spot, TooMany, Who},
    repo::{Address, Provider},
    web::{
        error::{Error, Result},
        extract::Json,
        state::State,
        workspace::at::At,
    },
};

pub use stream::stream;

/// Characters of the name of a page.
const PAGE_CHARS_MAX: usize = 40;

/// Hexadecimal digits of a tag.
const ETAG_DIGITS: usize = 32;

/// What a tab says of itself.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowTab {
    /// `local` when it is absent.
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    branch: BranchName,
    client: ClientId,
    /// Which page it shows: `code`, `history`, …
    page: String,
    path: Option<TreePath>,
    /// Where in the file, in words of the page's own; at most 2 KiB.
    cursor: Option<Value>,
    /// Whether its user has done something since it last said so.
    #[serde(default)]
    active: bool,
}

/// What a tab may announce.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// `local` when it is absent.
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    branch: BranchName,
    /// `presence.left`; everything else is found out by this server itself.
    kind: String,
    client: ClientId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// `local` when it is absent.
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    branch: BranchName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// `local` when it is absent.
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    branch: Option<BranchName>,
    since: Option<u64>,
}

/// Somebody who was at work on the branch, and when last.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct VisitView {
    name: Name,
    at: Timestamp,
    /// Whether it was whoever asks.
    is_you: bool,
}

/// Everybody who is there, and who was there before.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct People {
    people: Vec<PersonView>,
    visits: Vec<VisitView>,
}

/// Events after the one that was asked for. With `is_cut` some are missing: look at the branch itself.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct WhatHappened {
    events: Vec<EventView>,
    seq: u64,
    is_cut: bool,
}

/// `GET /api/workspace/presence`.
///
/// # Errors
/// 404.
pub async fn people(
    user: SignedIn,
    state: Data<State>,
    Query(wanted): Query<Asked>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let at = At::find_at_once(
        state,
        user,
        Address { provider: wanted.provider, owner: wanted.owner, name: wanted.repository },
    )
    .await?;
    let place = there(&at, wanted.branch).await?;
    let people = at.state.live.people(&place);
    let visits = at.state.live.visits(&place).await?;
    let view = |(name, when)| VisitView { is_you: name == at.user.name, name, at: when };
    let visits = visits.into_iter().map(view).collect();
    tagged(&request, &People { people, visits })
}

/// `PUT /api/workspace/presence`.
///
/// # Errors
/// 400 for a cursor that is too large; 404; 429 when there are too many.
pub async fn show(user: SignedIn, state: Data<State>, Json(tab): Json<ShowTab>) -> Result<HttpResponse> {
    let at = At::find_at_once(state, user, Address { provider: tab.provider, owner: tab.owner, name: tab.repository })
        .await?;
    let place = there(&at, tab.branch).await?;
    if tab.page.chars().count() > PAGE_CHARS_MAX || tab.page.chars().any(char::is_control) {
        return Err(Error::invalid("page", format!("the name of a page has at most {PAGE_CHARS_MAX} characters")));
    }
    if tab.cursor.as_ref().is_some_and(|cursor| cursor.to_string().len() > CURSOR_BYTES_MAX) {
        return Err(Error::invalid("cursor", format!("a cursor has at most {CURSOR_BYTES_MAX} bytes")));
    }
    let spot = Spot { page: tab.page, path: tab.path.map(|path| path.to_string()), cursor: tab.cursor };
    at.state.live.put(&place, &who(&at), &tab.client, spot, tab.active)?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/workspace/events`: for those who can't keep a stream open.
///
/// # Errors
/// 404.
pub async fn events(
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
    let place = Place { repository: at.repo.id, branch: wanted.branch };
    let (events, since) = at.state.live.events(&place, wanted.since.unwrap_or(u64::MAX)).await?;
    let is_cut = wanted.since.is_some() && since.is_cut;
    tagged(&request, &WhatHappened { events, seq: since.latest, is_cut })
}

/// `POST /api/workspace/events`: what a tab may announce, which is that it is closed.
///
/// # Errors
/// 400 for anything else; 404.
pub async fn announce(user: SignedIn, state: Data<State>, Json(said): Json<Announce>) -> Result<HttpResponse> {
    if said.kind != "presence.left" {
        let message = "nobody announces what happens on a branch: commit or push, and everybody is told";
        return Err(Error::invalid("kind", message));
    }
    let at =
        At::find_at_once(state, user, Address { provider: said.provider, owner: said.owner, name: said.repository })
            .await?;
    let place = Place { repository: at.repo.id, branch: Some(said.branch) };
    at.state.live.leave(&place, at.user.user_id, &said.client);
    Ok(HttpResponse::NoContent().finish())
}

fn who(at: &At) -> Who {
    Who { user: at.user.user_id, name: at.user.name.clone(), sign_in: at.user.sign_in }
}

/// The branch, if it is there; where somebody is already, it need not be looked for.
async fn there(at: &At, branch: BranchName) -> Result<Place> {
    let place = Place { repository: at.repo.id, branch: Some(branch.clone()) };
    if !at.state.live.is_open(&place) {
        at.read(move |git| git.head(&branch)).await?;
    }
    Ok(place)
}

/// The answer, or that it is the one that the caller has already.
fn tagged(request: &HttpRequest, answer: &impl Serialize) -> Result<HttpResponse> {
    let body = serde_json::to_vec(answer).map_err(Error::internal)?;
    let tag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..ETAG_DIGITS]);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = if known == Some(tag.as_str()) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((ETAG, tag.as_str())).insert_header((CACHE_CONTROL, "private, no-cache"));
    if known == Some(tag.as_str()) {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/json").body(body))
}

impl From<TooMany> for Error {
    fn from(error: TooMany) -> Self {
        match error {
            TooMany::Here(NotShown::Taken) => Self::conflict("exists", error.to_string()),
            _ => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_people", error.to_string()),
        }
    }
}
