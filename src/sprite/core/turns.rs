//! The queue of turns: one runs, the others wait, in order.

use std::collections::VecDeque;

use crate::activity::TurnId;

/// The turns of one Sprite that are to be run.
#[derive(Default)]
pub(super) struct Turns {
    running: Option<Running>,
    waiting: VecDeque<TurnId>,
}

/// The turn that runs now.
struct Running {
    turn: TurnId,
    /// What it has said so far, exactly as far as the tabs have been told.
    text: String,
}

impl Turns {
    pub fn waiting(turns: Vec<TurnId>) -> Self {
        Self { running: None, waiting: turns.into() }
    }

    pub fn are_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Queues the turn and answers how many come before it.
    pub fn queue(&mut self, turn: TurnId) -> usize {
        self.waiting.push_back(turn);
        self.waiting.len() - 1 + usize::from(self.running.is_some())
    }

    /// Takes the next turn when none is running.
    pub fn begin_next(&mut self) -> Option<TurnId> {
        if self.running.is_some() {
            return None;
        }
        let turn = self.waiting.pop_front()?;
        self.running = Some(Running { turn, text: String::new() });
        Some(turn)
    }

    /// Takes the turn from the queue. Answers whether it is the running one, which has to be told.
    pub fn cancel(&mut self, turn: TurnId) -> bool {
        self.waiting.retain(|waiting| *waiting != turn);
        self.running.as_ref().is_some_and(|running| running.turn == turn)
    }

    pub fn end(&mut self, turn: TurnId) {
        if self.running.as_ref().is_some_and(|running| running.turn == turn) {
            self.running = None;
        }
    }

    /// Forgets what waits: it is read from the file.
    pub fn forget_waiting(&mut self) {
        self.waiting.clear();
    }

    /// Takes the queue as the file has it. A turn that has just begun may still be queued there.
    pub fn recall(&mut self, queued: Vec<TurnId>) {
        self.waiting = queued.into();
        if let Some(running) = &self.running {
            self.waiting.retain(|waiting| *waiting != running.turn);
        }
    }

    /// Takes `running` for the turn that runs. What it has said is kept when it is the one that was known.
    pub fn correct(&mut self, running: Option<TurnId>) {
        if self.running.as_ref().map(|known| known.turn) != running {
            self.running = running.map(|turn| Running { turn, text: String::new() });
        }
    }

    /// Adds to what the running turn has said.
    pub fn said(&mut self, turn: TurnId, delta: &str) {
        if let Some(running) = self.running.as_mut().filter(|running| running.turn == turn) {
            running.text.push_str(delta);
        }
    }

    /// The running turn, and what it has said.
    pub fn running(&self) -> Option<(TurnId, &str)> {
        self.running.as_ref().map(|running| (running.turn, running.text.as_str()))
    }

    /// The waiting turns with how many come before each.
    pub fn positions(&self) -> Vec<(TurnId, usize)> {
        let before = usize::from(self.running.is_some());
        self.waiting.iter().enumerate().map(|(place, turn)| (*turn, place + before)).collect()
    }
}
