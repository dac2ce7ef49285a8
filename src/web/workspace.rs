//! Repositories and their branches: the pages, and what pages and programs share.
//!
//! Everything is plain links and forms. The branch stands in every address, so that a link leads whoever gets it to the
//! same place.

pub(super) mod at;
mod bytes;
mod chat;
mod code;
mod compare;
mod connect;
pub(super) mod github;
mod images;
pub(super) mod import;
mod look;
mod manage;
mod media;
mod open;
pub(in crate::web) mod place;
pub(super) mod preview;
mod pulls;
mod review;
pub(super) mod scenes;
mod sounds;
pub(super) mod step;
pub(super) mod there;
pub(super) mod verbs;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Query, ServiceConfig, get, post, resource},
};
use serde::Deserialize;

use super::{
    answer::{html, see_other},
    error::{Error, Result},
    extract::Form,
    page::Page,
    state::State,
};
use crate::{
    account::SignedIn,
    git::BranchName,
    repo::{self, Repo, RepoName, Visibility, Visit},
};
use at::At;
use place::{Place, Tab, address};
use verbs::{FIRST_BRANCH, Wanted};
use view::{Done, Notice, index::IndexPage};

/// Branches that stand above the list of repositories.
const RECENT_MAX: usize = 6;

/// Repositories that the palette is told of: the last changed. The page has all of them.
const WAYS_MAX: usize = 200;

/// Every page of repositories.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/workspace").route(get().to(index)))
        .service(resource("/workspace/repositories").route(post().to(create)))
        .service(resource("/preview/{pass}/{path:.*}").route(get().to(preview::serve)))
        .service(resource("/workspace/new").route(get().to(open::ask)).route(post().to(open::go)))
        .service(resource("/workspace/github").route(get().to(github::show)))
        .service(resource("/workspace/github/connect").route(post().to(connect::with_token)))
        .service(resource("/workspace/github/authorize").route(get().to(connect::begin)))
        .service(resource("/workspace/github/callback").route(get().to(connect::end)))
        .service(resource("/workspace/github/forget").route(post().to(connect::forget)))
        .service(resource("/workspace/github/open").route(post().to(github::open)))
        .service(
            resource("/workspace/github/{owner}/{repository}").route(get().to(look::show)).route(post().to(look::save)),
        )
        .service(resource("/workspace/import").route(get().to(import::ask)).route(post().to(import::begin)))
        .service(resource("/workspace/imports/{id}").route(get().to(import::show)))
        .service(resource("/workspace/imports/{id}/end").route(post().to(import::end)))
        .service(resource("/agents/{id}/review").route(get().to(review::show)))
        .service(resource("/agents/{id}/remarks").route(post().to(review::remark)))
        .service(resource("/agents/{id}/finish").route(post().to(review::finish)));
    for provider in ["local", "github"] {
        of_repository(app, provider);
    }
}

/// Every page of one repository, wherever it really is.
fn of_repository(app: &mut ServiceConfig, provider: &str) {
    let at = |rest: &str| resource(format!("/{provider}/{{owner}}/{{repository}}{rest}"));
    app.service(at("").route(get().to(top)))
        // No branch's name begins with a hyphen.
        .service(at("/-/settings").route(get().to(manage::show)).route(post().to(manage::change)))
        .service(at("/-/members").route(post().to(manage::set_member)))
        .service(at("/-/members/remove").route(post().to(manage::remove_member)))
        .service(at("/-/archive").route(post().to(manage::archive)))
        .service(at("/-/restore").route(post().to(manage::restore)))
        .service(at("/-/branches").route(get().to(manage::branches)).route(post().to(manage::create_branch)))
        .service(at("/-/branches/delete").route(post().to(manage::delete_branch)))
        .service(at("/-/commit/{commit}").route(get().to(compare::commit)))
        .service(at("/-/compare").route(get().to(compare::show)))
        .service(at("/-/merge").route(post().to(compare::merge)))
        .service(at("/-/pulls").route(get().to(pulls::list)).route(post().to(pulls::open)))
        .service(at("/-/pulls/{number}").route(get().to(pulls::show)).route(post().to(pulls::change)))
        .service(at("/-/scenes").route(post().to(scenes::change)))
        .service(at("/-/chat").route(post().to(chat::order)))
        .service(at("/-/first").route(post().to(code::first)))
        .service(at("/{rest:.*}").route(get().to(show)).route(post().to(code::change)));
}

/// What the form that led here has done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

#[derive(Clone, Default, Deserialize)]
pub struct NewFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    visibility: String,
}

/// A repository, or a branch of one, that somebody can go to.
pub(super) struct Way {
    pub href: String,
    pub repository: String,
    /// Absent for the repository itself.
    pub branch: Option<String>,
}

