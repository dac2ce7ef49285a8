//! `/api/agents`: tasks, each done by an agent on a branch of its own.

mod follow;
mod news;
pub(in crate::web) mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::ACCEPT,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    account::SignedIn,
    agent::{self, Agent, AgentId, AgentKind, Filter, State as Stands, machine::Order, step},
    db::Tx,
    git::BranchName,
    repo::{self, Address, Provider},
    web::{
        error::{Error, Result},
        extract::{Json, PathId},
        state::State,
        words::Words,
    },
    working::Wish,
};
pub(super) use news::AgentNews;
pub use news::{news, see_all};
use view::{AgentView, Agents, StepView, Steps};

/// Steps that one page of a log holds.
const STEPS_MAX: u64 = 500;

/// A task to be given.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgent {
    /// 1 to 20,000 characters.
    task: String,
    /// `local` when it is absent.
    #[serde(default)]
    provider: Provider,
    owner: String,
    repository: String,
    /// The branch that the work begins from; the default branch when it is absent.
    base: Option<BranchName>,
}

/// How a task is to be done again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// On a new branch, from where the base stands now. Else on the same branch, with all that was done there.
    #[serde(default)]
    fresh: bool,
}

/// What an agent is to hear: the answer that it waits for, or what it is to know or do besides.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TellAgent {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// `queued`, `running` and so on; several between commas.
    state: Option<String>,
    #[serde(default)]
    provider: Provider,
    owner: Option<String>,
    repository: Option<String>,
    #[serde(default)]
    mine: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// Only the steps after this one.
    since: Option<u64>,
}

/// Lists the tasks that whoever asks may see, the last ones first.
///
/// # Errors
/// 400 for a state that there isn't; 404 for a repository that one may not see.
pub async fn list(user: SignedIn, state: Data<State>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let repository = match (wanted.owner, wanted.repository) {
        (Some(owner), Some(name)) => Some(Address { provider: wanted.provider, owner, name }),
        (None, None) => None,
        _ => return Err(Error::invalid("repository", "name both: owner and repository")),
    };
    let states = wanted.state.map(|words| states(&words)).transpose()?.unwrap_or_default();
    let (by, is_mine) = (user.user_id, wanted.mine);
    let listed = state.platform.read(move |tx: &Tx| -> agent::Result<_> {
        let repository = repository.map(|address| repo::find_at(tx, by, &address)).transpose()?;
        agent::list(tx, by, &Filter { states, repository: repository.map(|repo| repo.id), is_mine })
    });
    let agents = listed.await?.into_iter().map(|listed| AgentView::new(listed.agent, listed.place)).collect();
    Ok(HttpResponse::Ok().json(Agents { agents }))
}

/// Gives a task.
///
/// # Errors
/// 400 for no text, 403 for whoever may not write there or has too many, 404 for a branch that is not there.
pub async fn create(
    user: SignedIn,
    state: Data<State>,
    words: Words,
    Json(new): Json<CreateAgent>,
) -> Result<HttpResponse> {
    let by = user.user_id;
    let address = Address { provider: new.provider, owner: new.owner, name: new.repository };
    let repo = state.platform.read(move |tx| repo::find_at(tx, by, &address)).await?;
    let language = Some(words.lang().to_owned());
    let wish = Wish { id: None, task: new.task, repository: repo.id, base: new.base, language };
    let agent = state.agents.begin(by, wish).await?;
    Ok(HttpResponse::Created().json(shown(&state, agent).await?))
}

/// Shows a task.
///
/// # Errors
/// 404.
pub async fn show(user: SignedIn, state: Data<State>, id: PathId<AgentKind>) -> Result<HttpResponse> {
    let agent = find(&state, &user, id.0).await?;
    Ok(HttpResponse::Ok().json(shown(&state, agent).await?))
}

