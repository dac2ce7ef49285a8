//! `/workspace/github/{owner}/{repository}`: a repository on GitHub that is not here, looked into over GitHub's REST API, one
//! folder or file at a time; a text can be changed, as a commit of its own.

use actix_web::{
    HttpResponse,
    web::{Data, Path, Query},
};
use serde::Deserialize;

use super::{
    at::author_of,
    there::{Edit, There, Touched},
    verbs,
    view::{
        Notice,
        look::{LookPage, address},
    },
};
use crate::{
    account::SignedIn,
    git::{self, BranchName, Message, ObjectId, TreePath},
    github::{Branch, Contents, RemoteRepo},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
        state::State,
    },
};

/// Bytes of a text that a page shows, and of one that its form takes.
const TEXT_BYTES_MAX: u64 = 1 << 20;

#[derive(Deserialize)]
pub struct Named {
    pub owner: String,
    pub repository: String,
}

#[derive(Deserialize)]
pub struct Asked {
    branch: Option<String>,
    #[serde(default)]
    path: String,
    /// Whether to change what is there.
    edit: Option<String>,
    done: Option<String>,
}

#[derive(Deserialize)]
pub struct SaveFields {
    branch: String,
    path: String,
    /// The file that was shown.
    expect: String,
    content: String,
    /// Whether its lines ended with two characters.
    has_carriage_returns: Option<String>,
    #[serde(default)]
    message: String,
    /// A branch to be made for it; empty for the one that was shown.
    #[serde(default)]
    to: String,
}

/// What is to be seen.
pub(super) struct Seen {
    pub repo: RemoteRepo,
    pub branches: Vec<Branch>,
    pub has_more_branches: bool,
    /// Absent in a repository without a commit.
    pub branch: Option<BranchName>,
    pub path: Option<TreePath>,
    pub what: What,
}

/// What stands at a path.
pub(super) enum What {
    Nothing,
    Folder(Vec<crate::github::Entry>),
    Text {
        blob: ObjectId,
        text: String,
    },
    /// What no page shows, and why, and how long it is.
    Bytes(u64),
    TooLarge(u64),
    Other,
}

/// A text that is being changed.
pub(super) struct Draft {
    pub expect: ObjectId,
    pub content: String,
    pub has_carriage_returns: bool,
    pub message: String,
    pub to: String,
    /// What stands there meanwhile.
    pub theirs: Option<String>,
}

/// `GET /workspace/github/{owner}/{repository}`.
///
/// # Errors
/// 403 without a token that opens it, 404; 429, 503 as GitHub says.
pub async fn show(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    named: Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse> {
    let there = There::find(&state, &user, &named.owner, &named.repository).await?;
    let seen = see(&there, asked.branch.as_deref(), &asked.path).await?;
    let notice = asked.done.is_some().then(|| Notice { kind: "ok", text: page.say("look-saved") });
    let draft = match &seen.what {
        What::Text { blob, text } if asked.edit.is_some() && seen.repo.permissions.push => Some(Draft {
            expect: *blob,
            content: text.clone(),
            has_carriage_returns: text.contains("\r\n"),
            message: String::new(),
            to: String::new(),
            theirs: None,
        }),
        _ => None,
    };
    html(&LookPage::new(page, seen, draft, notice))
}

/// `POST /workspace/github/{owner}/{repository}`: saves one text. Whoever comes too late is shown both.
///
/// # Errors
/// 403, 404; what GitHub has against it stands on the page, with the text.
pub async fn save(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    named: Path<Named>,
    Form(fields): Form<SaveFields>,
) -> Result<HttpResponse> {
    let there = There::find(&state, &user, &named.owner, &named.repository).await?;
    let invalid = |field: &'static str, why: &dyn std::fmt::Display| Error::invalid(field, why.to_string());
    let branch = BranchName::new(&fields.branch).map_err(|bad| invalid("branch", &bad))?;
    let path = TreePath::new(&fields.path).map_err(|bad| invalid("path", &bad))?;
    let expect: ObjectId = fields.expect.parse().map_err(|_| invalid("expect", &"this names no file"))?;
    let usual = page.say_with("code-message-change", &[("path", path.to_string())]);
    let text = if fields.message.trim().is_empty() { usual } else { fields.message.clone() };
    let message = Message::new(&text).map_err(|bad| invalid("message", &bad))?;
    let content = verbs::text_of_form(&fields.content, fields.has_carriage_returns.is_some());
    let edit = Edit::Put { content: content.clone().into_bytes(), expect: Some(expect) };
    let to = match fields.to.trim() {
        "" => branch.clone(),
        to => BranchName::new(to).map_err(|bad| invalid("to", &bad))?,
    };
    let wanted = Touched { branch: to.clone(), path: path.clone(), message, author: author_of(&user) };
    let changed =
        if to == branch { there.change(&wanted, &edit).await } else { there.branch_off(&branch, &wanted, &edit).await };
    let Err(error) = changed else {
        return Ok(see_other(&address(there.name(), to.as_str(), Some(&path), "done=saved")));
    };
    let is_stale = matches!(error, git::Error::Stale { .. });
    let error = Error::from(error);
    let status = error.status;
    let seen = see(&there, Some(branch.as_str()), path.as_str()).await?;
    let (now, theirs) = match &seen.what {
        What::Text { blob, text } => (*blob, is_stale.then(|| text.clone())),
        _ => (expect, None),
    };
    let notice = if is_stale {
        Notice { kind: "danger", text: page.say("conflict-title") }
    } else {
        Notice::about(error, &page)?
    };
    let has_carriage_returns = fields.has_carriage_returns.is_some();
    let draft = Draft { expect: now, content, has_carriage_returns, message: fields.message, to: fields.to, theirs };
    html_with(status, &LookPage::new(page, seen, Some(draft), Some(notice)))
}

async fn see(there: &There, branch: Option<&str>, path: &str) -> Result<Seen> {
    let repo = there.repo().await?;
    let (branches, has_more_branches) = there.branches().await?;
    let path = match path {
        "" => None,
        path => Some(TreePath::new(path).map_err(|_| Error::not_found())?),
    };
    let branch = match branch {
        Some(name) => Some(BranchName::new(name).map_err(|_| Error::not_found())?),
        None => repo.default_branch.clone().filter(|_| !branches.is_empty()),
    };
    let what = match &branch {
        Some(branch) => look(there, branch, path.as_ref()).await?,
        None => What::Nothing,
    };
    Ok(Seen { repo, branches, has_more_branches, branch, path, what })
}

async fn look(there: &There, branch: &BranchName, path: Option<&TreePath>) -> Result<What> {
    Ok(match there.contents(branch.as_str(), path, TEXT_BYTES_MAX).await {
        Ok(Contents::Folder(entries)) => What::Folder(entries),
        Ok(Contents::File { blob, bytes }) => match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => What::Text { blob, text },
            Ok(text) => What::Bytes(text.len() as u64),
            Err(error) => What::Bytes(error.as_bytes().len() as u64),
        },
        Ok(Contents::Other(_)) => What::Other,
        Err(git::Error::TooLarge { max }) => What::TooLarge(max),
        Err(error) => return Err(error.into()),
    })
}
