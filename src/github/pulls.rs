//! Pull requests on GitHub.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Client, Error, Page, RepoName, Result, ask::Ask, branches::WireCommit, repos::ADDRESS_CHARS_MAX, said::Said, words,
};
use crate::{
    git::{BranchName, ObjectId},
    kit::Timestamp,
};

/// Characters that are kept of what people write: GitHub's own bounds.
const TITLE_CHARS_MAX: usize = 256;
const BODY_CHARS_MAX: usize = 65_536;

/// Characters that are kept of a name.
const NAME_CHARS_MAX: usize = 255;

/// Which requests are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PullState {
    Open,
    Closed,
    All,
}

/// A pull request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pull {
    pub number: u64,
    pub title: String,
    pub body: String,
    pub is_open: bool,
    pub is_draft: bool,
    /// Who opened it; `ghost` when they are gone.
    pub author: String,
    /// What is to come in, and into what.
    pub head: Side,
    pub base: Side,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub merged_at: Option<Timestamp>,
    /// Absent in lists, and while GitHub finds out.
    pub is_mergeable: Option<bool>,
    /// The commit that it was merged as; before that, one that GitHub tries it out with.
    pub merge_commit: Option<ObjectId>,
    /// Where people look at it.
    pub page_url: String,
}

/// One of the two branches of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    pub branch: String,
    pub commit: ObjectId,
    /// Absent when it is gone.
    pub repo: Option<RepoName>,
}

/// A request to be opened, within one repository.
#[derive(Clone, Debug)]
pub struct OpenPull {
    pub title: String,
    pub body: String,
    pub head: BranchName,
    pub base: BranchName,
    pub is_draft: bool,
}

/// What is to become of a request; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct EditPull {
    pub title: Option<String>,
    pub body: Option<String>,
    pub is_open: Option<bool>,
}

/// How a request comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    Merge,
    Squash,
    Rebase,
}

/// A merge to be made.
#[derive(Clone, Debug)]
pub struct MergePull {
    /// Where the branch that comes in must stand.
    pub head: ObjectId,
    pub how: How,
    /// The first line of the commit's message, and the rest. Absent ones are GitHub's own.
    pub title: Option<String>,
    pub message: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WirePull {
    number: u64,
    title: String,
    #[serde(default)]
    body: Option<String>,
    state: String,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    user: Option<WireAuthor>,
    head: WireSide,
    base: WireSide,
    created_at: String,
    updated_at: String,
    #[serde(default)]
    merged_at: Option<String>,
    #[serde(default)]
    mergeable: Option<bool>,
    #[serde(default)]
    merge_commit_sha: Option<String>,
    #[serde(default)]
    html_url: String,
}

#[derive(Serialize, Deserialize)]
struct WireAuthor {
    login: String,
}

#[derive(Serialize, Deserialize)]
struct WireSide {
    #[serde(rename = "ref")]
    branch: String,
    sha: String,
    #[serde(default)]
    repo: Option<WireName>,
}

#[derive(Serialize, Deserialize)]
struct WireName {
    full_name: String,
}

impl Client {
    /// A page of the requests, the newest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn pulls(&self, repo: &RepoName, state: PullState, page: u32) -> Result<Page<Pull>> {
        let path = repo.at(&format!("pulls?state={}&sort=created&direction=desc&", state.word()));
        let heard: Page<WirePull> = self.list(&path, page).await?;
        let items = heard.items.into_iter().map(WirePull::pull).collect::<Result<_>>()?;
        Ok(Page { items, next: heard.next })
    }

