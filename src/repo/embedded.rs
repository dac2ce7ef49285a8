//! The forge that this server is: repositories in its own data folder.

mod manage;
mod pulls;

use std::ops::Range;

use super::{
    Moved, NewPull, Pull, Repo, RepoId, Repos, Result, Role,
    forge::{Answer, Asker, BRANCHES_LISTED_MAX, Branches, Forge, NewCommit, NewMerge, Page, PullChange},
    scenes, verbs,
};
use crate::{
    account::UserId,
    db::Pool,
    git::{self, Branch, BranchName, Committed, Comparison, Content, Entry, How, ObjectId, Repository, TreePath},
    kit::Ambient,
};

/// The repositories of this server. Cheap to clone.
#[derive(Clone)]
pub struct Embedded {
    repos: Repos,
    platform: Pool,
    ambient: Ambient,
}

impl Embedded {
    #[must_use]
    pub const fn new(repos: Repos, platform: Pool, ambient: Ambient) -> Self {
        Self { repos, platform, ambient }
    }

    async fn look<T: Send + 'static>(
        &self,
        by: &Asker,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.repos.with(by.repo.id, verb).await
    }

    /// Changes the repository, for those who may, and notes that it has changed.
    async fn change<T: Send + 'static>(
        &self,
        by: &Asker,
        verb: impl FnOnce(&Repository) -> git::Result<T> + Send + 'static,
    ) -> Result<T> {
        by.repo.require(Role::Write)?;
        let done = self.repos.write(by.repo.id, by.user, verb).await?;
        self.note_change(by.repo.id).await;
        Ok(done)
    }

    /// Notes that a repository has changed just now, for the order of lists. What has changed stands already: when it can't be
    /// noted, nobody is told that nothing was done.
    pub async fn note_change(&self, id: RepoId) {
        let now = self.ambient.now();
        let noted: Result<()> = self.platform.write(move |tx| verbs::note_change(tx, id, now)).await;
        if let Err(error) = noted {
            tracing::warn!(repository.id = %id, "it could not be noted that a repository has changed: {error}");
        }
    }
}

