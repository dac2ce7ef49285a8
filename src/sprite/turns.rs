//! The queue of turns: one runs, the others wait, in order.

use std::collections::VecDeque;

use futures_util::future::BoxFuture;
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

/// The turn that runs now.
pub(super) struct Running {
    pub turn: TurnId,
    /// What it has said so far, exactly as far as the tabs have been told.
    pub text: String,
    cancel: watch::Sender<bool>,
}

/// The turns of one Sprite that are to be run.
#[derive(Default)]
pub(super) struct Turns {
    running: Option<Running>,
    waiting: VecDeque<TurnId>,
}

impl Turns {
    pub fn is_idle(&self) -> bool {
        self.running.is_none() && self.waiting.is_empty()
    }

    /// Queues the turn and answers how many come before it.
    pub fn queue(&mut self, turn: TurnId) -> usize {
        self.waiting.push_back(turn);
        self.waiting.len() - 1 + usize::from(self.running.is_some())
    }

    /// Takes the next turn when none is running: it, and what tells it to stop.
    pub fn begin_next(&mut self) -> Option<(TurnId, watch::Receiver<bool>)> {
        if self.running.is_some() {
            return None;
        }
        let turn = self.waiting.pop_front()?;
        let (cancel, cancelled) = watch::channel(false);
        self.running = Some(Running { turn, text: String::new(), cancel });
        Some((turn, cancelled))
    }

    /// Tells the turn to stop, or takes it from the queue. Answers whether it is running.
    pub fn cancel(&mut self, turn: TurnId) -> bool {
        self.waiting.retain(|waiting| *waiting != turn);
        match &self.running {
            Some(running) if running.turn == turn => {
                running.cancel.send_replace(true);
                true
            }
            _ => false,
        }
    }

    pub fn end(&mut self, turn: TurnId) {
        if self.running.as_ref().is_some_and(|running| running.turn == turn) {
            self.running = None;
        }
    }

    /// Adds to what the running turn has said.
    pub fn said(&mut self, turn: TurnId, delta: &str) {
        if let Some(running) = self.running.as_mut().filter(|running| running.turn == turn) {
            running.text.push_str(delta);
        }
    }

    pub fn running(&self) -> Option<&Running> {
        self.running.as_ref()
    }

    /// The waiting turns with how many come before each.
    pub fn positions(&self) -> Vec<(TurnId, usize)> {
        let before = usize::from(self.running.is_some());
        self.waiting.iter().enumerate().map(|(place, turn)| (*turn, place + before)).collect()
    }
}

/// Ends a turn whose runner panicked, so that it neither runs for ever nor blocks the next one.
pub(super) async fn give_up(sprite: &SpriteHandle, turn: TurnId) {
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
