//! A repository on GitHub that has no mirror here, through GitHub's REST API.

use crate::{
    account::SignedIn,
    git::{self, Author, BranchName, Message, ObjectId, TreePath},
    github::{self, Branch, Client, Contents, DeleteFile, PutFile, RemoteRepo, RepoName},
    web::{
        error::{Error, Result},
        state::State,
        workspace::github::offered,
    },
};

/// Bytes of a file that is read there at once, in memory: GitHub gives no part of one. Larger ones are read in a mirror.
pub const READ_BYTES_MAX: u64 = 16 << 20;

/// How often a change is tried that was kept away by others who changed something else at that moment.
const TRIES_MAX: u32 = 3;

/// Somebody who looks into a repository there.
pub struct There {
    client: Client,
    name: RepoName,
}

/// Where a change is made, and what is said of it.
#[derive(Clone, Debug)]
pub struct Touched {
    pub branch: BranchName,
    pub path: TreePath,
    pub message: Message,
    pub author: Author,
}

/// What is done with one file.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Nothing was there where nothing is expected.
    Put {
        content: Vec<u8>,
        expect: Option<ObjectId>,
    },
    Delete {
        expect: ObjectId,
    },
}

/// What has come of it.
pub struct Made {
    pub commit: ObjectId,
    /// Absent for a file that is gone.
    pub blob: Option<ObjectId>,
}

impl There {
    /// The repository that an address names. Whether there is one is not asked yet.
    ///
    /// # Errors
    /// 403 without a token, 404.
    pub async fn find(state: &State, user: &SignedIn, owner: &str, name: &str) -> Result<Self> {
        offered(state)?;
        let name = RepoName::new(owner, name).map_err(|_| Error::not_found())?;
        Ok(Self { client: state.github.client_of(user.user_id).await?, name })
    }

    #[must_use]
    pub const fn name(&self) -> &RepoName {
        &self.name
    }

    /// What GitHub says of it.
    ///
    /// # Errors
    /// [`git::Error`], as the others.
    pub async fn repo(&self) -> git::Result<RemoteRepo> {
        Ok(self.client.repo(&self.name).await?)
    }

    /// Its branches, as many as GitHub tells at once, and whether there are more.
    ///
    /// # Errors
    /// [`git::Error`].
    pub async fn branches(&self) -> git::Result<(Vec<Branch>, bool)> {
        let page = self.client.branches(&self.name, 1).await?;
        Ok((page.items, page.next.is_some()))
    }

    /// The commit at which a branch stands, or that is named; the default branch's where nothing is.
    ///
    /// # Errors
    /// [`git::Error`].
    pub async fn commit(&self, at: Option<&str>) -> git::Result<ObjectId> {
        let name = match at {
            Some(at) => match at.parse::<ObjectId>() {
                Ok(commit) => return Ok(commit),
                Err(_) => BranchName::new(at).map_err(|_| git::Error::NotFound)?,
            },
            None => self.repo().await?.default_branch.ok_or(git::Error::NotFound)?,
        };
        Ok(self.client.branch(&self.name, &name).await?.commit)
    }

    /// What stands at a path.
    ///
    /// # Errors
    /// [`git::Error::TooLarge`] for a file of more than `bytes_max`.
    pub async fn contents(&self, at: &str, path: Option<&TreePath>, bytes_max: u64) -> git::Result<Contents> {
        Ok(self.client.contents(&self.name, Some(at), path, bytes_max).await?)
    }

    /// Changes one file, as a commit there.
    ///
    /// # Errors
    /// [`git::Error::Stale`], with the file that stands there now, when it is not the one that was expected.
    pub async fn change(&self, wanted: &Touched, edit: &Edit) -> git::Result<Made> {
        let mut tries = 1;
        loop {
            match self.try_change(wanted, edit).await {
                Err(github::Error::Stale) => {}
                other => return Ok(other?),
            }
            let now = self.blob(&wanted.branch, &wanted.path).await?;
            let expected = match edit {
                Edit::Put { expect, .. } => *expect,
                Edit::Delete { expect } => Some(*expect),
            };
            // Others have changed something else: that is in nobody's way.
            if now.is_some_and(|(_, blob)| blob == expected) && tries < TRIES_MAX {
                tries += 1;
                continue;
            }
            let file = now.map(|(_, blob)| (wanted.path.clone(), blob));
            return Err(git::Error::Stale { head: now.map(|(head, _)| head), file });
        }
    }

    /// The same on a branch that is made for it where another one stands. It is removed when nothing comes of that.
    ///
    /// # Errors
    /// [`git::Error::Exists`]; else as [`Self::change`].
    pub async fn branch_off(&self, from: &BranchName, wanted: &Touched, edit: &Edit) -> git::Result<Made> {
        let head = self.client.branch(&self.name, from).await?.commit;
        self.client.create_branch(&self.name, &wanted.branch, head).await?;
        let made = self.change(wanted, edit).await;
        if made.is_err()
            && let Err(error) = self.client.delete_branch(&self.name, &wanted.branch, Some(head)).await
        {
            tracing::warn!("a branch on GitHub that nothing came to stays behind: {error}");
        }
        made
    }

    async fn try_change(&self, wanted: &Touched, edit: &Edit) -> github::Result<Made> {
        let Touched { branch, path, message, author } = wanted.clone();
        match edit.clone() {
            Edit::Put { content, expect } => {
                let put = PutFile { branch, path, content, expect, message, author: Some(author) };
                let made = self.client.put_file(&self.name, &put).await?;
                Ok(Made { commit: made.commit, blob: Some(made.blob) })
            }
            Edit::Delete { expect } => {
                let delete = DeleteFile { branch, path, expect, message, author: Some(author) };
                Ok(Made { commit: self.client.delete_file(&self.name, &delete).await?, blob: None })
            }
        }
    }

    /// Where a branch stands, and the file that stands at a path there; `None` when the branch is gone.
    async fn blob(&self, branch: &BranchName, path: &TreePath) -> git::Result<Option<(ObjectId, Option<ObjectId>)>> {
        let head = match self.client.branch(&self.name, branch).await {
            Ok(found) => found.commit,
            Err(github::Error::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let found = self.client.contents(&self.name, Some(&head.to_string()), Some(path), READ_BYTES_MAX).await;
        match found {
            Ok(Contents::File { blob, .. }) => Ok(Some((head, Some(blob)))),
            Ok(Contents::Folder(_) | Contents::Other(_)) | Err(github::Error::NotFound) => Ok(Some((head, None))),
            // It is another one: it could not be written.
            Err(github::Error::TooLarge { .. }) => Err(git::Error::Stale { head: Some(head), file: None }),
            Err(error) => Err(error.into()),
        }
    }
}
