//! The imports that are going on, and those that have just ended.

use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::Semaphore,
    task::{AbortHandle, JoinHandle},
};

use super::{Import, ImportId, Stage};
use crate::{account::UserId, kit::Timestamp};

/// Imports that one user may have going at once.
pub const IMPORTS_MAX: usize = 2;

/// Imports that work at once; others wait. Each keeps a core and the disk busy.
const AT_ONCE_MAX: usize = 2;

/// How long one that is over is remembered, in milliseconds: an hour.
const REMEMBERED_MS: i64 = 3_600_000;

/// All imports of a server. They end with it. Cheap to clone.
#[derive(Clone)]
pub struct Imports {
    jobs: Arc<Mutex<HashMap<ImportId, Job>>>,
    pub(super) turns: Arc<Semaphore>,
}

struct Job {
    user: UserId,
    import: Import,
    work: Option<AbortHandle>,
}

impl Default for Imports {
    fn default() -> Self {
        Self { jobs: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }
}

impl Imports {
    /// An import of this user; `None` for any other.
    #[must_use]
    pub fn find(&self, user: UserId, id: ImportId) -> Option<Import> {
        self.lock().get(&id).filter(|job| job.user == user).map(|job| job.import.clone())
    }

    /// The imports of this user, the last begun first.
    #[must_use]
    pub fn list(&self, user: UserId) -> Vec<Import> {
        let jobs = self.lock();
        let mut imports: Vec<Import> =
            jobs.values().filter(|job| job.user == user).map(|job| job.import.clone()).collect();
        imports.sort_by_key(|import| Reverse(import.id));
        imports
    }

    /// Ends an import of this user, or forgets one that is over. Answers whether there was one.
    #[must_use]
    pub fn end(&self, user: UserId, id: ImportId) -> bool {
        let mut jobs = self.lock();
        let is_theirs = jobs.get(&id).is_some_and(|job| job.user == user);
        if is_theirs && let Some(Job { work: Some(work), .. }) = jobs.remove(&id) {
            work.abort();
        }
        is_theirs
    }

    /// Remembers one that begins; `false` when the user has as many as may be. Forgets those that ended long ago.
    pub(super) fn begin(&self, user: UserId, import: Import, now: Timestamp) -> bool {
        let mut jobs = self.lock();
        jobs.retain(|_, job| !job.import.stage.is_over() || now.0 - job.import.begun_at.0 < REMEMBERED_MS);
        let going = jobs.values().filter(|job| job.user == user && !job.import.stage.is_over()).count();
        if going >= IMPORTS_MAX {
            return false;
        }
        jobs.insert(import.id, Job { user, import, work: None });
        true
    }

    /// Notes what does the work, so that it can be ended.
    pub(super) fn attach(&self, id: ImportId, work: &JoinHandle<()>) {
        match self.lock().get_mut(&id) {
            Some(job) => job.work = Some(work.abort_handle()),
            // It was ended before it began.
            None => work.abort(),
        }
    }

    /// Notes how far one is. One that was ended is not there any more.
    pub(super) fn note(&self, id: ImportId, stage: Stage) {
        if let Some(job) = self.lock().get_mut(&id) {
            job.import.stage = stage;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ImportId, Job>> {
        // Each change is one assignment: what another thread left is whole.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
