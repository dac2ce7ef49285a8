//! Running a turn beside the actor, so that moves, pings and syncs are served meanwhile.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::watch;

use super::SpriteHandle;
use crate::{
    activity::{By, TurnId},
    assistant::{self, Ending, TurnEvent},
};

/// Runs one turn to its end. Given by the roof; performs the assistant's effects outside the actor.
pub trait Runner: Send + Sync {
    /// Resolves when the turn has ended and its ending is stored. `cancel` turns true when it is to stop.
    fn run(&self, turn: TurnId, sprite: SpriteHandle, cancel: watch::Receiver<bool>) -> BoxFuture<'static, ()>;
}

/// How the running of a turn came to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    Returned,
    Panicked,
}

/// Runs the turn; one whose runner panics is ended with a sentence.
pub(super) async fn run(
    runner: Arc<dyn Runner>,
    turn: TurnId,
    sprite: SpriteHandle,
    cancel: watch::Receiver<bool>,
) -> End {
    let running = async { runner.run(turn, sprite.clone(), cancel).await };
    if AssertUnwindSafe(running).catch_unwind().await.is_ok() {
        return End::Returned;
    }
    tracing::error!(user.id = %sprite.user(), turn.id = %turn, "a turn panicked");
    give_up(&sprite, turn).await;
    End::Panicked
}

/// Ends a turn whose runner panicked, so that it neither runs for ever nor blocks the next one.
async fn give_up(sprite: &SpriteHandle, turn: TurnId) {
    let error = "Something went wrong on the server, and this answer ends here. What was done is kept.".to_owned();
    let ending = Ending::Failed { error: error.clone() };
    let ended = sprite.write(By::Agent(turn), move |tx, context| {
        let partial = assistant::find(tx, turn)?.partial;
        Ok(assistant::end(tx, turn, context.ambient.id(), &partial, &ending, context.now)?)
    });
    if let Err(error) = ended.await {
        tracing::error!(turn.id = %turn, "could not end a turn that panicked: {error}");
    }
    sprite.tell(turn, TurnEvent::Failed { error });
}
