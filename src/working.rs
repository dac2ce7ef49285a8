//! Runs agents: takes what waits in the queue, drives each task from step to step, and takes up what a killed server has
//! left.
//!
//! A run is a task of its own, so that nobody waits for a model; its steps are rows before they take effect, and all that
//! it knows can be had from them again. What it changes stands in an overlay until it is committed, on the one branch that
//! is its own, through a handle that moves no other. Whoever listens is told that something is new, and reads it.

pub mod asking;
mod command;
mod drive;
mod events;
mod followers;
mod keep;
mod news;
mod prepare;
pub mod shell;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{broadcast, watch};

use crate::{
    account::UserId,
    agent::{
        self, Agent, AgentId, Error, Limits, NewTask, Result,
        machine::{Order, Wanted},
    },
    assistant::turn::Budget,
    db::Pool,
    git::BranchName,
    kit::Ambient,
    repo::{self, RepoId, Repos},
    sprite::Models,
};

pub use followers::Follower;
use followers::Followers;
use shell::Shell;

/// News that may wait for whoever listens. Who misses some looks at the rows.
const WAITING_MAX: usize = 1_024;

/// How long whoever cancels or pauses waits until it is done.
const OBEYED_WITHIN: Duration = Duration::from_secs(2);

/// Logs that are followed at once, in all and by one user: each is a connection that reads rows whenever something is new.
const LOGS_MAX: usize = 1_000;
const LOGS_OF_USER_MAX: usize = 32;

/// Counts of what wants somebody that are followed at once: one for each tab that is looked at.
const COUNTS_MAX: usize = 4_000;
const COUNTS_OF_USER_MAX: usize = 64;

/// How long it takes until what could not be looked at is looked at again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Runs agents. Cheap to clone.
#[derive(Clone)]
pub struct Agents {
    inner: Arc<Inner>,
}

struct Inner {
    means: Means,
    /// Those at work, and the way to tell them what is wanted of them.
    running: Mutex<HashMap<AgentId, watch::Sender<Option<Wanted>>>>,
    news: broadcast::Sender<AgentId>,
    /// Whose tasks want them more or less than before; nobody in particular when it may be anybody's.
    counted: broadcast::Sender<Option<UserId>>,
    /// Who follows logs, and who follows what wants them.
    logs: Arc<Followers>,
    counts: Arc<Followers>,
}

/// What running agents needs of the server.
pub struct Means {
    pub ambient: Ambient,
    pub platform: Pool,
    pub repos: Repos,
    pub models: Arc<dyn Models>,
    pub budget: Budget,
    pub limits: Limits,
    /// Tokens that a model is told at once.
    pub context_tokens_max: u32,
    pub shell: Shell,
}

/// A task as somebody gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// Its id, for whoever may ask for the same task twice; a new one when it is absent.
    pub id: Option<AgentId>,
    pub task: String,
    pub repository: RepoId,
    /// Where the work begins; the default branch when it is absent.
    pub base: Option<BranchName>,
    /// The language in which whoever gives it is spoken to, as a tag, where that is known.
    pub language: Option<String>,
}

impl Agents {
    /// Takes up what was running when the server ended, and whatever waits. Must be called on a reactor; ends when
    /// `stopping` says so.
    ///
    /// # Errors
    /// When it can't be seen what there is.
    pub fn start(means: Means, stopping: watch::Receiver<bool>) -> Result<Self> {
        let now = means.ambient.now();
        let count = means.platform.write_now(|tx| agent::interrupt_all(tx, now))?;
        if count > 0 {
            tracing::info!("{count} tasks of agents were cut short, and go on");
        }
        let inner = Inner {
            means,
            running: Mutex::default(),
            news: broadcast::channel(WAITING_MAX).0,
            counted: broadcast::channel(WAITING_MAX).0,
            logs: Arc::new(Followers::new(LOGS_MAX, LOGS_OF_USER_MAX)),
            counts: Arc::new(Followers::new(COUNTS_MAX, COUNTS_OF_USER_MAX)),
        };
        let agents = Self { inner: Arc::new(inner) };
        tokio::spawn(agents.clone().end_with(stopping));
        tokio::spawn(agents.clone().tell_followers());
        agents.look();
        Ok(agents)
    }

