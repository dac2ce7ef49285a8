//! Where repositories lie, the threads on which they are used, and the program that serves them.

mod moving;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use tokio::{
    runtime::Handle,
    sync::{OwnedRwLockWriteGuard, OwnedSemaphorePermit, RwLock, Semaphore, broadcast},
};

use super::{Error, Happened, Incoming, RepoId, Result, Since, journal::Journal, journals::Journals};
use crate::{
    account::UserId,
    config,
    db::Pool,
    fetch::{BadSite, Reach, Site},
    git::{self, BranchName, ObjectId, Program, Repository, push::Staging},
    kit::{Ambient, Timestamp},
};

pub(super) use moving::Upstreams;

/// The folder of repositories within the data folder.
const FOLDER: &str = "repositories";

/// Where pushes and files wait, within it. Whatever a server that was killed has left there is removed at the next start.
pub(super) const STAGING: &str = "staging";

/// Repositories that are worked on at once; further work waits. More would only wait for the disk.
const AT_ONCE_MAX: usize = 8;

/// Repositories that are worked on at once whose branches stand on another server: they wait for it, and nobody else does.
const FAR_AT_ONCE_MAX: usize = 32;

/// The way to every repository of this server. Cheap to clone.
#[derive(Clone)]
pub struct Repos {
    pub(super) folder: PathBuf,
    turns: Arc<Semaphore>,
    /// The turns of those who may wait for another server.
    far_turns: Arc<Semaphore>,
    /// Knows where branches move before they move here.
    upstreams: Arc<OnceLock<Arc<dyn Upstreams>>>,
    /// Whose turn it is to move branches of a repository on that other server.
    moves: Arc<Mutex<HashMap<RepoId, Arc<tokio::sync::Mutex<()>>>>>,
    /// The clones and pushes that may still begin.
    serving: Arc<Semaphore>,
    program: Option<Program>,
    pub(super) journals: Arc<Journals>,
    pub(super) ambient: Ambient,
    repository_bytes_max: u64,
    push_bytes_max: u64,
    import_sites: Vec<Site>,
    /// Where it stands whose a branch is; without it nobody moves any that may be somebody's.
    people: Option<Pool>,
    /// Held by everybody who uses a repository, and alone by whoever packs it.
    gates: Arc<Mutex<HashMap<RepoId, Arc<RwLock<()>>>>>,
}

impl Repos {
    /// The repositories of the data folder `data`.
    ///
    /// # Errors
    /// When their folder can't be made.
    pub fn prepare(data: &Path, settings: &config::Repositories, ambient: Ambient) -> std::io::Result<Self> {
        let folder = data.join(FOLDER);
        let staging = folder.join(STAGING);
        if staging.exists() {
            std::fs::remove_dir_all(&staging)?;
        }
        std::fs::create_dir_all(&staging)?;
        super::locks::remove_all(&folder)?;
        let program = Program::find(&settings.git);
        if program.is_none() {
            tracing::warn!("there is no program {:?} here: repositories can't be cloned or pushed to", settings.git);
        }
        Ok(Self {
            folder,
            turns: Arc::new(Semaphore::new(AT_ONCE_MAX)),
            far_turns: Arc::new(Semaphore::new(FAR_AT_ONCE_MAX)),
            upstreams: Arc::default(),
            moves: Arc::default(),
            serving: Arc::new(Semaphore::new(settings.serve_at_once)),
            program,
            journals: Arc::new(Journals::new()),
            ambient,
            repository_bytes_max: settings.repository_mib_max << 20,
            push_bytes_max: settings.push_mib_max << 20,
            import_sites: Vec::new(),
            people: None,
            gates: Arc::default(),
        })
    }

    /// The same, where repositories may be brought from below these addresses.
    ///
    /// # Errors
    /// The first one that is none, and why.
    pub fn with_import_from(mut self, addresses: &[String]) -> std::result::Result<Self, (String, BadSite)> {
        for address in addresses {
            self.import_sites.push(Site::new(address, Reach::Private).map_err(|why| (address.clone(), why))?);
        }
        Ok(self)
    }

