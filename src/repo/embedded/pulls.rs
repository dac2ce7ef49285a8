//! Requests, as rows of the server's own file.

use super::Embedded;
use crate::{
    db::Tx,
    git::{BranchName, ObjectId},
    repo::{
        Error, NewPull, News, Pull, PullState, RepoId, Result, Role,
        forge::{Asker, PullChange},
        pull,
    },
};

impl Embedded {
    pub(super) async fn list_pulls(&self, by: &Asker, is_open: bool) -> Result<Vec<Pull>> {
        let repo = by.repo.clone();
        let pulls = self.platform.read(move |tx| pull::pulls(tx, &repo, is_open)).await?;
        let open = if is_open { pulls.clone() } else { self.open_pulls(by).await? };
        if !self.find_merged(by, open).await? {
            return Ok(pulls);
        }
        let repo = by.repo.clone();
        self.platform.read(move |tx| pull::pulls(tx, &repo, is_open)).await
    }

    pub(super) async fn find_pull(&self, by: &Asker, number: u64) -> Result<Pull> {
        let pull = self.read_pull(by, number).await?;
        let is_merged = pull.state == PullState::Open && self.find_merged(by, vec![pull.clone()]).await?;
        if is_merged { self.read_pull(by, number).await } else { Ok(pull) }
    }

    pub(super) async fn make_pull(&self, by: &Asker, new: NewPull) -> Result<Pull> {
        by.repo.require(Role::Write)?;
        if self.brings_nothing(by, &new).await? {
            return Err(Error::NothingToMerge);
        }
        let (repo, user, now) = (by.repo.clone(), by.user, self.ambient.now());
        let opened = self.platform.write(move |tx| pull::open_pull(tx, &repo, user, new, now)).await?;
        self.tell_of(by.repo.id, vec![News::of_pull(None, &opened, Some(by.user))]).await;
        Ok(opened)
    }

    /// Whether everything of the one branch is in the other one already.
    pub(in crate::repo) async fn brings_nothing(&self, by: &Asker, new: &NewPull) -> Result<bool> {
        let (from, into) = (new.from.clone(), new.into.clone());
        self.look(by, move |git| git.contains(git.head(&into)?, git.head(&from)?)).await
    }

    pub(super) async fn alter_pull(&self, by: &Asker, number: u64, change: PullChange) -> Result<Pull> {
        let (repo, user, now) = (by.repo.clone(), by.user, self.ambient.now());
        let alter = move |tx: &Tx| {
            let before = pull::pull(tx, &repo, number)?;
            let mut found = before.clone();
            if change.title.is_some() || change.body.is_some() {
                let (title, body) = (change.title.unwrap_or(found.title), change.body.unwrap_or(found.body));
                found = pull::change_pull(tx, &repo, number, (&title, &body))?;
            }
            let found = match change.is_open {
                Some(false) => pull::close_pull(tx, &repo, number, user, now)?,
                Some(true) => pull::reopen_pull(tx, &repo, number)?,
                None => found,
            };
            Ok((before, found))
        };
        let (before, now) = self.platform.write::<_, Error, _>(alter).await?;
        self.tell_of(by.repo.id, vec![News::of_pull(Some(&before), &now, Some(by.user))]).await;
        Ok(now)
    }

    /// Notes a merge for the request that has asked for it.
    pub(super) async fn note_merged(&self, by: &Asker, (from, into): (BranchName, BranchName), made: ObjectId) {
        let (id, user, now) = (by.repo.id, Some(by.user), self.ambient.now());
        let noted: Result<Option<Pull>> =
            self.platform.write(move |tx| pull::note_merged(tx, id, (&from, &into), made, user, now)).await;
        match noted {
            Ok(merged) => self.tell_of(id, vec![merged.and_then(|pull| News::of_pull(None, &pull, user))]).await,
            // The merge stands; whoever looks at the request next finds that out.
            Err(error) => tracing::warn!(repository.id = %id, "a merge could not be noted: {error}"),
        }
    }

    async fn tell_of(&self, id: RepoId, news: Vec<Option<News>>) {
        self.repos.note(id, news.into_iter().flatten().collect()).await;
    }

    async fn read_pull(&self, by: &Asker, number: u64) -> Result<Pull> {
        let repo = by.repo.clone();
        self.platform.read(move |tx| pull::pull(tx, &repo, number)).await
    }

    async fn open_pulls(&self, by: &Asker) -> Result<Vec<Pull>> {
        let repo = by.repo.clone();
        self.platform.read(move |tx| pull::pulls(tx, &repo, true)).await
    }

    /// Notes those of the open requests whose branch has come into the other one by a push, or by a merge that could not be
    /// noted. Answers whether there is one.
    async fn find_merged(&self, by: &Asker, open: Vec<Pull>) -> Result<bool> {
        if open.is_empty() {
            return Ok(false);
        }
        let merged = self.look(by, move |git| {
            let mut merged = Vec::new();
            for Pull { from, into, .. } in open {
                let (Some(tip), Some(commit)) = (git.find_head(&into)?, git.find_head(&from)?) else { continue };
                if git.contains(tip, commit)? {
                    merged.push((from, into, tip));
                }
            }
            Ok(merged)
        });
        let (merged, id, now) = (merged.await?, by.repo.id, self.ambient.now());
        if merged.is_empty() {
            return Ok(false);
        }
        let note = move |tx: &Tx| {
            let merged =
                merged.iter().map(|(from, into, tip)| pull::note_merged(tx, id, (from, into), *tip, None, now));
            merged.collect::<Result<Vec<_>>>()
        };
        let noted = self.platform.write::<_, Error, _>(note).await?;
        self.tell_of(id, noted.iter().flatten().map(|pull| News::of_pull(None, pull, None)).collect()).await;
        Ok(true)
    }
}
