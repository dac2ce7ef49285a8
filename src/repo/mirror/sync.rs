//! Looking at what has changed on GitHub.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{task::JoinHandle, time::timeout};

use super::{GitHub, far};
use crate::{
    git::{self, Error},
    kit::Timestamp,
    repo::{Repo, RepoId, Result},
};

/// How old what is known may be before it is looked at again.
const FRESH_MS: i64 = 15_000;

/// How long a page waits for a look. It goes on afterwards, and the page hears of what it finds.
const WAIT_MAX: Duration = Duration::from_secs(4);

/// How long one look may take.
const LOOK_MAX: Duration = Duration::from_mins(10);

/// Mirrors whose state is remembered.
const REMEMBERED_MAX: usize = 10_000;

/// What is known of each mirror since the start.
#[derive(Clone, Default)]
pub(super) struct Looks(Arc<Mutex<HashMap<RepoId, Look>>>);

#[derive(Clone, Default)]
struct Look {
    freshness: Freshness,
    /// Held by whoever looks.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// When it was last tried.
    tried_at: Option<Timestamp>,
}

impl Look {
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.tried_at.is_some_and(|at| now.0.saturating_sub(at.0) < FRESH_MS)
    }
}

/// How well a mirror is known to be what it mirrors.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Freshness {
    /// When it was last found to be; absent before the first time since the start.
    pub at: Option<Timestamp>,
    /// What has kept the last look from being one.
    pub problem: Option<String>,
}

impl GitHub {
    /// Has a mirror be what it mirrors, unless it was looked at just now; waits a little for that, and says how well it is
    /// known.
    pub async fn refresh(&self, repo: &Repo) -> Freshness {
        if let Some(look) = self.begin_look(repo) {
            // What goes on longer goes on without the page.
            let _ = timeout(WAIT_MAX, look).await;
        }
        self.inner.looks.of(repo.id).freshness
    }

    /// The same, however fresh it is.
    pub async fn refresh_now(&self, repo: &Repo) -> Freshness {
        self.inner.looks.forget(repo.id);
        self.refresh(repo).await
    }

    /// The same without waiting.
    pub fn refresh_soon(&self, repo: &Repo) {
        drop(self.begin_look(repo));
    }

    /// Begins to look, unless it was done just now.
    fn begin_look(&self, repo: &Repo) -> Option<JoinHandle<()>> {
        let (github, repo, look) = (self.clone(), repo.clone(), self.inner.looks.of(repo.id));
        if look.is_fresh(self.inner.ambient.now()) {
            return None;
        }
        Some(tokio::spawn(async move {
            let _turn = look.turn.lock().await;
            // Somebody else may have looked meanwhile.
            if github.inner.looks.of(repo.id).is_fresh(github.inner.ambient.now()) {
                return;
            }
            let looked = timeout(LOOK_MAX, github.look(&repo)).await;
            let slow = |_| Err(Error::Away("GitHub took too long to answer".to_owned()).into());
            github.inner.looks.note(repo.id, looked.unwrap_or_else(slow), github.inner.ambient.now());
        }))
    }

    async fn look(&self, repo: &Repo) -> Result<usize> {
        let Some(origin) = &repo.origin else { return Ok(0) };
        if !self.inner.is_enabled {
            return Err(Error::NotAllowed("this server does not ask GitHub any more".to_owned()).into());
        }
        let token = self.token(repo.owner).await?;
        let token =
            token.ok_or_else(|| Error::NotAllowed("connect GitHub again to see what is new there".to_owned()))?;
        let remote = self.remote(origin, Some(token));
        let program =
            self.inner.repos.program().ok_or_else(|| Error::Unavailable("there is no git here".to_owned()))?;
        // Before the look: a branch that moves meanwhile has moved there as well, and is not taken back.
        let here = self.inner.repos.with(repo.id, git::Repository::branches).await?;
        let (mirror, bytes_max) = (self.inner.repos.path(repo.id), self.inner.repos.repository_bytes_max());
        let said = far::fetched(program, (&mirror, bytes_max), &remote, None).await?;
        if !said.is_well {
            return Err(far::trouble(&said.complaint).into());
        }
        self.inner.repos.write_found(repo.id, move |git| git.follow_upstream(&here)).await
    }
}

impl Looks {
    fn of(&self, id: RepoId) -> Look {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() >= REMEMBERED_MAX && !looks.contains_key(&id) {
            looks.clear();
        }
        looks.entry(id).or_default().clone()
    }

    /// Has the next one who asks look.
    fn forget(&self, id: RepoId) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = looks.get_mut(&id) {
            look.tried_at = None;
        }
    }

    fn note(&self, id: RepoId, looked: Result<usize>, now: Timestamp) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let look = looks.entry(id).or_default();
        look.tried_at = Some(now);
        match looked {
            Ok(_) => look.freshness = Freshness { at: Some(now), problem: None },
            Err(error) => look.freshness.problem = Some(error.to_string()),
        }
    }
}
