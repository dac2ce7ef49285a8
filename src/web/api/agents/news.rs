//! How many tasks want whoever asks: as a number, or as server-sent events whenever it may be another one.

use std::{convert::Infallible, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};
use futures_util::stream as streams;
use serde::Serialize;
use serde_json::json;
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::timeout,
};

use super::wants_stream;
use crate::{
    account::{self, SignInId, SignedIn, UserId},
    agent,
    db::{Pool, Tx},
    kit::Ambient,
    web::{
        api::live::stream::{SILENCE_MAX, STILL_HERE, event, server_sent},
        error::{Error, Result},
        state::State,
    },
    working::Follower,
};

/// How long a browser waits before it comes back.
const RETRY: Bytes = Bytes::from_static(b"retry: 5000\n\n");

/// What happens within this time is told together.
const GATHER: Duration = Duration::from_millis(100);

/// The tasks that want whoever asks: they wait for an answer, or have come to their end since that was last looked at.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct AgentNews {
    count: u64,
}

/// One who follows the count.
struct Following {
    platform: Pool,
    ambient: Ambient,
    news: Receiver<Option<UserId>>,
    stopping: watch::Receiver<bool>,
    user: UserId,
    sign_in: SignInId,
    /// What was told last.
    told: Option<u64>,
    is_first: bool,
    _place: Follower,
}

/// Tells how many tasks want whoever asks: as JSON, or for whoever asks for `text/event-stream` whenever it changes.
///
/// # Errors
/// 429 for whoever follows in too many tabs.
pub async fn news(user: SignedIn, state: Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    if !wants_stream(&request) {
        return Ok(HttpResponse::Ok().json(AgentNews { count: state.agents.count_news(user.user_id).await? }));
    }
    let place = state.agents.follow_count(user.user_id).ok_or_else(|| Error::too_many(SILENCE_MAX.as_secs()))?;
    let following = Following {
        platform: state.platform.clone(),
        ambient: state.ambient.clone(),
        news: state.agents.listen_for_counts(),
        stopping: state.stopping.clone(),
        user: user.user_id,
        sign_in: user.sign_in,
        told: None,
        is_first: true,
        _place: place,
    };
    let chunks = streams::unfold(following, async |mut following| {
        let chunk = following.next().await?;
        Some((Ok::<_, Infallible>(chunk), following))
    });
    Ok(server_sent(chunks))
}

/// Notes that whoever asks has looked at all of their tasks.
///
/// # Errors
/// Whatever the database refuses.
pub async fn see_all(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(AgentNews { count: state.agents.look_at_all(user.user_id).await? }))
}

impl Following {
    /// What is to be told next; nothing when it is over.
    async fn next(&mut self) -> Option<Bytes> {
        if std::mem::take(&mut self.is_first) {
            return Some(RETRY);
        }
        let mut was_silent = false;
        loop {
            let count = self.look().await?;
            if self.told != Some(count) {
                self.told = Some(count);
                return Some(event("news", None, &json!({ "count": count })));
            }
            if was_silent {
                return Some(STILL_HERE);
            }
            match timeout(SILENCE_MAX, self.wait()).await {
                Ok(true) => tokio::time::sleep(GATHER).await,
                Ok(false) => return None,
                Err(_) => was_silent = true,
            }
        }
    }

    /// Waits until the count may be another one; false when the server ends.
    async fn wait(&mut self) -> bool {
        let (user, news) = (self.user, &mut self.news);
        let told = async {
            loop {
                match news.recv().await {
                    Ok(Some(other)) if other != user => {}
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

    /// Counts; nothing when whoever follows may not any more.
    async fn look(&self) -> Option<u64> {
        let (user, sign_in, now) = (self.user, self.sign_in, self.ambient.now());
        let read = move |tx: &Tx| -> agent::Result<_> {
            let is_in = account::still_live(tx, &[sign_in], now).is_ok_and(|live| !live.is_empty());
            if is_in { agent::count_news(tx, user).map(Some) } else { Ok(None) }
        };
        self.platform.read(read).await.unwrap_or_else(|error| {
            tracing::warn!("what wants a user is not followed any longer: {error}");
            None
        })
    }
}
