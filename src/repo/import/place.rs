//! Where an import is put together, and how it gets its place.

use super::{
    super::{RepoId, Repos, Result, repos::STAGING},
    ImportId,
    bring::Arriving,
};
use crate::git::{self, BranchName, Repository};

impl Repos {
    /// Makes a place where an import is put together.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub(super) async fn arrive(&self, import: ImportId) -> Result<Arriving> {
        let arriving = Arriving(self.folder.join(STAGING).join(format!("{import}.git")));
        let path = arriving.path().to_owned();
        let first = BranchName::new("main").map_err(|error| git::Error::Invalid(error.to_string()))?;
        self.block(move || Repository::create(&path, &first).map(drop)).await?;
        Ok(arriving)
    }

    /// Gives what has arrived its place.
    ///
    /// # Errors
    /// Whatever the disk refuses.
    pub(super) async fn settle(&self, arriving: Arriving, id: RepoId) -> Result<BranchName> {
        let (folder, to) = (self.folder.clone(), self.path(id));
        self.block(move || {
            let refused = |error: std::io::Error| git::Error::Unavailable(error.to_string());
            let default = Repository::open(arriving.path())?.default_branch()?;
            std::fs::rename(arriving.path(), &to).map_err(refused)?;
            crate::db::sync_folder(&folder).map_err(refused)?;
            Ok(default)
        })
        .await
    }
}
