//! What GitHub has told before, and whom it wants to be left alone by.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest, Sha256};

use crate::{
    fetch::Site,
    kit::{Secret, Timestamp},
};

/// Answers that are kept: some pages of lists for each of a few hundred people.
const ENTRIES_MAX: usize = 2_000;

/// Bytes of all answers that are kept, and of one: a page of 100 repositories takes about 40 KiB.
const BYTES_MAX: usize = 16 << 20;
const ENTRY_BYTES_MAX: usize = 256 << 10;

/// Bytes of what GitHub calls a version of an answer: its own have 66.
const ETAG_BYTES_MAX: usize = 200;

/// Tokens that rest at the same time. More than that are asked and refused once more.
const RESTING_MAX: usize = 10_000;

/// Answers that may be asked for again, and tokens that rest. Cheap to clone; all clients of a server share one.
#[derive(Clone, Default)]
pub struct Cache(Arc<Mutex<Inner>>);

/// Whose answers these are: a hash of the site and the token, so that nobody's are shown to anybody else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Holder([u8; 32]);

/// An answer that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Known {
    pub etag: String,
    pub body: Vec<u8>,
    /// The page after it.
    pub next: Option<u32>,
}

#[derive(Default)]
struct Inner {
    /// With the turn in which each was used last.
    known: HashMap<(Holder, String), (Known, u64)>,
    bytes: usize,
    turn: u64,
    resting: HashMap<Holder, Timestamp>,
}

impl Holder {
    pub fn of(site: &Site, token: &Secret) -> Self {
        let mut hash = Sha256::new();
        hash.update(site.to_string().as_bytes());
        hash.update([0]);
        hash.update(token.expose().as_bytes());
        Self(hash.finalize().into())
    }
}

impl Cache {
    /// What was told at `path`.
    pub(super) fn known(&self, holder: Holder, path: &str) -> Option<Known> {
        let mut inner = self.lock();
        inner.turn += 1;
        let turn = inner.turn;
        let (known, used) = inner.known.get_mut(&(holder, path.to_owned()))?;
        *used = turn;
        Some(known.clone())
    }

    /// Keeps an answer, unless it is too large; what has not been asked for the longest makes room.
    pub(super) fn keep(&self, holder: Holder, path: &str, known: Known) {
        let mut inner = self.lock();
        inner.drop_one(&(holder, path.to_owned()));
        let bytes = size(path, &known);
        if bytes > ENTRY_BYTES_MAX || known.etag.len() > ETAG_BYTES_MAX {
            return;
        }
        while inner.known.len() >= ENTRIES_MAX || inner.bytes + bytes > BYTES_MAX {
            let Some(oldest) = inner.known.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone()) else {
                break;
            };
            inner.drop_one(&oldest);
        }
        inner.turn += 1;
        let turn = inner.turn;
        inner.bytes += bytes;
        inner.known.insert((holder, path.to_owned()), (known, turn));
    }

    /// Forgets all that was told to a token which is not accepted any more.
    pub(super) fn forget(&self, holder: Holder) {
        let mut inner = self.lock();
        let theirs: Vec<_> = inner.known.keys().filter(|(whose, _)| *whose == holder).cloned().collect();
        for key in theirs {
            inner.drop_one(&key);
        }
    }

    /// Until when the token rests.
    pub(super) fn rests_until(&self, holder: Holder, now: Timestamp) -> Option<Timestamp> {
        let mut inner = self.lock();
        let until = *inner.resting.get(&holder)?;
        if until > now {
            return Some(until);
        }
        inner.resting.remove(&holder);
        None
    }

    /// Has the token rest.
    pub(super) fn rest(&self, holder: Holder, until: Timestamp, now: Timestamp) {
        let mut inner = self.lock();
        if inner.resting.len() >= RESTING_MAX {
            inner.resting.retain(|_, until| *until > now);
        }
        if inner.resting.len() < RESTING_MAX {
            let known = inner.resting.entry(holder).or_insert(until);
            *known = until.max(*known);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn drop_one(&mut self, key: &(Holder, String)) {
        if let Some((known, _)) = self.known.remove(key) {
            self.bytes = self.bytes.saturating_sub(size(&key.1, &known));
        }
    }
}

fn size(path: &str, known: &Known) -> usize {
    path.len() + known.etag.len() + known.body.len()
}
