//! GitHub as a forge: branches and files in the mirror, requests over its REST API.

use std::ops::Range;

use super::{GitHub, Origin};
use crate::{
    account::{Name, UserId},
    git::{self, Branch, BranchName, Committed, Comparison, Content, Entry, MergeKind, ObjectId, TreePath},
    github::{self, EditPull, MergePull, OpenPull, Side},
    repo::{
        Embedded, Error, Forge, NewPull, Pull, PullState, Repo, Result, Role,
        forge::{Answer, Asker, Branches, NewCommit, NewMerge, Page, PullChange},
    },
};

/// Pages of requests that are read for one list.
const PAGES_MAX: u32 = 3;

/// A mirror and what it mirrors.
#[derive(Clone)]
pub struct Mirrored {
    /// The mirror, whose branches move on GitHub first.
    mirror: Embedded,
    github: GitHub,
    origin: Origin,
    /// What the mirror is here.
    repo: Repo,
}

impl Mirrored {
    #[must_use]
    pub const fn new(mirror: Embedded, github: GitHub, origin: Origin, repo: Repo) -> Self {
        Self { mirror, github, origin, repo }
    }

    async fn client(&self) -> Result<github::Client> {
        self.github.client_of(self.repo.owner).await
    }

    async fn list_pulls(&self, is_open: bool) -> Result<Vec<Pull>> {
        let client = self.client().await?;
        let state = if is_open { github::PullState::Open } else { github::PullState::Closed };
        let (mut pulls, mut next) = (Vec::new(), Some(1));
        while let Some(page) = next.filter(|page| *page <= PAGES_MAX) {
            let heard = client.pulls(&self.origin, state, page).await.map_err(git::Error::from)?;
            pulls.extend(heard.items.into_iter().filter_map(|pull| self.read(pull)));
            next = heard.next;
        }
        Ok(pulls)
    }

    async fn find_pull(&self, number: u64) -> Result<Pull> {
        let pull = self.client().await?.pull(&self.origin, number).await.map_err(git::Error::from)?;
        // One that comes from another repository has no branch here.
        self.read(pull).ok_or(Error::Git(git::Error::NotFound))
    }

    async fn make_pull(&self, by: &Asker, new: NewPull) -> Result<Pull> {
        by.repo.require(Role::Write)?;
        let (title, body) = crate::repo::pull::checked(&new.title, &new.body)?;
        if new.from == new.into {
            return Err(Error::BadPull("a branch can't be brought into itself".to_owned()));
        }
        if self.mirror.brings_nothing(by, &new).await? {
            return Err(Error::NothingToMerge);
        }
        let open = OpenPull { title, body, head: new.from.clone(), base: new.into.clone(), is_draft: false };
        match self.client().await?.open_pull(&self.origin, &open).await {
            Ok(pull) => self.read(pull).ok_or(Error::Git(git::Error::NotFound)),
            Err(github::Error::Exists(_)) => {
                let open = self.open_one(&new.from, &new.into).await?;
                Err(Error::PullExists(open.map_or(0, |pull| pull.number)))
            }
            Err(error) => Err(git::Error::from(error).into()),
        }
    }

    async fn alter_pull(&self, by: &Asker, number: u64, change: PullChange) -> Result<Pull> {
        by.repo.require(Role::Write)?;
        let edit = EditPull { title: change.title, body: change.body, is_open: change.is_open };
        let pull = self.client().await?.edit_pull(&self.origin, number, &edit).await.map_err(git::Error::from)?;
        self.read(pull).ok_or(Error::Git(git::Error::NotFound))
    }

    /// The open request of these branches.
    async fn open_one(&self, from: &BranchName, into: &BranchName) -> Result<Option<Pull>> {
        Ok(self.list_pulls(true).await?.into_iter().find(|pull| pull.from == *from && pull.into == *into))
    }

