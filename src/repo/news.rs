//! What happens to a repository beside what its branches do: requests, and what becomes of the repository itself.
//!
//! Events of this kind are written once the row that they tell of stands. Should the server be killed in between, the row
//! is right and the event missing: whoever follows comes back then, and looks at the page again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Pull, PullState, Repo, RepoId, RepoName, Repos, Result,
    event::{Event, EventKind},
};
use crate::{account::UserId, git::BranchName, kit::Timestamp};

/// More than the other fields of an event can say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Detail {
    /// The number of a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<u64>,
    /// The branch that it asks to come into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<BranchName>,
    /// The id of a task, and where it stands from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What the repository is called from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<RepoName>,
}

/// Something that has happened, and by whom, as far as somebody here did it.
#[derive(Clone, Debug)]
pub struct News {
    kind: EventKind,
    branch: Option<BranchName>,
    detail: Detail,
    by: Option<UserId>,
}

impl News {
    /// What has become of a request that was `before`, and is `now`; `None` when it is as it was.
    #[must_use]
    pub fn of_pull(before: Option<&Pull>, now: &Pull, by: Option<UserId>) -> Option<Self> {
        let kind = match (before.map(|before| before.state), now.state) {
            (before, state) if before != Some(state) => match state {
                PullState::Open => EventKind::PullOpened,
                PullState::Merged => EventKind::PullMerged,
                PullState::Closed => EventKind::PullClosed,
            },
            _ if before == Some(now) => return None,
            _ => EventKind::PullUpdated,
        };
        let detail = Detail { pull: Some(now.number), into: Some(now.into.clone()), ..Detail::default() };
        Some(Self { kind, branch: Some(now.from.clone()), detail, by })
    }

    /// Where a task stands that an agent does on `branch`.
    #[must_use]
    pub fn of_agent(agent: String, branch: BranchName, state: &str, by: UserId) -> Self {
        let detail = Detail { agent: Some(agent), state: Some(state.to_owned()), ..Detail::default() };
        Self { kind: EventKind::AgentState, branch: Some(branch), detail, by: Some(by) }
    }

    /// What has become of a repository itself.
    #[must_use]
    pub fn of_repo(before: &Repo, now: &Repo, by: UserId) -> Vec<Self> {
        let news = |kind, detail| Self { kind, branch: None, detail, by: Some(by) };
        let renamed = (before.name != now.name)
            .then(|| news(EventKind::RepositoryRenamed, Detail { name: Some(now.name.clone()), ..Detail::default() }));
        let put_away = match (before.is_archived(), now.is_archived()) {
            (false, true) => Some(news(EventKind::RepositoryArchived, Detail::default())),
            (true, false) => Some(news(EventKind::RepositoryRestored, Detail::default())),
            (true, true) | (false, false) => None,
        };
        renamed.into_iter().chain(put_away).collect()
    }

    fn into_event(self, at: Timestamp) -> Event {
        Event {
            seq: 0,
            kind: self.kind,
            branch: self.branch,
            path: None,
            old_path: None,
            old_head: None,
            head: None,
            blob: None,
            file_count: None,
            detail: self.detail,
            by: self.by,
            at,
        }
    }
}

impl Repos {
    /// Writes news as events, and tells whoever follows. What they tell of stands already: when they can't be written,
    /// nobody is told that nothing was done.
    pub async fn note(&self, id: RepoId, news: Vec<News>) {
        if news.is_empty() {
            return;
        }
        let (repos, journal) = (self.clone(), self.journal(id));
        let now = self.ambient.now();
        let noted: Result<()> = self
            .run(move || {
                let mut events: Vec<Event> = news.into_iter().map(|each| each.into_event(now)).collect();
                journal.record(&mut events, |events| repos.journals.tell(journal.id, events))?;
                repos.journals.was_used(&Arc::clone(&journal));
                Ok(())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(repository.id = %id, "what has happened to a repository is not told: {error}");
        }
    }
}
