//! The tools of other servers, for turns.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    account::UserId,
    agent,
    db::Pool,
    fetch::Fetch,
    git::BranchName,
    repo::{self, Address},
    seal::Seal,
    sprite::{Commission, Toolbox, given},
    toolbox::{self, OutsideTool},
    working::{Agents, Wish},
};

/// How long a tool may take, with all that is said before it: a person waits for the answer.
const CALL_MAX: Duration = Duration::from_mins(1);

/// What finds and calls the tools that admins have allowed.
pub(super) struct Outside {
    pub platform: Pool,
    pub seal: Seal,
    pub fetch: Fetch,
    /// Runs agents; they come last, since they need what else there is.
    pub agents: Arc<OnceLock<Agents>>,
}

impl Outside {
    pub(super) fn shared(self) -> Arc<dyn Toolbox> {
        Arc::new(self)
    }
}

impl Toolbox for Outside {
    fn offered(&self) -> BoxFuture<'_, Vec<OutsideTool>> {
        async {
            let seal = self.seal.clone();
            self.platform.read(move |tx| toolbox::offered(tx, &seal)).await.unwrap_or_else(|error| {
                tracing::error!("could not find out which tools of other servers may be used: {error}");
                Vec::new()
            })
        }
        .boxed()
    }

    fn call<'a>(&'a self, tool: &'a OutsideTool, input: &'a Value) -> BoxFuture<'a, Result<Value, Value>> {
        async move {
            let slow = |_| Err(json!(format!("{} did not answer within {} s", tool.server, CALL_MAX.as_secs())));
            timeout(CALL_MAX, tool.call(&self.fetch, input)).await.unwrap_or_else(slow)
        }
        .boxed()
    }

    fn start_agent(&self, user: UserId, wanted: Commission) -> BoxFuture<'_, Result<Value, String>> {
        async move {
            let agents = self.agents.get().ok_or_else(|| "this server runs no agents".to_owned())?;
            self.give(agents, user, wanted).await.map_err(|error| error.to_string())
        }
        .boxed()
    }
}

impl Outside {
    async fn give(&self, agents: &Agents, user: UserId, wanted: Commission) -> agent::Result<Value> {
        let Commission { task, repository, base, id } = wanted;
        let address = Address::parse(&repository).ok_or(repo::Error::NotFound)?;
        let base = base.map(|base| BranchName::new(&base)).transpose().map_err(|_| repo::Error::NotFound)?;
        let repo = self.platform.read(move |tx| repo::find_at(tx, user, &address)).await?;
        let agent = agents.begin(user, Wish { id, task, repository: repo.id, base, language: None }).await?;
        Ok(given(agent.id, agent.branch.as_str()))
    }
}
