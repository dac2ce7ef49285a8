//! The journals of all repositories: found, kept up in the background, and heard.

use std::{
    collections::{HashMap, VecDeque},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::broadcast;

use super::{Event, RepoId, journal::Journal};

/// Files of journals that are open at once; each takes three descriptors. Those that were not used for longest are
/// closed, and opened again when they are needed.
const OPEN_MAX: usize = 64;

/// Batches of events that may wait for whoever listens. Who misses some starts over.
const WAITING_MAX: usize = 1_024;

/// What has just happened in a repository, in its order.
#[derive(Clone, Debug)]
pub struct Happened {
    pub repository: RepoId,
    pub events: Arc<[Event]>,
}

/// The journals that were used since the start.
pub(super) struct Journals {
    all: Mutex<HashMap<RepoId, Arc<Journal>>>,
    /// Those whose file may be open, the last used one at the end.
    open: Mutex<VecDeque<Arc<Journal>>>,
    heard: broadcast::Sender<Happened>,
}

impl Journals {
    pub fn new() -> Self {
        Self { all: Mutex::default(), open: Mutex::default(), heard: broadcast::channel(WAITING_MAX).0 }
    }

    /// The journal of a repository in `folder`, beside the repository itself.
    pub fn of(&self, id: RepoId, folder: &Path) -> Arc<Journal> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let journal = all.entry(id).or_insert_with(|| Arc::new(Journal::new(id, folder.join(format!("{id}.db")))));
        Arc::clone(journal)
    }

    pub fn forget(&self, id: RepoId) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|journal| journal.id != id);
    }

    /// Notes that a journal's file was used, and closes another one where too many are open.
    pub fn was_used(&self, journal: &Arc<Journal>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|other| other.id != journal.id);
        open.push_back(Arc::clone(journal));
        let longest_unused = if open.len() > OPEN_MAX { open.pop_front() } else { None };
        drop(open);
        if let Some(journal) = longest_unused {
            journal.close();
        }
    }

    pub fn listen(&self) -> broadcast::Receiver<Happened> {
        self.heard.subscribe()
    }

    pub fn tell(&self, repository: RepoId, events: Vec<Event>) {
        if !events.is_empty() {
            // Nobody listens before the server is whole.
            let _ = self.heard.send(Happened { repository, events: events.into() });
        }
    }
}