    /// What agents may take.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.means.limits
    }

    /// Whether agents may run commands.
    #[must_use]
    pub fn shell(&self) -> &Shell {
        &self.inner.means.shell
    }

    /// What costs are counted in, and what a day may cost.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.inner.means.budget
    }

    /// Hears which tasks have something new.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<AgentId> {
        self.inner.news.subscribe()
    }

    /// A place for one more who follows a log; nothing when there are too many.
    #[must_use]
    pub fn follow(&self, user: UserId) -> Option<Follower> {
        self.inner.logs.join(user)
    }

    /// Gives the task of another one once more, to a new agent with a new branch, from where the base stands now.
    ///
    /// # Errors
    /// As [`Self::begin`]; [`Error::NotFound`], [`Error::NotYours`].
    pub async fn begin_again(&self, by: UserId, id: AgentId) -> Result<Agent> {
        let before = self.inner.means.platform.read(move |tx| agent::find(tx, by, id)).await?;
        if !before.may_steer {
            return Err(Error::NotYours(before.requester_name));
        }
        let Agent { task, repository, base_branch, language, .. } = before;
        let wish = Wish { id: None, task, repository, base: Some(base_branch), language };
        self.begin(by, wish).await
    }

    /// Gives a task. It begins as soon as there is a place.
    ///
    /// # Errors
    /// [`repo::Error::NotFound`] for a repository that `by` may not see, or a branch that is not there; as
    /// [`agent::begin`].
    pub async fn begin(&self, by: UserId, wish: Wish) -> Result<Agent> {
        let means = &self.inner.means;
        if let Some(id) = wish.id {
            match means.platform.read(move |tx| agent::find(tx, by, id)).await {
                Err(Error::NotFound) => {}
                given => return given,
            }
        }
        let repository = wish.repository;
        let repo = means.platform.read(move |tx| repo::find_by_id(tx, by, repository)).await?;
        repo.require(repo::Role::Write)?;
        let base = wish.base;
        let base = means
            .repos
            .with(repository, move |git| {
                let base = base.map_or_else(|| git.default_branch(), Ok)?;
                Ok((git.find_head(&base)?, base, git.branches()?.is_empty()))
            })
            .await?;
        let (base_commit, base_branch) = match base {
            (Some(commit), branch, _) => (commit, branch),
            (None, _, true) => return Err(Error::NoBase),
            (None, _, false) => return Err(repo::Error::NotFound.into()),
        };
        let id = wish.id.unwrap_or_else(|| means.ambient.id());
        let new = NewTask { id, task: wish.task, base_branch, base_commit, language: wish.language };
        let (limits, now) = (means.limits.clone(), means.ambient.now());
        let agent = means.platform.write(move |tx| agent::begin(tx, &repo, by, new, &limits, now)).await?;
        self.tell(agent.id);
        self.look();
        Ok(agent)
    }

    /// Does what somebody wants of a task. One that is at work is waited for, for a moment.
    ///
    /// # Errors
    /// As [`agent::obey`].
    pub async fn order(&self, by: UserId, id: AgentId, order: Order) -> Result<Agent> {
        let (platform, now) = (&self.inner.means.platform, self.inner.means.ambient.now());
        let mut news = self.listen();
        let agent = platform.write(move |tx| agent::obey(tx, by, id, order, now)).await?;
        self.tell(id);
        self.look();
        if agent.wanted.is_none() || !self.pass_on(&agent) {
            return Ok(agent);
        }
        let is_done = async {
            loop {
                // Who misses some news looks as well.
                if matches!(news.recv().await, Ok(other) if other != id) {
                    continue;
                }
                match platform.read(move |tx| agent::find(tx, by, id)).await {
                    Ok(agent) if agent.wanted.is_some() => {}
                    found => return found,
                }
            }
        };
        match tokio::time::timeout(OBEYED_WITHIN, is_done).await {
            Ok(found) => found,
            Err(_) => platform.read(move |tx| agent::find(tx, by, id)).await,
        }
    }

    /// Says something to an agent.
    ///
    /// # Errors
    /// As [`agent::say`].
    pub async fn say(&self, by: UserId, id: AgentId, text: String) -> Result<Agent> {
        let (platform, now) = (&self.inner.means.platform, self.inner.means.ambient.now());
        let agent = platform.write(move |tx| agent::say(tx, by, id, &text, now)).await?;
        self.tell(id);
        self.look();
        Ok(agent)
    }

    /// Gives free places to those who wait, in their order.
    fn look(&self) {
        let agents = self.clone();
        tokio::spawn(async move {
            if let Err(error) = agents.fill_places().await {
                tracing::error!("it could not be seen which tasks of agents wait: {error}");
                tokio::time::sleep(TRY_AGAIN).await;
                agents.look();
            }
        });
    }

    async fn fill_places(&self) -> Result<()> {
        loop {
            let (limits, now) = (self.inner.means.limits.clone(), self.inner.means.ambient.now());
            let next = self.inner.means.platform.write(move |tx| agent::take_next(tx, &limits, now)).await?;
            let Some(agent) = next else { return Ok(()) };
            let (sender, orders) = watch::channel(agent.wanted);
            self.running().insert(agent.id, sender);
            self.tell(agent.id);
            let agents = self.clone();
            tokio::spawn(async move {
                let id = agent.id;
                drive::drive(&agents, agent, orders).await;
                agents.running().remove(&id);
                agents.tell(id);
                agents.look();
            });
        }
    }

    /// Tells an agent at work what is wanted of it. Whether there is one.
    fn pass_on(&self, agent: &Agent) -> bool {
        let running = self.running();
        let Some(sender) = running.get(&agent.id) else { return false };
        sender.send_replace(agent.wanted);
        true
    }

    /// Whoever listens is told to look.
    fn tell(&self, id: AgentId) {
        // Nobody may listen.
        let _ = self.inner.news.send(id);
    }

    /// When the server ends, those at work are left where they are: their rows say all.
    async fn end_with(self, mut stopping: watch::Receiver<bool>) {
        // Without anybody who could say so, the server has stopped already.
        let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
        self.running().clear();
    }

    fn running(&self) -> MutexGuard<'_, HashMap<AgentId, watch::Sender<Option<Wanted>>>> {
        self.inner.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
