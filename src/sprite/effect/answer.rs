//! Taking in a model's answer as it streams: told to the tabs in portions, saved now and then, stopped at once.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    time::Duration,
};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::{
    select,
    sync::watch,
    time::{Interval, MissedTickBehavior, Sleep},
};

use super::{Drive, Link, link};
use crate::{
    assistant::{
        self, TurnEvent,
        turn::{Effect, Input, Run},
    },
    llm::{self, Delta, Provider, Request},
};

/// Text is told this often at most: as smooth as reading, at a fraction of the frames.
const TELL_EVERY: Duration = Duration::from_millis(33);
/// What a killed server may lose of a text that is streaming.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// Pieces taken in before others on this thread have their turn.
const BURST: usize = 64;

/// What comes of a question.
pub type Deltas = BoxStream<'static, Result<Delta, llm::Error>>;

/// The provider's stream, in which a panic is an error like any other.
#[must_use]
pub fn guarded(provider: &dyn Provider, request: Request) -> Deltas {
    let name = provider.name();
    let panicked = move || {
        tracing::error!(provider = name, "a provider panicked");
        llm::Error::Unreachable("it stopped unexpectedly".to_owned())
    };
    match catch_unwind(AssertUnwindSafe(|| provider.stream(request))) {
        Ok(deltas) => {
            let caught = AssertUnwindSafe(deltas).catch_unwind();
            caught.map(move |delta| delta.unwrap_or_else(|_| Err(panicked()))).boxed()
        }
        Err(_) => stream::iter([Err(panicked())]).boxed(),
    }
}

/// Takes the answer in until something else than talking is to be done.
pub(super) async fn take_in<L: Link>(
    drive: &mut Drive<L>,
    mut deltas: Deltas,
    mut clock: Pin<&mut Sleep>,
    mut run: Run,
) -> (Run, Vec<Effect>) {
    let (mut tell, mut save) = (every(TELL_EVERY), every(SAVE_EVERY));
    let (mut untold, mut saved_bytes, mut taken) = (String::new(), run.said().len(), 0);
    loop {
        let input = select! {
            biased;
            () = cancelled(&mut drive.cancel) => Input::Cancel,
            () = clock.as_mut() => Input::TimeUp,
            _ = tell.tick(), if !untold.is_empty() => {
                drive.say(&mut untold);
                continue;
            }
            _ = save.tick(), if run.said().len() > saved_bytes => {
                saved_bytes = run.said().len();
                drive.save(&run).await;
                continue;
            }
            delta = deltas.next() => match delta {
                Some(Ok(delta)) => Input::Delta(delta),
                Some(Err(error)) => Input::ModelFailed(error),
                None => Input::StreamEnded,
            },
        };
        let (stepped, effects) = run.step(input);
        run = stepped;

        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Say(text) => untold.push_str(&text),
                Effect::Wait(pause) => drive.link.tell(drive.turn, TurnEvent::Waiting { pause }),
                other => rest.push(other),
            }
        }
        if !rest.is_empty() {
            drive.say(&mut untold);
            return (run, rest);
        }
        taken += 1;
        if taken % BURST == 0 {
            tokio::task::yield_now().await;
        }
    }
}

impl<L: Link> Drive<L> {
    fn say(&self, untold: &mut String) {
        if !untold.is_empty() {
            let delta = std::mem::take(untold);
            self.link.tell(self.turn, TurnEvent::Text { delta });
        }
    }

    /// Saves what was said so far. A failure is no reason to stop talking: the end is saved with more patience.
    async fn save(&self, run: &Run) {
        let (id, said) = (self.turn, run.said().to_owned());
        let saved = link::write_for(&self.link, id, move |tx, _| assistant::save_partial(tx, id, &said));
        if let Err(error) = saved.await {
            tracing::warn!(turn.id = %id, "could not save what was said so far: {error}");
        }
    }
}

/// Resolves when the turn is to stop; never when nobody is left who could say so.
pub(super) async fn cancelled(cancel: &mut watch::Receiver<bool>) {
    if cancel.wait_for(|cancelled| *cancelled).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
