//! Where apps are evaluated: a few threads of their own, so that a slow app keeps no socket waiting.

use std::{num::NonZero, sync::Arc, thread::available_parallelism};

use tokio::sync::Semaphore;

use crate::app::runtime::{Failure, with_room};

/// Runs what apps want run, as many at once as the machine has cores.
pub(super) struct Evaluators {
    free: Arc<Semaphore>,
}

impl Evaluators {
    pub fn start() -> Self {
        let cores = available_parallelism().map_or(2, NonZero::get);
        Self { free: Arc::new(Semaphore::new(cores)) }
    }

    /// Does `work` on a thread for that; a panic is the app's own failure.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        // It is never closed.
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            with_room(work)
        });
        done.await.unwrap_or_else(|_| Err(Failure::new("the app made something on the server stumble", "")))
    }
}
