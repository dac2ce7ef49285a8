//! `/api/live-chat/{owner}/{repo}/{branch}/…`: what a user says about a branch, and what came of it.

use std::convert::Infallible;

use actix_web::{
    HttpResponse,
    web::{Bytes, Path, Query},
};
use futures_util::{Stream, stream as streams};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::live::stream::{SILENCE_MAX, STILL_HERE, event, server_sent};
use crate::{
    git::{BranchName, ObjectId},
    kit::Timestamp,
    livechat::{About, TurnId},
    talking::{Following, News, Shown, Told},
    web::{
        error::{Error, Result},
        extract::Json,
        words::Words,
        workspace::{at::At, step},
    },
};

#[derive(Deserialize)]
pub struct Address {
    branch: BranchName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The number of a turn: those before it are listed.
    before: Option<u64>,
    /// `local`, or `github`: whoever looks for the repository reads it.
    #[serde(rename = "provider")]
    _provider: Option<String>,
}

/// Something to be said.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayLive {
    text: String,
    /// A UUID for the turn, so that it is said once however often it is sent.
    id: Option<TurnId>,
}

/// Something to be said, or a turn and what is to become of it.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Execute {
    text: Option<String>,
    id: Option<TurnId>,
    turn: Option<TurnId>,
    #[serde(default)]
    order: Order,
}

/// What is to become of a turn; each is answered by following it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    Follow,
    Continue,
    Cancel,
}

/// What was said, by the user or to them.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct LiveMessage {
    /// `user` or `agent`.
    role: &'static str,
    turn: TurnId,
    number: u64,
    text: String,
    at: Timestamp,
    /// Of an answer: `queued`, `running`, `interrupted`, `completed`, `failed` or `cancelled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// The commit that the answer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<ObjectId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct LiveMessages {
    messages: Vec<LiveMessage>,
    /// What goes into `before` to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct LiveTurn {
    turn: TurnId,
    status: &'static str,
}

/// `GET …/messages`: the user's own chat, and nobody else's.
///
/// # Errors
/// 404.
pub async fn list(at: At, address: Path<Address>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let about = about(&at, address).await?;
    let told = at.state.talks.history(&about, wanted.before).await?;
    let next = told.first().map(|told| told.turn.number).filter(|number| *number > 1);
    let messages = told.into_iter().flat_map(messages).collect();
    Ok(HttpResponse::Ok().json(LiveMessages { messages, next }))
}

/// `POST …/messages`: says something, which is answered in its turn whether anybody follows or not.
///
/// # Errors
/// 400, 404; 409 when too much waits.
pub async fn say(at: At, address: Path<Address>, Json(said): Json<SayLive>) -> Result<HttpResponse> {
    let about = about(&at, address).await?;
    let turn = at.state.talks.say(about, said.id, said.text).await?;
    Ok(HttpResponse::Accepted().json(LiveTurn { turn: turn.id, status: turn.status.as_str() }))
}

/// `DELETE …/messages`: puts the chat away, and stops what runs in it.
///
/// # Errors
/// 404.
pub async fn clear(at: At, address: Path<Address>) -> Result<HttpResponse> {
    let about = about(&at, address).await?;
    at.state.talks.clear(&about).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST …/execute`: says something, or has a turn go on or stop, and follows it to its end, in the words of whoever asks.
///
/// # Errors
/// 400, 404; 409 when too much waits, or there is nothing to go on with.
pub async fn execute(at: At, words: Words, address: Path<Address>, Json(asked): Json<Execute>) -> Result<HttpResponse> {
    let about = about(&at, address).await?;
    let talks = &at.state.talks;
    let turn = match (asked.text, asked.turn) {
        (Some(text), None) => talks.say(about.clone(), asked.id, text).await?.id,
        (None, Some(turn)) => {
            match asked.order {
                Order::Follow => {}
                Order::Continue => drop(talks.resume(&about, turn).await?),
                Order::Cancel => talks.cancel(&about, turn).await?,
            }
            turn
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::invalid("text", "say a text, or name a turn"));
        }
    };
    let following = talks.follow(&about, turn).await?;
    Ok(server_sent(told(following, turn, words)))
}

/// The branch, as whoever asks may see it.
async fn about(at: &At, address: Path<Address>) -> Result<About> {
    let branch = address.into_inner().branch;
    let wanted = branch.clone();
    at.read(move |git| git.head(&wanted)).await?;
    Ok(About { repository: at.repo.id, branch, user: at.user.user_id })
}

/// A turn as a stream of events, from its beginning on.
fn told(
    following: Following,
    turn: TurnId,
    words: Words,
) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> {
    let id = turn.to_string();
    streams::unfold((following, true), move |(mut following, is_first)| {
        let id = id.clone();
        async move {
            if is_first {
                return Some((Ok(event("turn", Some(&id), &json!({ "turn": id }))), (following, false)));
            }
            match timeout(SILENCE_MAX, following.next()).await {
                Ok(Some(news)) => {
                    let (name, data) = in_words(news, words);
                    Some((Ok(event(name, Some(&id), &data)), (following, false)))
                }
                Ok(None) => None,
                Err(_) => Some((Ok(STILL_HERE), (following, false))),
            }
        }
    })
}

fn in_words(news: News, words: Words) -> (&'static str, Value) {
    match news {
        News::Status(status) => ("status", json!({ "status": status.as_str() })),
        News::Text(delta) => ("text", json!({ "delta": delta })),
        News::Tool(shown) => {
            let text = step::in_words(&shown, words);
            let Shown { tool, about, is_error } = shown;
            ("tool", json!({ "tool": tool, "about": about, "is_error": is_error, "text": text }))
        }
        News::Waiting(pause) => ("waiting", json!({ "seconds": pause.as_secs() })),
        News::Done { status, made, error } => {
            ("done", json!({ "status": status.as_str(), "commit": made, "error": error }))
        }
    }
}

fn messages(told: Told) -> [LiveMessage; 2] {
    let Told { turn, steps } = told;
    let message = |role, text, at| LiveMessage {
        role,
        turn: turn.id,
        number: turn.number,
        text,
        at,
        status: None,
        steps: Vec::new(),
        model: None,
        commit: None,
        error: None,
    };
    let said = message("user", turn.text, turn.created_at);
    let answer = LiveMessage {
        status: Some(turn.status.as_str()),
        steps,
        model: turn.model,
        commit: turn.made,
        error: turn.error,
        ..message("agent", turn.answer, turn.ended_at.unwrap_or(turn.created_at))
    };
    [said, answer]
}
