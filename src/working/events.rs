//! Tells those who follow a repository where the tasks in it stand, and those who have asked for them that they may want
//! them.

use std::collections::HashMap;

use tokio::sync::broadcast::error::RecvError;

use super::Agents;
use crate::{
    agent::{self, AgentId, State},
    repo::News,
};

/// Tasks whose last state is remembered, so that nobody is told of the same one twice. Past that it begins anew.
const KNOWN_MAX: usize = 10_000;

impl Agents {
    /// Tells it, for as long as the server runs. What comes and goes faster than it can be looked at is not told.
    pub(super) async fn tell_followers(self) {
        let (mut news, mut known) = (self.listen(), HashMap::new());
        loop {
            match news.recv().await {
                Ok(id) => self.tell_of(id, &mut known).await,
                // Whoever was missed is told of with its next news, and everybody counts anew.
                Err(RecvError::Lagged(_)) => self.tell_counted(None),
                Err(RecvError::Closed) => return,
            }
        }
    }

    async fn tell_of(&self, id: AgentId, known: &mut HashMap<AgentId, State>) {
        let found = self.inner.means.platform.read(move |tx| agent::find_any(tx, id)).await;
        let agent = match found {
            Ok(agent) => agent,
            Err(error) => return tracing::warn!(agent.id = %id, "where a task stands is not told: {error}"),
        };
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        if known.insert(id, agent.state) == Some(agent.state) {
            return;
        }
        self.tell_counted(Some(agent.requester));
        let news = News::of_agent(id.to_string(), agent.branch, agent.state.as_str(), agent.requester);
        self.inner.means.repos.note(agent.repository, vec![news]).await;
    }
}