    /// Brings a branch into another one. Where a request asks for it, GitHub does it, so that the request is merged there;
    /// what somebody has settled, and moves without a commit, are made here and pushed.
    async fn bring(&self, by: &Asker, new: NewMerge) -> Result<ObjectId> {
        by.repo.require(Role::Write)?;
        let how = match new.kind {
            MergeKind::Merge => Some(github::How::Merge),
            MergeKind::Squash => Some(github::How::Squash),
            MergeKind::FastForward => None,
        };
        let asked = match how.filter(|_| new.settled.is_empty()) {
            Some(how) => self.open_one(&new.from, &new.into).await?.map(|pull| (pull, how)),
            None => None,
        };
        let Some((pull, how)) = asked else { return self.mirror.merge(by, new).await };
        let into = self.mirror.branch(by, new.into.clone()).await?.head;
        let head = self.mirror.branch(by, new.from.clone()).await?.head;
        if into != new.expect_into {
            return Err(git::Error::Stale { head: Some(into), file: None }.into());
        }
        if new.expect_from.is_some_and(|expect| expect != head) {
            return Err(git::Error::Stale { head: Some(head), file: None }.into());
        }
        let (title, message) = match new.message.as_str().split_once('\n') {
            Some((title, rest)) => (title.to_owned(), rest.trim().to_owned()),
            None => (new.message.as_str().to_owned(), String::new()),
        };
        let merge = MergePull { head, how, title: Some(title), message: Some(message) };
        match self.client().await?.merge_pull(&self.origin, pull.number, &merge).await {
            Ok(commit) => {
                self.github.refresh_now(&self.repo).await;
                Ok(commit)
            }
            // Which files these are is found here; a scene may even be merged.
            Err(github::Error::Conflict) => self.mirror.merge(by, new).await,
            Err(error) => Err(git::Error::from(error).into()),
        }
    }

    /// A request of GitHub, as requests are told of here; `None` when one of its branches is in another repository, or has a
    /// name that none has here.
    fn read(&self, pull: github::Pull) -> Option<Pull> {
        let branch = |side: &Side| {
            let is_here = side.repo.as_ref().is_none_or(|repo| super::key(repo) == super::key(&self.origin));
            BranchName::new(&side.branch).ok().filter(|_| is_here)
        };
        let state = match (pull.is_open, pull.merged_at) {
            (true, _) => PullState::Open,
            (false, Some(_)) => PullState::Merged,
            (false, None) => PullState::Closed,
        };
        Some(Pull {
            number: pull.number,
            from: branch(&pull.head)?,
            into: branch(&pull.base)?,
            state,
            opened_by: self.repo.owner,
            opened_by_name: Name::new(&pull.author).ok()?,
            opened_at: pull.created_at,
            closed_by_name: None,
            closed_at: pull.merged_at.or(Some(pull.updated_at).filter(|_| !pull.is_open)),
            merged_commit: pull.merge_commit.filter(|_| state == PullState::Merged),
            title: pull.title,
            body: pull.body,
        })
    }
}

impl Forge for Mirrored {
    fn repos(&self, user: UserId) -> Answer<'_, Vec<Repo>> {
        self.mirror.repos(user)
    }

    fn branches(&self, by: &Asker, page: Page) -> Answer<'_, Branches> {
        self.mirror.branches(by, page)
    }

    fn branch(&self, by: &Asker, name: BranchName) -> Answer<'_, Branch> {
        self.mirror.branch(by, name)
    }

    fn create_branch(&self, by: &Asker, name: BranchName, from: Option<String>) -> Answer<'_, ObjectId> {
        self.mirror.create_branch(by, name, from)
    }

    fn delete_branch(&self, by: &Asker, name: BranchName, expect: Option<ObjectId>) -> Answer<'_, ()> {
        self.mirror.delete_branch(by, name, expect)
    }

    fn tree(&self, by: &Asker, name: Option<String>, path: Option<TreePath>) -> Answer<'_, (ObjectId, Vec<Entry>)> {
        self.mirror.tree(by, name, path)
    }

    fn read(
        &self,
        by: &Asker,
        name: Option<String>,
        path: TreePath,
        range: Option<Range<u64>>,
    ) -> Answer<'_, (ObjectId, Content)> {
        self.mirror.read(by, name, path, range)
    }

    fn commit(&self, by: &Asker, new: NewCommit) -> Answer<'_, Committed> {
        self.mirror.commit(by, new)
    }

    fn compare(&self, by: &Asker, into: String, from: String) -> Answer<'_, Comparison> {
        self.mirror.compare(by, into, from)
    }

    fn merge(&self, by: &Asker, new: NewMerge) -> Answer<'_, ObjectId> {
        let by = by.clone();
        Box::pin(async move { self.bring(&by, new).await })
    }

    fn pulls(&self, _: &Asker, is_open: bool) -> Answer<'_, Vec<Pull>> {
        Box::pin(self.list_pulls(is_open))
    }

    fn pull(&self, _: &Asker, number: u64) -> Answer<'_, Pull> {
        Box::pin(self.find_pull(number))
    }

    fn open_pull(&self, by: &Asker, new: NewPull) -> Answer<'_, Pull> {
        let by = by.clone();
        Box::pin(async move { self.make_pull(&by, new).await })
    }

    fn change_pull(&self, by: &Asker, number: u64, change: PullChange) -> Answer<'_, Pull> {
        let by = by.clone();
        Box::pin(async move { self.alter_pull(&by, number, change).await })
    }
}
