//! The apps of this server, for turns.

use std::sync::{Arc, OnceLock};

use futures_util::{FutureExt, future::BoxFuture};

use crate::{
    account::UserId,
    app::{
        self,
        catalogue::{self, Offer},
    },
    db::{Pool, Tx},
    running::Apps,
    sprite,
};

/// What turns know of the catalogue, and whom they tell of what they have changed. Those that run apps come last, since
/// they need the Sprites themselves.
#[derive(Clone)]
pub(super) struct Shop {
    platform: Pool,
    running: Arc<OnceLock<Apps>>,
}

impl Shop {
    pub(super) fn new(platform: Pool) -> Self {
        Self { platform, running: Arc::default() }
    }

    /// Says who runs apps.
    pub(super) fn open(&self, running: &Apps) {
        // There is one server, and it says so once.
        let _ = self.running.set(running.clone());
    }
}

impl sprite::Shop for Shop {
    fn added(&self) -> BoxFuture<'_, Vec<Offer>> {
        async {
            let added: Result<_, app::Error> = self.platform.read(|tx: &Tx| catalogue::added(tx)).await;
            added.unwrap_or_else(|error| {
                tracing::error!("could not find out what was added to the catalogue: {error}");
                Vec::new()
            })
        }
        .boxed()
    }

    fn changed(&self, user: UserId) -> BoxFuture<'_, ()> {
        async move {
            if let Some(apps) = self.running.get() {
                apps.changed_of(user).await;
            }
        }
        .boxed()
    }
}
