//! What waits to be written to one tab, with a bound.
//!
//! A tab that stops reading must neither hold the Sprite up nor fill its memory. So a tab has credit for a
//! number of frames and bytes; past that its queue is dropped and it is told to start over (`resync`) once it
//! reads again. The answer to a sync is not counted: it is one, however long.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytestring::ByteString;

use crate::kit::Timestamp;

/// Why the server ends a connection. The doors know the numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goodbye {
    /// Another tab of the same user took its place.
    TooManyTabs,
    /// The sign-in was ended.
    SignInEnded,
    /// The user was disabled.
    UserDisabled,
    /// The server is going down.
    Shutdown,
    /// Something broke.
    Internal,
}

/// What the tab's connection does next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    Write(ByteString),
    /// Frames were dropped: tell the tab, and ask the Sprite for everything.
    Resync,
    Close(Goodbye),
}

/// How much may wait: frames and bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    pub frames_max: usize,
    pub bytes_max: usize,
}

/// A tab's queue, filled by the Sprite and emptied by the connection.
pub struct Outbox {
    credit: Credit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The answer to a sync, which goes first.
    sync: VecDeque<ByteString>,
    /// A sync has been asked for and is being made: frames wait behind it.
    is_syncing: bool,
    frames: VecDeque<ByteString>,
    bytes: usize,
    overflow: Overflow,
    goodbye: Option<Goodbye>,
    /// Since when something has waited without being taken.
    waiting_since: Option<Timestamp>,
    waker: Option<Waker>,
}

#[derive(Default, PartialEq, Eq)]
enum Overflow {
    #[default]
    None,
    /// Frames were dropped, and the connection does not know yet.
    Dropped,
    /// The connection knows and has asked for a sync: until it begins, frames are of no use.
    Told,
}

impl Outbox {
    #[must_use]
    pub fn new(credit: Credit) -> Self {
        Self { credit, state: Mutex::default() }
    }

    /// Queues a frame, or drops all that waits when the credit is used up.
    pub fn push(&self, frame: ByteString, now: Timestamp) {
        let mut state = self.lock();
        if state.overflow != Overflow::None {
            return;
        }
        if state.frames.len() >= self.credit.frames_max || state.bytes + frame.len() > self.credit.bytes_max {
            state.frames.clear();
            state.bytes = 0;
            state.overflow = Overflow::Dropped;
        } else {
            state.bytes += frame.len();
            state.frames.push_back(frame);
        }
        state.waiting_since.get_or_insert(now);
        state.wake();
    }

    /// Makes frames wait for the sync that is being made now.
    pub fn begin_sync(&self) {
        let mut state = self.lock();
        state.is_syncing = true;
        state.overflow = Overflow::None;
        state.frames.clear();
        state.bytes = 0;
    }

    /// Hands over the sync that [`Outbox::begin_sync`] announced.
    pub fn finish_sync(&self, frames: impl IntoIterator<Item = ByteString>, now: Timestamp) {
        let mut state = self.lock();
        state.is_syncing = false;
        state.sync.extend(frames);
        state.waiting_since.get_or_insert(now);
        state.wake();
    }

    /// Ends the connection, after nothing more than what is being written.
    pub fn close(&self, goodbye: Goodbye) {
        let mut state = self.lock();
        state.goodbye.get_or_insert(goodbye);
        state.wake();
    }

    /// How long the connection has left something waiting, in milliseconds.
    #[must_use]
    pub fn stuck_ms(&self, now: Timestamp) -> i64 {
        self.lock().waiting_since.map_or(0, |since| now.since_ms(since))
    }

    /// What the connection does next. It is woken when there is something.
    pub fn poll_next(&self, context: &Context<'_>, now: Timestamp) -> Poll<Next> {
        let mut state = self.lock();
        let next = state.take();
        let is_empty = state.frames.is_empty() && state.sync.is_empty();
        state.waiting_since = if is_empty { None } else { Some(now) };
        match next {
            Some(next) => Poll::Ready(next),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<Next> {
        if let Some(goodbye) = self.goodbye {
            return Some(Next::Close(goodbye));
        }
        if let Some(frame) = self.sync.pop_front() {
            return Some(Next::Write(frame));
        }
        if self.is_syncing {
            return None;
        }
        if self.overflow == Overflow::Dropped {
            self.overflow = Overflow::Told;
            return Some(Next::Resync);
        }
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(Next::Write(frame))
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
