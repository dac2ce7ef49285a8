//! `/agents`: tasks as pages and forms: the list, a new one, the log of each, and what is to become of it.

mod list;
#[cfg(test)]
pub(super) mod samples;
mod shell;
mod steps;
mod view;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query, ServiceConfig, get, post, resource},
};
use serde::Deserialize;

use super::{
    answer::{html, html_with, moved, see_other},
    error::{Error, Result},
    extract::{Form, PathId},
    page::Page,
    state::State,
};
use crate::{
    account::{SignedIn, UserId},
    agent::{
        self, Agent, AgentId, AgentKind,
        machine::Order,
        step::{self, Step},
    },
    db::Tx,
    git::BranchName,
    repo::{self, Address},
    working::Wish,
};
use list::{AgentsPage, NewFields, Shown};
use shell::ShellNote;
pub(super) use view::state_key;
use view::{AgentPage, Notice};

/// Steps of a log that its page shows, the last ones. Programs read them all.
const STEPS_SHOWN_MAX: u64 = 400;

/// What the form of a task has asked for.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wanted {
    Cancel,
    Pause,
    Resume,
    Retry,
    /// The task once more, on a new branch.
    Fresh,
}

#[derive(Deserialize)]
pub struct OrderFields {
    action: Wanted,
}

#[derive(Deserialize)]
pub struct SayFields {
    #[serde(default)]
    text: String,
}

/// Every page of tasks.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/agents").route(get().to(show_all)).route(post().to(begin)))
        .service(resource("/agents/seen").route(post().to(see_all)))
        .service(resource("/agents/{id}").route(get().to(show)).route(post().to(order)))
        .service(resource("/agents/{id}/messages").route(post().to(say)))
        // Where agents were before. Saved desks are at /desk/sessions.
        .service(resource("/sessions").route(get().to(lead_to_all)))
        .service(resource("/sessions/{id}").route(get().to(lead_here)));
}

/// `GET /agents`.
///
/// # Errors
/// Whatever the database refuses.
async fn show_all(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Query(shown): Query<Shown>,
    Query(fields): Query<NewFields>,
) -> Result<HttpResponse> {
    html(&listed(&user, &state, page, shown, fields, None).await?)
}

