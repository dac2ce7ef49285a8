//! Branches of a repository on GitHub.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Client, Error, Page, RepoName, Result, ask::Ask, name::part, said::Said};
use crate::git::{BranchName, ObjectId};

/// A branch on GitHub.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    pub name: BranchName,
    pub commit: ObjectId,
    /// Whether GitHub keeps rules for it.
    pub is_protected: bool,
}

#[derive(Serialize, Deserialize)]
struct WireBranch {
    name: String,
    commit: WireCommit,
    #[serde(default)]
    protected: bool,
}

/// Whatever has the name of a commit in it.
#[derive(Serialize, Deserialize)]
pub(super) struct WireCommit {
    pub sha: String,
}

impl WireCommit {
    pub fn id(&self) -> Result<ObjectId> {
        self.sha.parse().map_err(|_| Error::strange("the name of a commit"))
    }
}

impl Client {
    /// A page of the branches, in the order of their names. One whose name no branch can have here is left out.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn branches(&self, repo: &RepoName, page: u32) -> Result<Page<Branch>> {
        let heard: Page<WireBranch> = self.list(&repo.at("branches?"), page).await?;
        let items = heard.items.into_iter().filter_map(|wire| wire.branch().ok()).collect();
        Ok(Page { items, next: heard.next })
    }

    /// One branch.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn branch(&self, repo: &RepoName, name: &BranchName) -> Result<Branch> {
        self.read::<WireBranch>(repo.at(&format!("branches/{}", part(name.as_str())))).await?.branch()
    }

    /// Makes a branch at a commit that the repository holds.
    ///
    /// # Errors
    /// [`Error::Exists`]; [`Error::Invalid`] for a commit that is not there or a repository without any.
    pub async fn create_branch(&self, repo: &RepoName, name: &BranchName, at: ObjectId) -> Result<()> {
        let body = json!({ "ref": format!("refs/heads/{}", name.as_str()), "sha": at.to_string() });
        let ask = Ask::post(repo.at("git/refs"), body).where_refused(not_made);
        self.told::<Value>(ask).await.map(drop)
    }

    /// Removes a branch that stands at `expect`, or wherever it stands.
    ///
    /// GitHub has no condition for it: where the branch stands is asked just before.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`] when it stands elsewhere; [`Error::NotAllowed`] when it is protected.
    pub async fn delete_branch(&self, repo: &RepoName, name: &BranchName, expect: Option<ObjectId>) -> Result<()> {
        if let Some(expect) = expect
            && self.branch(repo, name).await?.commit != expect
        {
            return Err(Error::Stale);
        }
        let full = format!("heads/{}", name.as_str());
        let ask = Ask::delete(repo.at(&format!("git/refs/{}", part(&full))), None).where_refused(not_removed);
        self.bytes(ask).await.map(drop)
    }
}

impl WireBranch {
    fn branch(self) -> Result<Branch> {
        let name = BranchName::new(&self.name).map_err(|_| Error::strange("the name of a branch"))?;
        Ok(Branch { name, commit: self.commit.id()?, is_protected: self.protected })
    }
}

fn not_made(said: &Said) -> Option<Error> {
    match said.status {
        422 if said.mentions(&["already exists"]) => Some(Error::Exists("the branch".to_owned())),
        // A repository without a commit.
        409 => Some(Error::Invalid(said.message.clone())),
        _ => None,
    }
}

fn not_removed(said: &Said) -> Option<Error> {
    match said.status {
        422 if said.mentions(&["does not exist"]) => Some(Error::NotFound),
        409 | 422 if said.mentions(&["protected", "rule violations", "cannot delete"]) => {
            Some(Error::NotAllowed(said.message.clone()))
        }
        _ => None,
    }
}
