//! Moving branches: on the server where they stand, where that is another one, and here.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::{runtime::Handle, sync::OwnedMutexGuard, time::timeout};

use super::{Repos, open};
use crate::{
    account::UserId,
    git::{
        self, BranchName, Repository, Upstream,
        push::{Commands, Report, Rules, Staging},
    },
    repo::{Protection, Repo, RepoId, Result, keep::Keeping, protection::Moved},
};

/// How long somebody waits for others who move branches of the same repository on another server.
const TURN_MAX: Duration = Duration::from_secs(90);

/// Knows on which other server the branches of a repository really stand.
pub(in crate::repo) trait Upstreams: Send + Sync {
    /// `None` for those whose branches stand here.
    fn of(&self, id: RepoId) -> BoxFuture<'_, Result<Option<Arc<dyn Upstream>>>>;
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
    /// Has these be asked about every repository in which branches move.
    pub(in crate::repo) fn ask(&self, upstreams: Arc<dyn Upstreams>) {
        // Only the first ones count: there is one GitHub.
        let _ = self.upstreams.set(upstreams);
    }

    /// Where the branches of a repository move first, and the turns of those who wait for that.
    async fn far(&self, id: RepoId) -> Result<(Self, Option<Arc<dyn Upstream>>)> {
        let upstream = match self.upstreams.get() {
            Some(upstreams) => upstreams.of(id).await?,
            None => None,
        };
        let turns = if upstream.is_some() { &self.far_turns } else { &self.turns };
        Ok((Self { turns: Arc::clone(turns), ..self.clone() }, upstream))
    }

    /// Lets in what `by` has pushed, as far as the repository's rules allow.
    ///
    /// # Errors
    /// When the disk refuses; nothing has moved then.
    pub async fn let_in(
        &self,
        repo: &Repo,
        by: UserId,
        staging: Staging,
        commands: Commands,
        report: Report,
    ) -> Result<Report> {
        let rules = PushRules { protection: repo.protection.clone(), bytes_max: self.repository_bytes_max };
        self.write(repo.id, by, move |real| staging.let_in(real, &commands, &rules, report)).await
    }

    /// Opens a repository and changes it, on a thread that may block. Whatever branches `by` moves there is told of,
    /// soon, and also when nobody waits for the answer any more. Branches that are somebody else's don't move.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`git::Error::Unavailable`] when the repository can't be opened.
    pub async fn write<T: Send + 'static>(
        &self,
        id: RepoId,
        by: UserId,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let fence = Keeping { people: self.people.clone(), repo: id, user: by };
        self.change(id, by, move |git| verb(&git.fenced(Arc::new(fence)))).await
    }

    /// The same for an agent of `by`, which moves no branch but `branch`.
    ///
    /// # Errors
    /// As [`Self::write`]; [`git::Error::Protected`] for every other branch.
    pub async fn write_only<T: Send + 'static>(
        &self,
        id: RepoId,
        by: UserId,
        branch: BranchName,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.change(id, by, move |git| verb(&git.only(branch))).await
    }

    /// Changes a repository after what was found on the server where its branches stand, without asking that server.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`git::Error::Unavailable`] when the repository can't be opened.
    pub(in crate::repo) async fn write_found<T: Send + 'static>(
        &self,
        id: RepoId,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let guard = self.gate(id).read_owned().await;
        let turn = self.turn_to_move(id).await?;
        let (repos, journal, runtime, path) = (self.clone(), self.journal(id), Handle::current(), self.path(id));
        self.block(move || {
            let answer = verb(&open(&path)?.watched(journal.watch(None)));
            drop((turn, guard));
            repos.follow(&runtime, &journal);
            answer
        })
        .await
    }

    async fn change<T: Send + 'static>(
        &self,
        id: RepoId,
        by: UserId,
        verb: impl FnOnce(Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        let guard = self.gate(id).read_owned().await;
        let (far, upstream) = self.far(id).await?;
        let turn = if upstream.is_some() { Some(self.turn_to_move(id).await?) } else { None };
        let (repos, journal, runtime, path) = (self.clone(), self.journal(id), Handle::current(), self.path(id));
        far.block(move || {
            let git = open(&path)?.watched(journal.watch(Some(by)));
            let answer = match upstream {
                Some(upstream) => verb(git.toward(upstream)),
                None => verb(git),
            };
            drop((turn, guard));
            repos.follow(&runtime, &journal);
            answer
        })
        .await
    }

    /// Waits until nobody else moves branches of a repository on the server where they stand: a lock of git's own is held
    /// for as long as that server takes, and is not waited for that long.
    async fn turn_to_move(&self, id: RepoId) -> Result<OwnedMutexGuard<()>> {
        let turn = {
            // Each change is one insertion: what another thread left is whole.
            let mut moves = self.moves.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(moves.entry(id).or_default())
        };
        let slow = |_| git::Error::Away("others wait for it to answer, too: try again soon".to_owned()).into();
        timeout(TURN_MAX, turn.lock_owned()).await.map_err(slow)
    }
}