/// `POST /agents`: gives a task, and leads to its log.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
async fn begin(user: SignedIn, state: Data<State>, page: Page, Form(fields): Form<NewFields>) -> Result<HttpResponse> {
    match given(&user, &state, &page, &fields).await {
        Ok(agent) => Ok(see_other(&place(agent.id))),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let page = listed(&user, &state, page, Shown::default(), fields, Some(notice)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /agents/seen`: none of the user's tasks that are over is new to them any more.
///
/// # Errors
/// Whatever the database refuses.
async fn see_all(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    state.agents.look_at_all(user.user_id).await?;
    Ok(see_other("/agents"))
}

/// `GET /agents/{id}`. Whoever has asked for the task has looked at it by that.
///
/// # Errors
/// 404.
async fn show(user: SignedIn, state: Data<State>, page: Page, id: PathId<AgentKind>) -> Result<HttpResponse> {
    html(&shown(&user, &state, page, id.0, None).await?)
}

/// `POST /agents/{id}`: what is to become of a task.
///
/// # Errors
/// 404; what keeps it from being done stands on the page.
async fn order(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    id: PathId<AgentKind>,
    Form(fields): Form<OrderFields>,
) -> Result<HttpResponse> {
    let (by, id) = (user.user_id, id.0);
    let done = match fields.action {
        Wanted::Cancel => state.agents.order(by, id, Order::Cancel).await,
        Wanted::Pause => state.agents.order(by, id, Order::Pause).await,
        Wanted::Resume => state.agents.order(by, id, Order::Resume).await,
        Wanted::Retry => state.agents.order(by, id, Order::Retry).await,
        Wanted::Fresh => state.agents.begin_again(by, id).await,
    };
    answered(&user, &state, page, id, done).await
}

/// `POST /agents/{id}/messages`: an answer, or more to do.
///
/// # Errors
/// 404; what keeps it from being heard stands on the page.
async fn say(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    id: PathId<AgentKind>,
    Form(fields): Form<SayFields>,
) -> Result<HttpResponse> {
    let done = state.agents.say(user.user_id, id.0, fields.text).await;
    answered(&user, &state, page, id.0, done).await
}

/// `GET /sessions`.
async fn lead_to_all() -> HttpResponse {
    moved("/agents")
}

/// `GET /sessions/{id}`.
async fn lead_here(id: PathId<AgentKind>) -> HttpResponse {
    moved(&place(id.0))
}

/// Notes that the reader has looked at a task, and counts anew for the page that shows it.
pub(super) async fn looked_at(state: &State, page: Page, by: UserId, agent: &Agent) -> Page {
    let Some(step) = agent.unseen else { return page };
    match state.agents.look_at(by, agent.id, step).await {
        Ok(news) => Page { news, ..page },
        Err(error) => {
            tracing::warn!(agent.id = %agent.id, "that a task was looked at is not noted: {error}");
            page
        }
    }
}

async fn given(user: &SignedIn, state: &State, page: &Page, fields: &NewFields) -> Result<Agent> {
    let (by, address) = (user.user_id, Address::parse(&fields.repo).ok_or_else(Error::not_found)?);
    let base = match fields.base.trim() {
        "" => None,
        base => Some(BranchName::new(base).map_err(|_| Error::not_found())?),
    };
    let repo = state.platform.read(move |tx| repo::find_at(tx, by, &address)).await?;
    let (task, language) = (fields.task.clone(), Some(page.lang().to_owned()));
    Ok(state.agents.begin(by, Wish { id: None, task, repository: repo.id, base, language }).await?)
}

async fn answered(
    user: &SignedIn,
    state: &State,
    page: Page,
    id: AgentId,
    done: agent::Result<Agent>,
) -> Result<HttpResponse> {
    match done {
        Ok(agent) => Ok(see_other(&place(agent.id))),
        Err(error) => {
            let notice = Notice::about(error.into(), &page)?;
            let page = shown(user, state, page, id, Some(notice)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn listed(
    user: &SignedIn,
    state: &State,
    page: Page,
    shown: Shown,
    fields: NewFields,
    notice: Option<Notice>,
) -> Result<AgentsPage> {
    let (by, filter) = (user.user_id, shown.filter());
    let read = move |tx: &Tx| -> agent::Result<_> { Ok((agent::list(tx, by, &filter)?, repo::list(tx, by)?)) };
    let (agents, repos) = state.platform.read(read).await?;
    let branches = list::branches(state, &repos, &fields.repo).await;
    let shell = ShellNote::of(state, user, &page);
    let found = list::Found { agents, repos, branches, user: user.name.clone(), shell };
    Ok(AgentsPage::new(page, &found, shown, fields, (state.agents.budget(), notice), state.ambient.now()))
}

async fn shown(user: &SignedIn, state: &State, page: Page, id: AgentId, notice: Option<Notice>) -> Result<AgentPage> {
    let by = user.user_id;
    let read = move |tx: &Tx| -> agent::Result<_> {
        let agent = agent::find(tx, by, id)?;
        let (place, last) = (agent::place_in_queue(tx, &agent)?, step::last_number(tx, id)?);
        let from = last.saturating_sub(STEPS_SHOWN_MAX) + 1;
        let steps: Vec<Step> = step::list(tx, id, from, STEPS_SHOWN_MAX)?;
        Ok((agent, place, steps, agent::messages_waiting(tx, id)?))
    };
    let (agent, place, steps, waiting) = state.platform.read(read).await?;
    let page = looked_at(state, page, by, &agent).await;
    let shell = ShellNote::of(state, user, &page);
    let found = view::Found { agent, place, steps, waiting, shell };
    Ok(AgentPage::new(page, found, state.agents.budget(), notice, state.ambient.now()))
}

fn place(id: AgentId) -> String {
    format!("/agents/{id}")
}
