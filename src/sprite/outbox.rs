//! What waits to be written to one tab, with a bound.
//!
//! A tab that stops reading must neither hold the Sprite up nor fill its memory. So a tab has credit for a
//! number of frames and bytes; past that its frames are dropped and it is told to start over (`resync`) once it
//! reads again. The answer to a sync is not counted, however long, but only a few may wait.
//!
//! Everything is written in the order in which it happened: what was told before a sync began goes before it,
//! what comes while it is being made goes behind it. A sync is made page by page, as the tab takes it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytestring::ByteString;
use tokio::sync::Notify;

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

/// Cuts a connection from outside, for a peer that has stopped reading.
pub type Cut = Arc<dyn Fn() + Send + Sync>;

/// How much may wait: frames and bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    pub frames_max: usize,
    pub bytes_max: usize,
}

/// Syncs that may wait to be read: the first one, and one that was asked for meanwhile.
const SYNCS_MAX: usize = 2;

/// Frames of a sync that may wait: the next page is made when there are fewer.
const SYNC_FRAMES_MAX: usize = 4;

/// A tab's queue, filled by the Sprite and emptied by the connection.
pub struct Outbox {
    credit: Credit,
    /// Told when a sync has room for its next page, or is of no use any more.
    room: Notify,
    state: Mutex<State>,
}

/// The place in the queue of a sync that is being made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SyncPlace(u64);

enum Item {
    Change(ByteString),
    /// To this tab alone.
    Answer(ByteString),
    /// What has been made of a sync and not yet taken.
    Sync {
        place: SyncPlace,
        frames: VecDeque<ByteString>,
        is_whole: bool,
    },
}

