//! The tools of other servers, for turns.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    db::Pool,
    fetch::Fetch,
    seal::Seal,
    sprite::Toolbox,
    toolbox::{self, OutsideTool},
};

/// How long a tool may take, with all that is said before it: a person waits for the answer.
const CALL_MAX: Duration = Duration::from_mins(1);

/// What finds and calls the tools that admins have allowed.
pub(super) struct Outside {
    pub platform: Pool,
    pub seal: Seal,
    pub fetch: Fetch,
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
}