impl Forge for Embedded {
    fn repos(&self, user: UserId) -> Answer<'_, Vec<Repo>> {
        Box::pin(self.platform.read(move |tx| verbs::list(tx, user)))
    }

    fn branches(&self, by: &Asker, page: Page) -> Answer<'_, Branches> {
        let by = by.clone();
        Box::pin(async move {
            self.look(&by, move |git| {
                let limit = page.limit.clamp(1, BRANCHES_LISTED_MAX);
                let mut branches = git.branches()?;
                branches.retain(|branch| page.after.as_ref().is_none_or(|after| branch.name > *after));
                let has_more = branches.len() > limit;
                branches.truncate(limit);
                let next = branches.last().filter(|_| has_more).map(|branch| branch.name.clone());
                Ok(Branches { default: git.default_branch()?, branches, next })
            })
            .await
        })
    }

    fn branch(&self, by: &Asker, name: BranchName) -> Answer<'_, Branch> {
        let by = by.clone();
        Box::pin(async move { self.look(&by, move |git| Ok(Branch { head: git.head(&name)?, name })).await })
    }

    fn create_branch(&self, by: &Asker, name: BranchName, from: Option<String>) -> Answer<'_, ObjectId> {
        let by = by.clone();
        Box::pin(async move {
            self.change(&by, move |git| {
                let from = resolve_or_default(git, from.as_deref())?;
                git.create_branch(&name, from).map(|()| from)
            })
            .await
        })
    }

    fn delete_branch(&self, by: &Asker, name: BranchName, expect: Option<ObjectId>) -> Answer<'_, ()> {
        let by = by.clone();
        Box::pin(async move {
            by.repo.protection.check(&name, Moved::Deleted)?;
            self.change(&by, move |git| {
                if git.default_branch()? == name {
                    return Err(git::Error::Protected(name));
                }
                let expect = match expect {
                    Some(expect) => expect,
                    None => git.head(&name)?,
                };
                git.delete_branch(&name, expect)
            })
            .await
        })
    }

    fn tree(&self, by: &Asker, name: Option<String>, path: Option<TreePath>) -> Answer<'_, (ObjectId, Vec<Entry>)> {
        let by = by.clone();
        Box::pin(async move {
            self.look(&by, move |git| {
                let commit = resolve_or_default(git, name.as_deref())?;
                Ok((commit, git.entries(commit, path.as_ref())?))
            })
            .await
        })
    }

    fn read(
        &self,
        by: &Asker,
        name: Option<String>,
        path: TreePath,
        range: Option<Range<u64>>,
    ) -> Answer<'_, (ObjectId, Content)> {
        let by = by.clone();
        Box::pin(async move {
            self.look(&by, move |git| {
                let commit = resolve_or_default(git, name.as_deref())?;
                Ok((commit, git.read(commit, &path, range)?))
            })
            .await
        })
    }

    fn commit(&self, by: &Asker, new: NewCommit) -> Answer<'_, Committed> {
        let by = by.clone();
        Box::pin(async move {
            let (author, now) = (by.author.clone(), self.ambient.now());
            self.change(&by, move |git| {
                let NewCommit { branch, expect_head, message, changes } = new;
                // The first commit of all makes its branch. Later a branch that is not there was deleted, also for new files.
                if git.find_head(&branch)?.is_none() && !git.branches()?.is_empty() {
                    return Err(git::Error::Stale { head: None, file: None });
                }
                git.commit(&branch, expect_head, &changes, &author, &message, now)
            })
            .await
        })
    }

    fn compare(&self, by: &Asker, into: String, from: String) -> Answer<'_, Comparison> {
        let by = by.clone();
        Box::pin(
            async move { self.look(&by, move |git| git.compare(resolve(git, &into)?, resolve(git, &from)?)).await },
        )
    }

    fn merge(&self, by: &Asker, new: NewMerge) -> Answer<'_, ObjectId> {
        let by = by.clone();
        Box::pin(async move {
            let (author, now) = (by.author.clone(), self.ambient.now());
            let (from, into) = (new.from.clone(), new.into.clone());
            let made = self
                .change(&by, move |git| {
                    let from = git.head(&new.from)?;
                    if new.expect_from.is_some_and(|expect| expect != from) {
                        return Err(git::Error::Stale { head: Some(from), file: None });
                    }
                    let how = How { kind: new.kind, settled: &new.settled, resolve: &scenes::settled };
                    git.merge((&new.into, new.expect_into), from, &how, (&author, &new.message), now)
                })
                .await?;
            self.note_merged(&by, (from, into), made).await;
            Ok(made)
        })
    }

    fn pulls(&self, by: &Asker, is_open: bool) -> Answer<'_, Vec<Pull>> {
        let by = by.clone();
        Box::pin(async move { self.list_pulls(&by, is_open).await })
    }

    fn pull(&self, by: &Asker, number: u64) -> Answer<'_, Pull> {
        let by = by.clone();
        Box::pin(async move { self.find_pull(&by, number).await })
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

/// The commit that a branch's name or a commit's own names.
///
/// # Errors
/// [`git::Error::NotFound`].
pub fn resolve(git: &Repository, name: &str) -> git::Result<ObjectId> {
    match (name.parse::<ObjectId>(), BranchName::new(name)) {
        (Ok(commit), _) => git.commit_entry(commit).map(|entry| entry.commit),
        (Err(_), Ok(branch)) => git.head(&branch),
        (Err(_), Err(_)) => Err(git::Error::NotFound),
    }
}

/// The same, where nothing that is named means the default branch.
///
/// # Errors
/// [`git::Error::NotFound`].
pub fn resolve_or_default(git: &Repository, name: Option<&str>) -> git::Result<ObjectId> {
    match name {
        Some(name) => resolve(git, name),
        None => git.head(&git.default_branch()?),
    }
}
