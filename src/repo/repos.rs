//! Where repositories lie, the threads on which they are used, and the program that serves them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Error, Protection, Repo, RepoId, Result, protection::Moved};
use crate::{
    config,
    git::{
        self, BranchName, Program, Repository,
        push::{Commands, Report, Rules, Staging},
    },
};

/// The folder of repositories within the data folder.
const FOLDER: &str = "repositories";

/// Where pushes wait, within it. Whatever a server that was killed has left there is removed at the next start.
const STAGING: &str = "staging";

/// Repositories that are worked on at once; further work waits. More would only wait for the disk.
const AT_ONCE_MAX: usize = 8;

/// The way to every repository of this server. Cheap to clone.
#[derive(Clone)]
pub struct Repos {
    folder: PathBuf,
    turns: Arc<Semaphore>,
    /// The clones and pushes that may still begin.
    serving: Arc<Semaphore>,
    program: Option<Program>,
    repository_bytes_max: u64,
    push_bytes_max: u64,
}

/// What holds for one push.
struct PushRules {
    protection: Protection,
    bytes_max: u64,
}

impl Rules for PushRules {
    fn check(&self, branch: &BranchName, is_forward: Option<bool>) -> git::Result<()> {
        let moved = match is_forward {
            Some(true) => Moved::Forward,
            Some(false) => Moved::Rewritten,
            None => Moved::Deleted,
        };
        self.protection.check(branch, moved)
    }

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }
}

impl Repos {
    /// The repositories of the data folder `data`.
    ///
    /// # Errors
    /// When their folder can't be made.
    pub fn prepare(data: &Path, settings: &config::Repositories) -> std::io::Result<Self> {
        let folder = data.join(FOLDER);
        let staging = folder.join(STAGING);
        if staging.exists() {
            std::fs::remove_dir_all(&staging)?;
        }
        std::fs::create_dir_all(&staging)?;
        let program = Program::find(&settings.git);
        if program.is_none() {
            tracing::warn!("there is no program {:?} here: repositories can't be cloned or pushed to", settings.git);
        }
        Ok(Self {
            folder,
            turns: Arc::new(Semaphore::new(AT_ONCE_MAX)),
            serving: Arc::new(Semaphore::new(settings.serve_at_once)),
            program,
            repository_bytes_max: settings.repository_mib_max << 20,
            push_bytes_max: settings.push_mib_max << 20,
        })
    }

    /// The program that serves clones and pushes, where this machine has it.
    #[must_use]
    pub const fn program(&self) -> Option<&Program> {
        self.program.as_ref()
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

    /// Lets in what was received, as far as the repository's rules allow.
    ///
    /// # Errors
    /// When the disk refuses; nothing has moved then.
    pub async fn let_in(&self, repo: &Repo, staging: Staging, commands: Commands, report: Report) -> Result<Report> {
        let rules = PushRules { protection: repo.protection.clone(), bytes_max: self.repository_bytes_max };
        self.with(repo.id, move |real| staging.let_in(real, &commands, &rules, report)).await
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
        let path = self.path(id);
        let removed = self
            .block(move || std::fs::remove_dir_all(path).map_err(|error| git::Error::Unavailable(error.to_string())));
        if let Err(error) = removed.await {
            tracing::warn!(repository.id = %id, "the folder of a repository that was not made stays behind: {error}");
        }
    }

    /// Opens a repository and does something with it, on a thread that may block.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`git::Error::Unavailable`] when the repository can't be opened.
    pub async fn with<T: Send + 'static>(
        &self,
        id: RepoId,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let path = self.path(id);
        self.block(move || {
            let repository = Repository::open(&path).map_err(|error| git::Error::Unavailable(error.to_string()))?;
            verb(&repository)
        })
        .await
    }

    async fn block<T: Send + 'static>(&self, work: impl FnOnce() -> git::Result<T> + Send + 'static) -> Result<T> {
        let ended = |error: &dyn std::fmt::Display| Error::Git(git::Error::Unavailable(error.to_string()));
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|error| ended(&error))?;
        let work = move || {
            let answer = work();
            drop(turn);
            answer
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(answer) => Ok(answer?),
            Err(error) => Err(ended(&error)),
        }
    }
}
