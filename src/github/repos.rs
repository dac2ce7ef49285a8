//! Whose token it is, and which repositories it opens.

use serde::{Deserialize, Serialize};

use super::{Client, Error, Page, RepoName, Result, ask::Ask, words};
use crate::{git::BranchName, kit::Timestamp};

/// Characters that are kept of a description, of a login, and of an address.
const DESCRIPTION_CHARS_MAX: usize = 500;
const LOGIN_CHARS_MAX: usize = 100;
pub(super) const ADDRESS_CHARS_MAX: usize = 1_000;

/// Scopes that are kept of a token. GitHub has about forty.
const SCOPES_MAX: usize = 100;
const SCOPE_CHARS_MAX: usize = 50;

/// Whose token it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Login {
    pub id: u64,
    pub login: String,
    /// What the token may do, in GitHub's words such as `repo`; `None` for a token whose rights GitHub does not list.
    pub scopes: Option<Vec<String>>,
}

/// A repository on GitHub, as the owner of the token sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteRepo {
    /// Stays when the repository is renamed.
    pub id: u64,
    pub name: RepoName,
    pub is_private: bool,
    pub is_archived: bool,
    /// Absent when its name is one that branches can't have here.
    pub default_branch: Option<BranchName>,
    pub description: String,
    pub permissions: Permissions,
    pub pushed_at: Option<Timestamp>,
    /// As GitHub estimates it.
    pub size_kib: u64,
    /// Where git fetches from and pushes to: what GitHub says, unchecked.
    pub clone_url: String,
    /// Where people look at it.
    pub page_url: String,
}

/// What the owner of the token may do in a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Permissions {
    pub pull: bool,
    pub push: bool,
    pub admin: bool,
}

#[derive(Serialize, Deserialize)]
struct WireUser {
    id: u64,
    login: String,
}

#[derive(Serialize, Deserialize)]
struct WireRepo {
    id: u64,
    full_name: String,
    private: bool,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    default_branch: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    permissions: Option<Permissions>,
    #[serde(default)]
    pushed_at: Option<String>,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    clone_url: String,
    #[serde(default)]
    html_url: String,
}

impl Client {
    /// Whose token it is.
    ///
    /// # Errors
    /// [`Error::KeyRefused`] when it opens nothing.
    pub async fn who(&self) -> Result<Login> {
        let answer = self.ask(Ask::get("user".to_owned()), None).await?;
        let scopes = answer.header("x-oauth-scopes").map(scopes);
        let user: WireUser =
            serde_json::from_slice(&answer.whole().await?).map_err(|error| Error::malformed(&error))?;
        Ok(Login { id: user.id, login: words::line::<LOGIN_CHARS_MAX>(&user.login, "ghost"), scopes })
    }

    /// A page of the repositories that the owner of the token has or works on, the last pushed to first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn repos(&self, page: u32) -> Result<Page<RemoteRepo>> {
        let heard: Page<WireRepo> = self.list("user/repos?sort=pushed&direction=desc&", page).await?;
        let items = heard.items.into_iter().filter_map(|wire| wire.repo().ok()).collect();
        Ok(Page { items, next: heard.next })
    }

    /// One repository. One that was renamed answers under its new name.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for one that the owner of the token may not see.
    pub async fn repo(&self, repo: &RepoName) -> Result<RemoteRepo> {
        self.read::<WireRepo>(repo.at("")).await?.repo()
    }
}

impl WireRepo {
    fn repo(self) -> Result<RemoteRepo> {
        let name = self.full_name.parse().map_err(|_| Error::strange("the name of a repository"))?;
        Ok(RemoteRepo {
            id: self.id,
            name,
            is_private: self.private,
            is_archived: self.archived,
            default_branch: self.default_branch.and_then(|name| BranchName::new(&name).ok()),
            description: words::line::<DESCRIPTION_CHARS_MAX>(&self.description.unwrap_or_default(), ""),
            permissions: self.permissions.unwrap_or_default(),
            pushed_at: self.pushed_at.and_then(|text| words::moment(&text)),
            size_kib: self.size,
            clone_url: words::line::<ADDRESS_CHARS_MAX>(&self.clone_url, ""),
            page_url: words::line::<ADDRESS_CHARS_MAX>(&self.html_url, ""),
        })
    }
}

/// The header `X-OAuth-Scopes`: words with commas between them.
pub(super) fn scopes(header: &str) -> Vec<String> {
    let words = header.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.take(SCOPES_MAX).map(|word| words::line::<SCOPE_CHARS_MAX>(word, "?")).collect()
}
