//! What waits for one stream to be sent.
//!
//! Whoever puts something in never waits. A stream that is read too slowly loses what waits for it, and starts over when
//! it is read again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::message::Message;
use crate::kit::Timestamp;

/// Messages that may wait: seconds of a very busy branch.
const MESSAGES_MAX: usize = 256;

/// Bytes of them.
const BYTES_MAX: usize = 512 << 10;

/// How long a stream that has lost something may stay unread before it is cut off.
const STALLED_MS: i64 = 60_000;

/// What a stream finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    Message(Arc<Message>),
    /// Messages were lost: it starts over.
    Behind,
    Closed,
}

#[derive(Default)]
struct Queue {
    messages: VecDeque<Arc<Message>>,
    bytes: usize,
    is_behind: bool,
    is_closed: bool,
    taken_at: Timestamp,
}

pub(super) struct Outbox {
    queue: Mutex<Queue>,
    ready: Notify,
}

impl Outbox {
    pub fn new(now: Timestamp) -> Self {
        Self { queue: Mutex::new(Queue { taken_at: now, ..Queue::default() }), ready: Notify::new() }
    }

    pub fn push(&self, message: &Arc<Message>) {
        let mut queue = self.lock();
        if queue.is_behind || queue.is_closed {
            return;
        }
        if queue.messages.len() >= MESSAGES_MAX || queue.bytes + message.json.len() > BYTES_MAX {
            drop(queue);
            return self.fall_behind();
        }
        queue.bytes += message.json.len();
        queue.messages.push_back(Arc::clone(message));
        drop(queue);
        self.ready.notify_one();
    }

    /// Throws away what waits, so that its reader starts over.
    pub fn fall_behind(&self) {
        let mut queue = self.lock();
        (queue.messages, queue.bytes, queue.is_behind) = (VecDeque::new(), 0, true);
        drop(queue);
        self.ready.notify_one();
    }

    /// Ends the stream with a last message.
    pub fn close(&self, last: Option<Arc<Message>>) {
        let mut queue = self.lock();
        (queue.messages, queue.is_behind, queue.is_closed) = (last.into_iter().collect(), false, true);
        drop(queue);
        self.ready.notify_one();
    }

    /// Whether nobody has read for a long time what was lost meanwhile.
    pub fn is_stalled(&self, now: Timestamp) -> bool {
        let queue = self.lock();
        queue.is_behind && now.since_ms(queue.taken_at) >= STALLED_MS
    }

    /// Waits for the next thing to send. May be given up at any moment.
    pub async fn take(&self, now: impl Fn() -> Timestamp) -> Taken {
        loop {
            if let Some(taken) = self.try_take(now()) {
                return taken;
            }
            self.ready.notified().await;
        }
    }

    fn try_take(&self, now: Timestamp) -> Option<Taken> {
        let mut queue = self.lock();
        queue.taken_at = now;
        if std::mem::take(&mut queue.is_behind) {
            return Some(Taken::Behind);
        }
        match queue.messages.pop_front() {
            Some(message) => {
                queue.bytes = queue.bytes.saturating_sub(message.json.len());
                Some(Taken::Message(message))
            }
            None if queue.is_closed => Some(Taken::Closed),
            None => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