    /// The same, where `people` knows whose a branch is.
    #[must_use]
    pub fn with_people(mut self, people: Pool) -> Self {
        self.people = Some(people);
        self
    }

    /// Below which addresses repositories may be brought from.
    #[must_use]
    pub fn import_sites(&self) -> &[Site] {
        &self.import_sites
    }

    /// The program that serves clones and pushes, where this machine has it.
    #[must_use]
    pub const fn program(&self) -> Option<&Program> {
        self.program.as_ref()
    }

    /// Bytes that one repository may take on disk.
    #[must_use]
    pub const fn repository_bytes_max(&self) -> u64 {
        self.repository_bytes_max
    }

    /// Bytes that one push may bring.
    #[must_use]
    pub const fn push_bytes_max(&self) -> u64 {
        self.push_bytes_max
    }

    /// Waits until one more clone or push may begin.
    ///
    /// # Errors
    /// [`git::Error::Unavailable`] when the server ends.
    pub async fn begin_serving(&self) -> Result<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.serving).acquire_owned().await;
        permit.map_err(|error| git::Error::Unavailable(error.to_string()).into())
    }

    /// Makes a place where a push called `push` is received.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub async fn stage(&self, id: RepoId, push: &str) -> Result<Staging> {
        let (folder, bytes_max) = (self.folder.join(STAGING).join(format!("{push}.git")), self.push_bytes_max);
        self.with(id, move |real| Staging::open(&folder, real, bytes_max)).await
    }

    /// Begins to take in a file, under a name that nothing else has.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub fn begin_file(&self, name: &str) -> std::io::Result<Incoming> {
        Incoming::begin(self.folder.join(STAGING).join(format!("{name}.file")))
    }

    /// Keeps a file that has come in as a content of a repository, to be named by a commit.
    ///
    /// # Errors
    /// [`git::Error::TooLarge`], and whatever the disk refuses.
    pub async fn keep(&self, id: RepoId, incoming: Incoming) -> Result<ObjectId> {
        let bytes_max = self.repository_bytes_max;
        self.with(id, move |git| git.keep(incoming.path(), bytes_max)).await
    }

    /// Where a repository lies. It is named by its id alone: no name that anybody has chosen becomes a path.
    #[must_use]
    pub fn path(&self, id: RepoId) -> PathBuf {
        self.folder.join(format!("{id}.git"))
    }

    /// Makes the folder of a new repository whose first branch will be `first`.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub async fn create(&self, id: RepoId, first: BranchName) -> Result<()> {
        let path = self.path(id);
        self.block(move || Repository::create(&path, &first).map(drop)).await
    }

    /// Removes a folder that no row knows, because the row could not be written.
    pub async fn forget(&self, id: RepoId) {
        self.journals.forget(id);
        let path = self.path(id);
        let removed = self
            .block(move || std::fs::remove_dir_all(path).map_err(|error| git::Error::Unavailable(error.to_string())));
        if let Err(error) = removed.await {
            tracing::warn!(repository.id = %id, "the folder of a repository that was not made stays behind: {error}");
        }
    }

    /// Opens a repository and reads in it, on a thread that may block.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`git::Error::Unavailable`] when the repository can't be opened.
    pub async fn with<T: Send + 'static>(
        &self,
        id: RepoId,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let guard = self.gate(id).read_owned().await;
        self.follow(&Handle::current(), &self.journal(id));
        let path = self.path(id);
        self.block(move || {
            let answer = verb(&open(&path)?);
            drop(guard);
            answer
        })
        .await
    }

    /// Waits until nobody uses a repository, and keeps it so until the answer is dropped. Whoever comes meanwhile waits.
    pub(super) async fn close(&self, id: RepoId) -> OwnedRwLockWriteGuard<()> {
        self.gate(id).write_owned().await
    }

    fn gate(&self, id: RepoId) -> Arc<RwLock<()>> {
        // Each change is one insertion: what another thread left is whole.
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(id).or_default())
    }

    /// Opens a repository that has no id yet.
    pub(super) async fn within<T: Send + 'static>(
        &self,
        path: &Path,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let path = path.to_owned();
        self.block(move || verb(&open(&path)?)).await
    }

    /// What has happened in a repository after the event `seq`, up to this moment; at most `max` events.
    ///
    /// # Errors
    /// [`git::Error::Unavailable`] when the repository can't be opened; whatever its file refuses.
    pub async fn events(&self, id: RepoId, seq: u64, max: u64) -> Result<Since> {
        let (repos, journal) = (self.clone(), self.journal(id));
        self.run(move || {
            repos.catch_up_now(&journal, true)?;
            journal.since(seq, max)
        })
        .await
    }

    /// Notes that people were at work on branches of a repository.
    ///
    /// # Errors
    /// Whatever its file refuses.
    pub async fn note_visits(&self, id: RepoId, visits: Vec<(BranchName, UserId, Timestamp)>) -> Result<()> {
        let journal = self.journal(id);
        self.run(move || journal.note_visits(&visits)).await
    }

    /// Who was last at work on a branch, the latest first.
    ///
    /// # Errors
    /// Whatever the repository's file refuses.
    pub async fn visits(&self, id: RepoId, branch: BranchName) -> Result<Vec<(UserId, Timestamp)>> {
        let journal = self.journal(id);
        self.run(move || journal.visits(&branch)).await
    }

    /// Whether a branch was deleted after the event `seq`, as far as is known: what has its name now is another one then.
    ///
    /// # Errors
    /// [`git::Error::Unavailable`] when the repository can't be opened; whatever its file refuses.
    pub async fn was_deleted_since(&self, id: RepoId, branch: BranchName, seq: u64) -> Result<bool> {
        let (repos, journal) = (self.clone(), self.journal(id));
        self.run(move || {
            repos.catch_up_now(&journal, false)?;
            journal.was_deleted_since(&branch, seq)
        })
        .await
    }

    /// Hears of what happens in all repositories.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Happened> {
        self.journals.listen()
    }

    pub(super) fn journal(&self, id: RepoId) -> Arc<Journal> {
        self.journals.of(id, &self.folder)
    }

    /// Has the journal catch up soon, if it must.
    fn follow(&self, runtime: &Handle, journal: &Arc<Journal>) {
        if !journal.wants_to_catch_up() {
            return;
        }
        let (repos, journal) = (self.clone(), Arc::clone(journal));
        runtime.spawn(async move {
            let (id, own) = (journal.id, repos.clone());
            if let Err(error) = repos.run(move || own.catch_up_now(&journal, false)).await {
                tracing::warn!(repository.id = %id, "what has happened in a repository is told later: {error}");
            }
        });
    }

    fn catch_up_now(&self, journal: &Arc<Journal>, all: bool) -> Result<()> {
        journal.is_no_longer_due();
        let git = open(&self.path(journal.id))?;
        let told = journal.catch_up(&git, all, self.ambient.now(), |events| self.journals.tell(journal.id, events));
        self.journals.was_used(journal);
        told
    }

    pub(super) async fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(move || Ok(work()?)).await
    }

    /// Does `work` on a thread that may block, when it is its turn.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let ended = |error: &dyn std::fmt::Display| Error::Git(git::Error::Unavailable(error.to_string()));
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|error| ended(&error))?;
        let work = move || {
            let answer = work();
            drop(turn);
            answer
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(answer) => answer,
            Err(error) => Err(ended(&error)),
        }
    }
}

fn open(path: &Path) -> git::Result<Repository> {
    Repository::open(path).map_err(|error| git::Error::Unavailable(error.to_string()))
}
