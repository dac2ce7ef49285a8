//! Where apps are evaluated: a few threads of their own, so that a slow app keeps no socket waiting.

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::available_parallelism,
};

use tokio::sync::oneshot;

use crate::app::runtime::{Failure, start_roomy};

type Job = Box<dyn FnOnce() + Send>;

/// Runs what apps want run, as many at once as the machine has cores. Whoever hands something in waits for it, so that no
/// more can wait than apps run.
pub(super) struct Evaluators {
    jobs: Sender<Job>,
}

impl Evaluators {
    /// Starts the threads. They end when this is dropped.
    pub fn start() -> Self {
        let (jobs, waiting) = channel::<Job>();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..available_parallelism().map_or(2, NonZero::get) {
            let waiting = Arc::clone(&waiting);
            if let Err(error) = start_roomy(move || work_off(&waiting)) {
                tracing::error!("a thread for apps could not be started: {error}");
            }
        }
        Self { jobs }
    }

    /// Does `work` on a thread for that; a panic is the app's own failure.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let stumbled = || Failure::new("the app made something on the server stumble", "");
        let (sender, answer) = oneshot::channel();
        let job = move || {
            let made = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(stumbled()));
            // Nobody may be left who wants to know.
            let _ = sender.send(made);
        };
        if self.jobs.send(Box::new(job)).is_err() {
            return Err(Failure::new("the server can run no more apps at present", ""));
        }
        answer.await.unwrap_or_else(|_| Err(stumbled()))
    }
}

fn work_off(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}