#[derive(Default)]
struct State {
    queue: VecDeque<Item>,
    /// How many of the queue are frames, and their length.
    frames: usize,
    bytes: usize,
    syncs_begun: u64,
    overflow: Overflow,
    goodbye: Option<Goodbye>,
    /// Since when something could have been taken and was not.
    waiting_since: Option<Timestamp>,
    waker: Option<Waker>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
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
        Self { credit, room: Notify::new(), state: Mutex::default() }
    }

    /// Queues a change, or drops all frames that wait when the credit is used up. One that comes while the tab
    /// is to start over is of no use to it.
    pub fn push(&self, frame: ByteString, now: Timestamp) {
        let mut state = self.lock();
        if state.overflow == Overflow::None {
            state.queue(Item::Change(frame), self.credit, now);
        }
    }

    /// Queues an answer to this tab alone, within the same credit. The tab waits for it even while it is to
    /// start over.
    pub fn reply(&self, frame: ByteString, now: Timestamp) {
        self.lock().queue(Item::Answer(frame), self.credit, now);
    }

    /// Tells the tab to start over once it has read what waits: changes may be missing from here on.
    pub fn start_over(&self, now: Timestamp) {
        let mut state = self.lock();
        state.drop_unfinished();
        state.overflow = Overflow::Dropped;
        state.tell(now);
        drop(state);
        self.room.notify_waiters();
    }

    /// Keeps a place in the queue for a sync that is being made now.
    ///
    /// `None` when too many wait already: the tab is told to start over once it has read them.
    pub fn begin_sync(&self, now: Timestamp) -> Option<SyncPlace> {
        let mut state = self.lock();
        let waiting = state.queue.iter().filter(|item| matches!(item, Item::Sync { .. })).count();
        if waiting >= SYNCS_MAX {
            state.drop_frames();
            state.tell(now);
            return None;
        }
        if state.overflow == Overflow::Told {
            state.overflow = Overflow::None;
        }
        state.syncs_begun += 1;
        let place = SyncPlace(state.syncs_begun);
        state.queue.push_back(Item::Sync { place, frames: VecDeque::new(), is_whole: false });
        Some(place)
    }

    /// Hands over a page of the sync whose place [`Outbox::begin_sync`] kept, and whether it is the last one.
    pub fn add_to_sync(
        &self,
        place: SyncPlace,
        page: impl IntoIterator<Item = ByteString>,
        is_last: bool,
        now: Timestamp,
    ) {
        let mut state = self.lock();
        if let Some((frames, is_whole)) = state.sync(place) {
            frames.extend(page);
            *is_whole = is_last;
        }
        state.tell(now);
    }

    /// Resolves when the sync wants its next page: `false` when nobody will take it.
    pub async fn has_room(&self, place: SyncPlace) -> bool {
        loop {
            let told = self.room.notified();
            {
                let mut state = self.lock();
                if state.goodbye.is_some() {
                    return false;
                }
                match state.sync(place) {
                    Some((frames, _)) if frames.len() < SYNC_FRAMES_MAX => return true,
                    Some(_) => {}
                    None => return false,
                }
            }
            told.await;
        }
    }

    /// Ends the connection, after nothing more than what is being written.
    pub fn close(&self, goodbye: Goodbye) {
        let mut state = self.lock();
        state.goodbye.get_or_insert(goodbye);
        state.wake();
        drop(state);
        self.room.notify_waiters();
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
        state.waiting_since = state.is_ready().then_some(now);
        if let Some(next) = next {
            if state.is_syncing() {
                self.room.notify_waiters();
            }
            return Poll::Ready(next);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Item {
    /// What counts for the credit.
    fn bytes(&self) -> usize {
        match self {
            Self::Change(frame) | Self::Answer(frame) => frame.len(),
            Self::Sync { .. } => 0,
        }
    }
}

impl State {
    fn take(&mut self) -> Option<Next> {
        if let Some(goodbye) = self.goodbye {
            return Some(Next::Close(goodbye));
        }
        while let Some(item) = self.queue.pop_front() {
            match item {
                Item::Change(frame) | Item::Answer(frame) => {
                    self.frames -= 1;
                    self.bytes -= frame.len();
                    return Some(Next::Write(frame));
                }
                Item::Sync { place, mut frames, is_whole } => {
                    let frame = frames.pop_front();
                    let is_over = is_whole && frames.is_empty();
                    if is_over && frame.is_none() {
                        continue;
                    }
                    if !is_over {
                        self.queue.push_front(Item::Sync { place, frames, is_whole });
                    }
                    return frame.map(Next::Write);
                }
            }
        }
        if self.overflow == Overflow::Dropped {
            self.overflow = Overflow::Told;
            return Some(Next::Resync);
        }
        None
    }

    /// What waits of a sync, and whether that is the rest of it.
    fn sync(&mut self, wanted: SyncPlace) -> Option<(&mut VecDeque<ByteString>, &mut bool)> {
        self.queue.iter_mut().find_map(|item| match item {
            Item::Sync { place, frames, is_whole } if *place == wanted => Some((frames, is_whole)),
            Item::Sync { .. } | Item::Change(_) | Item::Answer(_) => None,
        })
    }

    /// Whether a sync is under way, of which more is to be made.
    fn is_syncing(&self) -> bool {
        matches!(self.queue.front(), Some(Item::Sync { is_whole: false, .. }))
    }

    /// Whether the connection could take something now.
    fn is_ready(&self) -> bool {
        match self.queue.front() {
            Some(Item::Change(_) | Item::Answer(_)) => true,
            Some(Item::Sync { frames, .. }) => !frames.is_empty(),
            None => self.overflow == Overflow::Dropped,
        }
    }

    fn queue(&mut self, item: Item, credit: Credit, now: Timestamp) {
        let bytes = item.bytes();
        if self.frames >= credit.frames_max || self.bytes + bytes > credit.bytes_max {
            self.drop_frames();
        } else {
            self.frames += 1;
            self.bytes += bytes;
            self.queue.push_back(item);
        }
        self.tell(now);
    }

    /// Drops a sync that is being made, because whoever was to make it may be what broke, and the changes behind it,
    /// which without it have nothing to change.
    fn drop_unfinished(&mut self) {
        let Some(first) = self.queue.iter().position(|item| matches!(item, Item::Sync { is_whole: false, .. })) else {
            return;
        };
        for item in self.queue.split_off(first) {
            match item {
                Item::Change(frame) => {
                    self.frames -= 1;
                    self.bytes -= frame.len();
                }
                Item::Sync { is_whole: false, .. } => {}
                Item::Answer(_) | Item::Sync { .. } => self.queue.push_back(item),
            }
        }
    }

    fn drop_frames(&mut self) {
        self.queue.retain(|item| matches!(item, Item::Sync { .. }));
        (self.frames, self.bytes) = (0, 0);
        self.overflow = Overflow::Dropped;
    }

    /// Notes that something has come, and wakes the connection.
    fn tell(&mut self, now: Timestamp) {
        if self.is_ready() {
            self.waiting_since.get_or_insert(now);
        }
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests;