/// Where somebody can go among repositories: the branches that they were on lately, then what they may see.
///
/// # Errors
/// Whatever the database refuses.
pub(super) async fn ways(user: &SignedIn, state: &State) -> Result<Vec<Way>> {
    let (repos, visits) = known(user, state).await?;
    let name = |repo: &Repo| format!("{}/{}", repo.owner_part(), repo.name_part());
    let branches = visits.iter().map(|visit| Way {
        href: address(&view::base(&visit.repo), visit.branch.as_str(), Tab::Code, ""),
        repository: name(&visit.repo),
        branch: Some(visit.branch.to_string()),
    });
    let active = repos.iter().filter(|repo| !repo.is_archived()).take(WAYS_MAX);
    let tops = active.map(|repo| Way { href: view::base(repo), repository: name(repo), branch: None });
    Ok(branches.chain(tops).collect())
}

/// `GET /workspace`: the repositories that one may see.
///
/// # Errors
/// Whatever the database refuses.
pub async fn index(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Query(asked): Query<Asked>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    listed(&user, &state, page, &request, NewFields::default(), notice).await
}

/// `POST /workspace/repositories`: makes one, and leads there.
///
/// # Errors
/// Whatever the disk refuses; what is wrong with the form stands on the page.
pub async fn create(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    request: HttpRequest,
    Form(fields): Form<NewFields>,
) -> Result<HttpResponse> {
    let made = match RepoName::new(fields.name.trim()) {
        Ok(name) => {
            let wanted = Wanted {
                name,
                description: fields.description.clone(),
                visibility: Visibility::from_word(&fields.visibility).unwrap_or(Visibility::Private),
                first_branch: BranchName::new(FIRST_BRANCH).map_err(Error::internal)?,
                origin: None,
            };
            verbs::create(&state, &user, wanted).await
        }
        Err(_) => Err(Error::invalid("name", page.say("repo-error-name"))),
    };
    match made {
        Ok(repo) => Ok(see_other(&view::base(&repo))),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            listed(&user, &state, page, &request, fields, Some(notice)).await
        }
    }
}

async fn listed(
    user: &SignedIn,
    state: &State,
    page: Page,
    request: &HttpRequest,
    fields: NewFields,
    notice: Option<Notice>,
) -> Result<HttpResponse> {
    let (repos, visits) = known(user, state).await?;
    let origin = state.repos.program().map(|_| state.base_url(request));
    let from = (origin.as_deref(), state.github.is_enabled());
    html(&IndexPage::new(page, &repos, &visits, from, fields, notice, state.ambient.now()))
}

/// The repositories that somebody may see, and where they were lately.
async fn known(user: &SignedIn, state: &State) -> Result<(Vec<Repo>, Vec<Visit>)> {
    let id = user.user_id;
    let (repos, visits) =
        state.platform.read(move |tx| Ok::<_, repo::Error>((repo::list(tx, id)?, repo::visits(tx, id)?))).await?;
    Ok((repos, still_there(state, visits).await))
}

/// The visits whose branches are there, as many as a page shows.
async fn still_there(state: &State, visits: Vec<Visit>) -> Vec<Visit> {
    let mut there = Vec::new();
    for visit in visits.into_iter().take(RECENT_MAX) {
        let branch = visit.branch.clone();
        let head = state.repos.with(visit.repo.id, move |git| git.find_head(&branch)).await;
        if matches!(head, Ok(Some(_))) {
            there.push(visit);
        }
    }
    there
}

/// `GET /local/{owner}/{repository}`: its default branch; what to do next, for one that is still empty.
///
/// # Errors
/// 404.
pub async fn top(at: At, page: Page, request: HttpRequest) -> Result<HttpResponse> {
    let (branch, branches) = at.read(|git| Ok((git.default_branch()?, git.branches()?))).await?;
    match branches.iter().find(|each| each.name == branch).or(branches.first()) {
        Some(branch) => Ok(see_other(&address(&view::base(&at.repo), branch.name.as_str(), Tab::Code, ""))),
        None => code::empty(&at, page, &request, None),
    }
}

/// `GET /local/{owner}/{repository}/{branch}/…`.
///
/// # Errors
/// 404; 410 for a branch that is not there, on a page that says what to do.
pub async fn show(at: At, page: Page, request: HttpRequest, Query(asked): Query<code::Asked>) -> Result<HttpResponse> {
    let rest = rest(&request);
    let branches = at.read(crate::git::Repository::branches).await?;
    let Some(place) = Place::find(rest, &branches) else {
        return code::gone(&at, page, Place::meant(rest));
    };
    if place.tab != Tab::Raw {
        verbs::note_visit(&at, &place.branch).await;
    }
    match place.tab {
        Tab::Code => code::show(&at, page, &request, place, &asked).await,
        Tab::Preview => preview::show(&at, page, &request, &place).await,
        Tab::Scenes => scenes::show(&at, page, &request, place, &asked).await,
        Tab::Chat => chat::show(&at, page, &request, &place, asked.chat).await,
        Tab::History => code::history(&at, page, &request, place, &asked).await,
        Tab::Images => images::show(&at, page, &request, place).await,
        Tab::Sounds => sounds::show(&at, page, &request, place).await,
        Tab::Raw => code::raw(&at, place).await,
        Tab::File => bytes::show(&at, &request, place).await,
    }
}

/// The part of the address after the repository, as it was sent.
fn rest(request: &HttpRequest) -> &str {
    let mut parts = request.uri().path().splitn(5, '/');
    parts.nth(4).unwrap_or_default()
}
