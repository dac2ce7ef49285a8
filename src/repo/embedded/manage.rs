//! What becomes of a repository itself: what it is called, who sees it, whether it is put away.

use super::Embedded;
use crate::{
    db::Tx,
    repo::{Change, Error, News, Repo, Result, forge::Asker, verbs},
};

impl Embedded {
    /// Changes what is said of a repository, and who sees it.
    ///
    /// # Errors
    /// As [`verbs::change`].
    pub async fn change_repo(&self, by: &Asker, change: Change) -> Result<Repo> {
        let (repo, now) = (by.repo.clone(), self.ambient.now());
        self.alter(by, move |tx| verbs::change(tx, &repo, change, now).map(drop)).await
    }

    /// Puts a repository away.
    ///
    /// # Errors
    /// As [`verbs::archive`].
    pub async fn archive_repo(&self, by: &Asker) -> Result<Repo> {
        let (repo, now) = (by.repo.clone(), self.ambient.now());
        self.alter(by, move |tx| verbs::archive(tx, &repo, now)).await
    }

    /// Brings it back.
    ///
    /// # Errors
    /// As [`verbs::restore`].
    pub async fn restore_repo(&self, by: &Asker) -> Result<Repo> {
        let repo = by.repo.clone();
        self.alter(by, move |tx| verbs::restore(tx, &repo)).await
    }

    /// Does it, tells those who follow the repository, and answers how it stands then.
    async fn alter(&self, by: &Asker, verb: impl FnOnce(&Tx) -> Result<()> + Send + 'static) -> Result<Repo> {
        let (user, id) = (by.user, by.repo.id);
        let altered = self.platform.write::<_, Error, _>(move |tx| {
            let before = verbs::find_by_id(tx, user, id)?;
            verb(tx)?;
            Ok((before, verbs::find_by_id(tx, user, id)?))
        });
        let (before, now) = altered.await?;
        self.repos.note(id, News::of_repo(&before, &now, user)).await;
        Ok(now)
    }
}