/// The log of a task: as JSON, or for whoever asks for `text/event-stream` as it grows.
///
/// # Errors
/// 404; 429 for whoever follows too many.
pub async fn steps(
    user: SignedIn,
    state: Data<State>,
    id: PathId<AgentKind>,
    Query(wanted): Query<Since>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let agent = find(&state, &user, id.0).await?;
    if wants_stream(&request) {
        return follow::stream(&state, &user, &agent, wanted.since, &request);
    }
    let from = wanted.since.unwrap_or(0).saturating_add(1);
    let steps = state.platform.read(move |tx| step::list(tx, agent.id, from, STEPS_MAX)).await?;
    let is_cut = steps.len() as u64 == STEPS_MAX;
    Ok(HttpResponse::Ok().json(Steps { steps: steps.into_iter().map(StepView::from).collect(), is_cut }))
}

/// Stops a task. Twice is as once.
///
/// # Errors
/// 403, 404; 409 for one that is over.
pub async fn cancel(user: SignedIn, state: Data<State>, id: PathId<AgentKind>) -> Result<HttpResponse> {
    ordered(&user, &state, id.0, Order::Cancel).await
}

/// Holds a task up.
///
/// # Errors
/// 403, 404; 409 for one that is over, or waits for an answer.
pub async fn pause(user: SignedIn, state: Data<State>, id: PathId<AgentKind>) -> Result<HttpResponse> {
    ordered(&user, &state, id.0, Order::Pause).await
}

/// Has a task go on that was held up.
///
/// # Errors
/// 403, 404; 409 for one that is over, or waits for an answer.
pub async fn resume(user: SignedIn, state: Data<State>, id: PathId<AgentKind>) -> Result<HttpResponse> {
    ordered(&user, &state, id.0, Order::Resume).await
}

/// Has a task done again: on its branch, or as a new one.
///
/// # Errors
/// 403, 404; 409 for one that is not over.
pub async fn retry(
    user: SignedIn,
    state: Data<State>,
    id: PathId<AgentKind>,
    Query(again): Query<Again>,
) -> Result<HttpResponse> {
    if again.fresh {
        let agent = state.agents.begin_again(user.user_id, id.0).await?;
        return Ok(HttpResponse::Created().json(shown(&state, agent).await?));
    }
    ordered(&user, &state, id.0, Order::Retry).await
}

/// Says something to an agent.
///
/// # Errors
/// 400 for no text, 403, 404; 429 when too much waits already.
pub async fn tell(
    user: SignedIn,
    state: Data<State>,
    id: PathId<AgentKind>,
    Json(said): Json<TellAgent>,
) -> Result<HttpResponse> {
    let agent = state.agents.say(user.user_id, id.0, said.text).await?;
    Ok(HttpResponse::Ok().json(shown(&state, agent).await?))
}

/// The states that words between commas name.
///
/// # Errors
/// 400 for one that there isn't.
fn states(words: &str) -> Result<Vec<Stands>> {
    let state = |word: &str| {
        Stands::from_word(word.trim()).ok_or_else(|| Error::invalid("state", "there is no such state of a task"))
    };
    words.split(',').filter(|word| !word.trim().is_empty()).map(state).collect()
}

async fn ordered(user: &SignedIn, state: &State, id: AgentId, order: Order) -> Result<HttpResponse> {
    let agent = state.agents.order(user.user_id, id, order).await?;
    Ok(HttpResponse::Ok().json(shown(state, agent).await?))
}

/// Whether whoever asks wants to be told as it happens.
fn wants_stream(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accepts.is_some_and(|accept| accept.contains("text/event-stream"))
}

async fn find(state: &State, user: &SignedIn, id: AgentId) -> Result<Agent> {
    let by = user.user_id;
    Ok(state.platform.read(move |tx| agent::find(tx, by, id)).await?)
}

async fn shown(state: &State, agent: Agent) -> Result<AgentView> {
    let asked = agent.clone();
    let place = state.platform.read(move |tx| agent::place_in_queue(tx, &asked)).await?;
    Ok(AgentView::new(agent, place))
}