    /// One request.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn pull(&self, repo: &RepoName, number: u64) -> Result<Pull> {
        self.read::<WirePull>(repo.at(&format!("pulls/{number}"))).await?.pull()
    }

    /// Opens a request.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is an open one of the same branches; [`Error::Invalid`] when one of these is not
    /// there, or has nothing that the other one has not.
    pub async fn open_pull(&self, repo: &RepoName, open: &OpenPull) -> Result<Pull> {
        let body = json!({
            "title": open.title,
            "body": open.body,
            "head": open.head.as_str(),
            "base": open.base.as_str(),
            "draft": open.is_draft,
        });
        self.told::<WirePull>(Ask::post(repo.at("pulls"), body).where_refused(not_opened)).await?.pull()
    }

    /// Says something else of a request, closes it, or opens it again.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`].
    pub async fn edit_pull(&self, repo: &RepoName, number: u64, edit: &EditPull) -> Result<Pull> {
        let mut body = Map::new();
        body.extend(edit.title.clone().map(|title| ("title".to_owned(), Value::from(title))));
        body.extend(edit.body.clone().map(|text| ("body".to_owned(), Value::from(text))));
        let state = edit.is_open.map(|is_open| if is_open { "open" } else { "closed" });
        body.extend(state.map(|state| ("state".to_owned(), Value::from(state))));
        self.told::<WirePull>(Ask::patch(repo.at(&format!("pulls/{number}")), body.into())).await?.pull()
    }

    /// Merges a request, and answers the commit.
    ///
    /// # Errors
    /// [`Error::Stale`] when its branch stands elsewhere; [`Error::Conflict`]; [`Error::NotAllowed`] when GitHub wants
    /// something done before.
    pub async fn merge_pull(&self, repo: &RepoName, number: u64, merge: &MergePull) -> Result<ObjectId> {
        let mut body = json!({ "sha": merge.head.to_string(), "merge_method": merge.how.word() });
        if let Some(title) = &merge.title {
            body["commit_title"] = title.as_str().into();
        }
        if let Some(message) = &merge.message {
            body["commit_message"] = message.as_str().into();
        }
        let ask = Ask::put(repo.at(&format!("pulls/{number}/merge")), body).where_refused(not_merged);
        self.told::<WireCommit>(ask).await?.id()
    }
}

impl PullState {
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }
}

impl How {
    fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Squash => "squash",
            Self::Rebase => "rebase",
        }
    }
}

impl WirePull {
    fn pull(self) -> Result<Pull> {
        let moment = |text: &str| words::moment(text).ok_or_else(|| Error::strange("a date"));
        let author = self.user.map(|user| user.login).unwrap_or_default();
        Ok(Pull {
            number: self.number,
            title: words::line::<TITLE_CHARS_MAX>(&self.title, "?"),
            body: words::lines(&self.body.unwrap_or_default(), BODY_CHARS_MAX),
            is_open: self.state == "open",
            is_draft: self.draft,
            author: words::line::<NAME_CHARS_MAX>(&author, "ghost"),
            head: self.head.side()?,
            base: self.base.side()?,
            created_at: moment(&self.created_at)?,
            updated_at: moment(&self.updated_at)?,
            merged_at: self.merged_at.as_deref().and_then(words::moment),
            is_mergeable: self.mergeable,
            merge_commit: self.merge_commit_sha.and_then(|sha| sha.parse().ok()),
            page_url: words::line::<ADDRESS_CHARS_MAX>(&self.html_url, ""),
        })
    }
}

impl WireSide {
    fn side(self) -> Result<Side> {
        let commit = self.sha.parse().map_err(|_| Error::strange("the name of a commit"))?;
        let repo = self.repo.and_then(|repo| repo.full_name.parse().ok());
        Ok(Side { branch: words::line::<NAME_CHARS_MAX>(&self.branch, "?"), commit, repo })
    }
}

fn not_opened(said: &Said) -> Option<Error> {
    let is_there = said.status == 422 && said.mentions(&["already exists"]);
    is_there.then(|| Error::Exists("an open pull request of these branches".to_owned()))
}

/// A branch that has moved comes as 409; whatever else keeps a request from coming in, as 405.
fn not_merged(said: &Said) -> Option<Error> {
    match said.status {
        405 if said.mentions(&["not mergeable", "conflict"]) => Some(Error::Conflict),
        _ => None,
    }
}
