//! How many tasks want somebody: they wait for an answer, or have come to their end since that was last looked at.
//!
//! It is counted from rows whenever it is asked for, so that a restart forgets nothing. Whoever listens is told whose count
//! may be another one, and not for every step of a task.

use tokio::sync::broadcast;

use super::{Agents, followers::Follower};
use crate::{
    account::UserId,
    agent::{self, AgentId, Result},
};

impl Agents {
    /// How many tasks want `user`.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn count_news(&self, user: UserId) -> Result<u64> {
        self.inner.means.platform.read(move |tx| agent::count_news(tx, user)).await
    }

    /// Notes that `user` has looked at what a step of their task says; answers how many tasks want them then.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn look_at(&self, user: UserId, id: AgentId, step: u64) -> Result<u64> {
        let count = self.inner.means.platform.write(move |tx| agent::look_at(tx, user, id, step)).await?;
        self.tell_counted(Some(user));
        Ok(count)
    }

    /// Notes that `user` has looked at all of their tasks; answers how many want them still.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn look_at_all(&self, user: UserId) -> Result<u64> {
        let count = self.inner.means.platform.write(move |tx| agent::look_at_all(tx, user)).await?;
        self.tell_counted(Some(user));
        Ok(count)
    }

    /// Hears whose count may be another one; nobody in particular when it may be anybody's.
    #[must_use]
    pub fn listen_for_counts(&self) -> broadcast::Receiver<Option<UserId>> {
        self.inner.counted.subscribe()
    }

    /// A place for one more who follows a count; nothing when there are too many.
    #[must_use]
    pub fn follow_count(&self, user: UserId) -> Option<Follower> {
        self.inner.counts.join(user)
    }

    pub(super) fn tell_counted(&self, user: Option<UserId>) {
        // Nobody may listen.
        let _ = self.inner.counted.send(user);
    }
}
