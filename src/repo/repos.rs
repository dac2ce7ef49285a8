//! Where repositories lie, and the threads on which they are used.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::Semaphore;

use super::{Error, RepoId, Result};
use crate::git::{self, BranchName, Repository};

/// The folder of repositories within the data folder.
const FOLDER: &str = "repositories";

/// Repositories that are worked on at once; further work waits. More would only wait for the disk.
const AT_ONCE_MAX: usize = 8;

/// The way to every repository of this server. Cheap to clone.
#[derive(Clone)]
pub struct Repos {
    folder: PathBuf,
    turns: Arc<Semaphore>,
}

impl Repos {
    /// The repositories of the data folder `data`.
    ///
    /// # Errors
    /// When their folder can't be made.
    pub fn prepare(data: &Path) -> std::io::Result<Self> {
        let folder = data.join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) })
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
