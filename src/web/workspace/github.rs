//! `/workspace/github`: what opens GitHub for a user, and which of its repositories they work on here.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    at::author_of,
    verbs::{self, FIRST_BRANCH, Wanted},
    view::{Notice, base, github::GitHubPage},
};
use crate::{
    account::{SignedIn, UserId},
    git::{self, BranchName},
    github::{Page as Listed, RemoteRepo},
    repo::{
        self, Origin, Repo, RepoName, Visibility,
        import::{Address, Import, NewImport, Source},
        mirror::Account,
    },
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
        state::State,
    },
};

#[derive(Deserialize)]
pub struct Asked {
    page: Option<u32>,
    done: Option<Done>,
}

/// What has come of connecting, or of taking that back.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Done {
    Connected,
    /// A token that was made by hand.
    Forgotten,
    Disconnected,
    /// Forgotten here, and GitHub could not be told.
    Untold,
    Denied,
    /// Less was given than is needed.
    Lacking,
    /// Nobody here has asked for this answer, or not for so long.
    Unknown,
    Refused,
    /// This server's app is not accepted.
    App,
    Away,
}

#[derive(Deserialize)]
pub struct OpenFields {
    #[serde(default)]
    repository: String,
}

/// What there is to choose from.
#[derive(Default)]
pub(super) struct Offer {
    pub account: Option<Account>,
    /// Whether users may let this server in there with a click.
    pub has_app: bool,
    /// Whether what they have given opens nothing any more.
    pub is_shut: bool,
    pub list: Option<Listed<RemoteRepo>>,
    /// Those that are here.
    pub mirrors: Vec<Repo>,
}

/// What became of a wish to work on a repository.
pub enum Opened {
    Here(Box<Repo>),
    Coming(Box<Import>),
}

/// `GET /workspace/github`.
///
/// # Errors
/// 404 where the operator does not offer it.
pub async fn show(user: SignedIn, state: Data<State>, page: Page, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    html(&shown(&state, &user, page, asked.page.unwrap_or(1), String::new(), notice).await?)
}

/// `POST /workspace/github/open`: leads to the repository, or to where one sees it come.
///
/// # Errors
/// 404; what keeps it from coming stands on the page.
pub async fn open(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Form(fields): Form<OpenFields>,
) -> Result<HttpResponse> {
    match bring(&state, &user, &fields.repository).await {
        Ok(Opened::Here(repo)) => Ok(see_other(&base(&repo))),
        Ok(Opened::Coming(import)) => Ok(see_other(&format!("/workspace/imports/{}", import.id))),
        Err(error) => refused(&state, &user, page, fields.repository, error).await,
    }
}

/// Has a repository of GitHub come here, unless it is here already.
///
/// # Errors
/// 400 for what is no name; 403 without a token that opens it; 429, 503 as GitHub says.
pub async fn bring(state: &State, user: &SignedIn, name: &str) -> Result<Opened> {
    offered(state)?;
    let origin: Origin = name.trim().parse().map_err(|_| Error::invalid("repository", "expected OWNER/NAME"))?;
    if let Ok(repo) = state.github.find(user.user_id, origin.clone()).await {
        if repo.is_archived() {
            let again = repo.clone();
            state.platform.write(move |tx| repo::restore(tx, &again)).await?;
        }
        return Ok(Opened::Here(Box::new(repo)));
    }
    let client = state.github.client_of(user.user_id).await?;
    let found = client.repo(&origin).await.map_err(git::Error::from)?;
    let can_push = found.permissions.push && !found.is_archived;
    let description = found.description.chars().take(DESCRIPTION_CHARS).collect();
    // Of a repository without a commit nothing comes: the first one is made here and pushed.
    let branches = client.branches(&found.name, 1).await.map_err(git::Error::from)?;
    if branches.items.is_empty() && branches.next.is_none() {
        let usual = BranchName::new(FIRST_BRANCH).map_err(Error::internal)?;
        let wanted = Wanted {
            name: name_here(&found.name),
            description,
            visibility: Visibility::Private,
            first_branch: found.default_branch.unwrap_or(usual),
            origin: Some((found.name, can_push)),
        };
        return Ok(Opened::Here(Box::new(verbs::create(state, user, wanted).await?)));
    }
    let source = Source::Site(Address {
        site: state.github.site_of(&found.name).map_err(Error::internal)?,
        token: state.github.token(user.user_id).await?,
    });
    let new = NewImport {
        name: name_here(&found.name),
        description,
        visibility: Visibility::Private,
        source,
        origin: Some((found.name, can_push)),
    };
    Ok(Opened::Coming(Box::new(state.importer.begin(user, author_of(user), new)?)))
}

/// Characters of a description that are taken over.
const DESCRIPTION_CHARS: usize = 300;

/// What a mirror is called in rows; people see what it is called on GitHub.
fn name_here(origin: &Origin) -> RepoName {
    let spelt = origin.name().trim_start_matches(['.', '-', '_']).trim_end_matches('.');
    RepoName::new(spelt).unwrap_or_else(|_| RepoName::fallback())
}

/// Nothing of it is there where the operator does not offer it.
///
/// # Errors
/// 404.
pub fn offered(state: &State) -> Result<()> {
    if state.github.is_enabled() { Ok(()) } else { Err(Error::not_found()) }
}

/// The page, and what has gone wrong.
///
/// # Errors
/// 404 where the operator does not offer it.
pub(super) async fn refused(
    state: &State,
    user: &SignedIn,
    page: Page,
    asked: String,
    error: Error,
) -> Result<HttpResponse> {
    let status = error.status;
    let text = match (error.code, error.field.as_deref()) {
        ("invalid", Some("repository")) => page.say("github-error-name"),
        ("invalid", Some("token")) => page.say("github-error-token"),
        ("not_found", _) if state.github.is_enabled() => page.say("github-error-unknown"),
        _ => Notice::about(error, &page)?.text,
    };
    let notice = Some(Notice { kind: "danger", text });
    html_with(status, &shown(state, user, page, 1, asked, notice).await?)
}

async fn shown(
    state: &State,
    user: &SignedIn,
    page: Page,
    number: u32,
    asked: String,
    mut notice: Option<Notice>,
) -> Result<GitHubPage> {
    offered(state)?;
    let account = state.github.account(user.user_id).await?;
    let mut offer = Offer { account, has_app: state.github.has_app(), ..Offer::default() };
    if offer.account.is_some() {
        let id = user.user_id;
        offer.mirrors = state.platform.read(move |tx| repo::list(tx, id)).await?;
        offer.mirrors.retain(|repo| repo.origin.is_some() && !repo.is_archived());
        match listed(state, id, number).await {
            Ok(list) => offer.list = Some(list),
            Err(error) => {
                offer.is_shut = matches!(error, repo::Error::Git(git::Error::KeyRefused));
                // What is wrong otherwise is said already.
                notice = notice.or_else(|| Some(Notice { kind: "danger", text: error.to_string() }));
            }
        }
    }
    Ok(GitHubPage::new(page, offer, asked, notice))
}

async fn listed(state: &State, user: UserId, number: u32) -> repo::Result<Listed<RemoteRepo>> {
    Ok(state.github.client_of(user).await?.repos(number).await.map_err(git::Error::from)?)
}
