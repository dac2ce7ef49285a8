//! The log of a task as it grows: server-sent events (WHATWG HTML, section 9.2).
//!
//! A step is told when it is begun, and once more, with its number as the id, when it has ended: whoever comes back with
//! that number misses nothing and is told nothing twice but what was under way. Where the task stands is told as `agent`.

use std::{collections::VecDeque, convert::Infallible, fmt::Write, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE},
    web::Bytes,
};
use futures_util::stream as streams;
use serde::Serialize;
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::timeout,
};

use super::view::{AgentView, StepView};
use crate::{
    account::{self, SignInId, SignedIn, UserId},
    agent::{self, Agent, AgentId, step},
    db::{Pool, Tx},
    kit::Ambient,
    web::{
        error::{Error, Result},
        state::State,
    },
    working::Follower,
};

/// How long a stream may be silent, so that whatever stands between does not take it for dead.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long a browser waits before it comes back.
const RETRY_MS: u32 = 1_000;

/// Steps that are told at once.
const BURST: u64 = 100;

/// One who follows a log.
struct Following {
    platform: Pool,
    ambient: Ambient,
    news: Receiver<AgentId>,
    stopping: watch::Receiver<bool>,
    agent: AgentId,
    user: UserId,
    sign_in: SignInId,
    /// The last step that was told whole.
    seen: u64,
    /// The step that was told as under way.
    begun: u64,
    /// Where the task stood when that was last told.
    shown: String,
    ready: VecDeque<Bytes>,
    is_over: bool,
    _place: Follower,
}

pub(super) fn stream(
    state: &State,
    user: &SignedIn,
    agent: &Agent,
    since: Option<u64>,
    request: &HttpRequest,
) -> Result<HttpResponse> {
    let place = state.agents.follow(user.user_id).ok_or_else(|| Error::too_many(SILENCE_MAX.as_secs()))?;
    let known = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let following = Following {
        platform: state.platform.clone(),
        ambient: state.ambient.clone(),
        news: state.agents.listen(),
        stopping: state.stopping.clone(),
        agent: agent.id,
        user: user.user_id,
        sign_in: user.sign_in,
        seen: known.or(since).unwrap_or(0),
        begun: 0,
        shown: String::new(),
        ready: VecDeque::from([Bytes::from(format!("retry: {RETRY_MS}\n\n"))]),
        is_over: false,
        _place: place,
    };
    let chunks = streams::unfold(following, async |mut following| {
        let chunk = following.next().await?;
        Some((Ok::<_, Infallible>(chunk), following))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // What is compressed is gathered first, and comes too late.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(chunks))
}

impl Following {
    /// What is to be told next; nothing when it is over.
    async fn next(&mut self) -> Option<Bytes> {
        let mut is_first = self.shown.is_empty();
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.is_over {
                return None;
            }
            if !is_first {
                match timeout(SILENCE_MAX, self.wait()).await {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(_) => self.ready.push_back(Bytes::from_static(b": still here\n\n")),
                }
            }
            is_first = false;
            if let Err(error) = self.look().await {
                tracing::warn!(agent.id = %self.agent, "a log is not followed any longer: {error}");
                return None;
            }
        }
    }

    /// Waits for news of this task; false when the server ends.
    async fn wait(&mut self) -> bool {
        let (agent, news) = (self.agent, &mut self.news);
        let told = async {
            loop {
                match news.recv().await {
                    Ok(other) if other != agent => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => return true,
                    Err(RecvError::Closed) => return false,
                }
            }
        };
        tokio::select! {
            told = told => told,
            _ = self.stopping.wait_for(|is_stopping| *is_stopping) => false,
        }
    }

    /// Looks at the rows, as whoever follows may see them by now.
    async fn look(&mut self) -> agent::Result<()> {
        loop {
            let (id, user, sign_in, from) = (self.agent, self.user, self.sign_in, self.seen + 1);
            let now = self.ambient.now();
            let read = move |tx: &Tx| -> agent::Result<_> {
                let is_in = account::still_live(tx, &[sign_in], now).is_ok_and(|live| !live.is_empty());
                let agent = match agent::find(tx, user, id) {
                    Ok(agent) if is_in => agent,
                    Ok(_) | Err(agent::Error::NotFound) => return Ok(None),
                    Err(error) => return Err(error),
                };
                let place = agent::place_in_queue(tx, &agent)?;
                Ok(Some((AgentView::new(agent, place), step::list(tx, id, from, BURST)?)))
            };
            let Some((agent, steps)) = self.platform.read(read).await? else {
                self.ready.push_back(Bytes::from_static(b"event: gone\ndata: {}\n\n"));
                self.is_over = true;
                return Ok(());
            };
            let count = steps.len() as u64;
            for step in steps {
                let (number, is_whole) = (step.number, step.ended_at.is_some());
                let was_seen = self.seen;
                if is_whole && number == was_seen + 1 {
                    self.seen = number;
                } else if self.begun == number {
                    continue;
                }
                self.begun = number;
                let id = (self.seen == number).then_some(number);
                self.ready.push_back(said("step", id, &json(&StepView::from(step))));
            }
            let shown = json(&agent);
            if shown != self.shown {
                self.ready.push_back(said("agent", None, &shown));
                self.shown = shown;
            }
            if count < BURST {
                return Ok(());
            }
        }
    }
}

fn json(view: &impl Serialize) -> String {
    serde_json::to_string(view).unwrap_or_default()
}

/// JSON has no line breaks outside of its texts, where they are escaped.
fn said(event: &str, id: Option<u64>, json: &str) -> Bytes {
    let mut text = format!("event: {event}\n");
    if let Some(id) = id {
        // A text takes everything that is written to it.
        let _ = writeln!(text, "id: {id}");
    }
    let _ = write!(text, "data: {json}\n\n");
    text.into()
}
