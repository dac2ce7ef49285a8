//! Who answers when the user speaks.

use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::watch;

use crate::{
    activity::{By, TurnId},
    assistant::{self, Ending, TurnEvent},
    sprite::{Runner, SpriteHandle},
};

/// Answers that there is nobody to answer.
pub(super) struct Nobody;

impl Runner for Nobody {
    fn run(&self, turn: TurnId, sprite: SpriteHandle, _: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
        async move {
            let error = "No assistant is set up on this server.".to_owned();
            let ending = Ending::Failed { error: error.clone() };
            let end = move |tx: &crate::db::Tx, context: &crate::desk::Context<'_>| {
                Ok(assistant::end(tx, turn, context.ambient.id(), "", &ending, context.now)?)
            };
            if sprite.write(By::Agent(turn), end).await.is_ok() {
                sprite.tell(turn, TurnEvent::Failed { error });
            }
        }
        .boxed()
    }
}
