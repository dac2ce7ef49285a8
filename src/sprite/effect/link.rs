//! What a turn needs of its Sprite: writing, reading, telling.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::oneshot;

use super::{Error, SpriteHandle};
use crate::{
    activity::{By, TurnId},
    assistant::{self, TurnEvent},
    db::Tx,
    desk::{self, Context, Done},
    sprite::Answer,
};

/// Times that a write is tried while the lane is full, with growing pauses between: about 6 s in all.
const TRIES_MAX: u32 = 6;
const PAUSE: Duration = Duration::from_millis(100);

/// Something to be done in one transaction, in the name of the turn.
pub(super) type Job = Box<dyn FnOnce(&Tx, &Context<'_>) -> Result<Done, Error> + Send>;

/// Something to be read.
pub(super) type Look = Box<dyn FnOnce(&Tx) + Send>;

/// A turn's way to its user's file and tabs.
pub(super) trait Link: Send + Sync {
    /// Resolves once the job is durable; an error has changed nothing.
    fn write(&self, turn: TurnId, job: Job) -> BoxFuture<'_, Answer>;

    fn read(&self, look: Look) -> BoxFuture<'_, Result<(), Error>>;

    fn tell(&self, turn: TurnId, event: TurnEvent);
}

impl Link for SpriteHandle {
    fn write(&self, turn: TurnId, job: Job) -> BoxFuture<'_, Answer> {
        Self::write(self, By::Agent(turn), job).boxed()
    }

    fn read(&self, look: Look) -> BoxFuture<'_, Result<(), Error>> {
        let look = move |tx: &Tx| -> Result<(), desk::Error> {
            look(tx);
            Ok(())
        };
        Self::read(self, look).boxed()
    }

    fn tell(&self, turn: TurnId, event: TurnEvent) {
        Self::tell(self, turn, event);
    }
}

/// What `look` reads.
pub(super) async fn read<T: Send + 'static>(
    link: &impl Link,
    look: impl FnOnce(&Tx) -> Result<T, assistant::Error> + Send + 'static,
) -> Result<T, Error> {
    let (sender, answer) = oneshot::channel();
    link.read(Box::new(move |tx| _ = sender.send(look(tx)))).await?;
    Ok(answer.await.map_err(|_| Error::Internal)??)
}

/// Does a job as often as it takes: a lane that is full now is not in a moment.
pub(super) async fn try_again(link: &impl Link, turn: TurnId, job: impl Fn() -> Job) -> Answer {
    let mut tries = 1;
    loop {
        match link.write(turn, job()).await {
            Err(Error::Busy { .. } | Error::NotSaved) if tries < TRIES_MAX => {
                tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1)).await;
                tries += 1;
            }
            other => return other,
        }
    }
}

/// Does `work`, which changes nothing that tabs show, and answers what it made.
pub(super) async fn write_for<T: Send + 'static>(
    link: &impl Link,
    turn: TurnId,
    work: impl Fn(&Tx, &Context<'_>) -> Result<T, assistant::Error> + Send + Sync + 'static,
) -> Result<T, Error> {
    let work = Arc::new(work);
    let (sender, mut made) = tokio::sync::mpsc::unbounded_channel();
    try_again(link, turn, || {
        let (work, sender) = (Arc::clone(&work), sender.clone());
        Box::new(move |tx, context| {
            let _ = sender.send(work(tx, context)?);
            Ok(Done::default())
        })
    })
    .await?;
    let mut last = None;
    while let Ok(one) = made.try_recv() {
        last = Some(one);
    }
    last.ok_or(Error::Internal)
}
