//! What is done with tasks: by those who give them, and by what runs them.

use std::collections::HashMap;

use super::{
    machine::{Order, Outcome, State},
    step::{self, Made, Said, Step, Stood, What},
    store,
    task::{Agent, AgentId, Error, Limits, NewTask, Result, TASK_CHARS_MAX, branch_of},
};
use crate::{
    account::UserId,
    db::Tx,
    git::ObjectId,
    kit::Timestamp,
    model::Spent,
    repo::{self, Repo, Role},
};

/// Tasks that one list shows, the last ones.
pub const LISTED_MAX: u64 = 200;

/// Things said that may wait for an agent.
const SAID_MAX: u64 = 20;

/// Tasks that are looked at for a free place: those behind them wait for others of the same users.
const QUEUE_MAX: u64 = 1_000;

/// Which tasks are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Those that stand there; none is all.
    pub states: Vec<State>,
    pub repository: Option<repo::RepoId>,
    /// Only what the one who looks has asked for.
    pub is_mine: bool,
}

/// A task in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    pub agent: Agent,
    /// Its place in the queue, from 1, where it waits for one.
    pub place: Option<u64>,
}

/// What somebody has said, taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    pub step: Step,
    pub text: String,
}

/// Gives a task, which takes its place in the queue, and its branch, which is the requester's from now on.
///
/// # Errors
/// [`repo::Error::Forbidden`] for whoever may not write in the repository; [`Error::BadTask`], [`Error::TooMany`].
pub fn begin(tx: &Tx, repo: &Repo, by: UserId, new: NewTask, limits: &Limits, now: Timestamp) -> Result<Agent> {
    repo.require(Role::Write)?;
    let new = NewTask { task: checked(&new.task)?, ..new };
    if store::count_open(tx, by)? >= limits.open_per_user {
        return Err(Error::TooMany(limits.open_per_user));
    }
    let branch = branch_of(&new.task, new.id).ok_or(Error::BadTask)?;
    repo::keep_branch(tx, repo.id, &branch, by)?;
    store::insert(tx, &new, &branch, (by, repo.id), now)?;
    step::add(tx, new.id, What::State(Stood { state: State::Queued, why: None }), now)?;
    find(tx, by, new.id)
}

/// A task as `user` may see it: as whoever may read its repository.
///
/// # Errors
/// [`Error::NotFound`], the same when there is none and when `user` may not see it.
pub fn find(tx: &Tx, user: UserId, id: AgentId) -> Result<Agent> {
    store::find(tx, Some(user), id)?.ok_or(Error::NotFound)
}

/// A task, whoever may see it: for what runs it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find_any(tx: &Tx, id: AgentId) -> Result<Agent> {
    store::find(tx, None, id)?.ok_or(Error::NotFound)
}

/// The tasks that `user` may see, the last ones first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, user: UserId, filter: &Filter) -> Result<Vec<Listed>> {
    let words: Vec<&str> = filter.states.iter().map(|state| state.as_str()).collect();
    let states = (!words.is_empty()).then(|| format!(",{},", words.join(",")));
    let agents = store::list(tx, user, (states, filter.repository, filter.is_mine), LISTED_MAX)?;
    let queue: HashMap<AgentId, u64> = store::in_queue(tx, QUEUE_MAX)?.into_iter().map(|(id, _)| id).zip(1..).collect();
    Ok(agents.into_iter().map(|agent| Listed { place: queue.get(&agent.id).copied(), agent }).collect())
}

/// A task's place in the queue, from 1, where it waits for one.
///
/// # Errors
/// Whatever the database refuses.
pub fn place_in_queue(tx: &Tx, agent: &Agent) -> Result<Option<u64>> {
    if !agent.state.wants_place() {
        return Ok(None);
    }
    Ok(Some(store::before_in_queue(tx, agent.id)? + 1))
}

/// Does what somebody wants of a task, or notes it for the agent that is at work.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`]; [`Error::Refused`] for what it can't do where it stands.
pub fn obey(tx: &Tx, user: UserId, id: AgentId, order: Order, now: Timestamp) -> Result<Agent> {
    let agent = steered(tx, user, id)?;
    match agent.state.obey(order, agent.wanted) {
        Outcome::Becomes(state) => {
            if order == Order::Retry {
                // Work that is done and could not be kept is not asked for again.
                if !is_unkept(tx, &agent)? {
                    store::insert_message(tx, id, user, &agent.task, now)?;
                }
                begin_anew(tx, &agent)?;
            }
            turn(tx, id, state, None, now)?;
        }
        Outcome::Wants(wanted) => store::set_wanted(tx, id, wanted)?,
        Outcome::Nothing => {}
        Outcome::Refused(refusal) => return Err(refusal.into()),
    }
    find(tx, user, id)
}

/// Says something to an agent: the answer that it waits for, or what it is to know or do besides. A task that was over
/// goes on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`]; [`Error::BadTask`] for no text or too much of it; [`Error::TooMuchSaid`].
pub fn say(tx: &Tx, user: UserId, id: AgentId, text: &str, now: Timestamp) -> Result<Agent> {
    let agent = steered(tx, user, id)?;
    let text = checked(text)?;
    if store::messages(tx, id, SAID_MAX)?.len() as u64 == SAID_MAX {
        return Err(Error::TooMuchSaid);
    }
    store::insert_message(tx, id, user, &text, now)?;
    if let Outcome::Becomes(state) = agent.state.obey(Order::Hear, agent.wanted) {
        if agent.state.is_over() {
            begin_anew(tx, &agent)?;
        }
        turn(tx, id, state, None, now)?;
    }
    find(tx, user, id)
}

/// Gives the next place to whoever waits for it longest, of those who have not taken theirs already.
///
/// # Errors
/// Whatever the database refuses.
pub fn take_next(tx: &Tx, limits: &Limits, now: Timestamp) -> Result<Option<Agent>> {
    let at_work = store::at_work(tx)?;
    if at_work.len() as u64 >= limits.running {
        return Ok(None);
    }
    let is_free =
        |user: UserId| (at_work.iter().filter(|(_, other)| *other == user).count() as u64) < limits.running_per_user;
    let next = store::in_queue(tx, QUEUE_MAX)?.into_iter().find(|(_, user)| is_free(*user));
    let Some((id, _)) = next else { return Ok(None) };
    if find_any(tx, id)?.state == State::Interrupted {
        // Its steps go on when what it left open is settled: see `resumed`.
        store::set_state(tx, id, State::Preparing, None, now)?;
    } else {
        turn(tx, id, State::Preparing, None, now)?;
    }
    Ok(Some(find_any(tx, id)?))
}

/// Notes that a task goes on that the end of the server had cut short.
///
/// # Errors
/// Whatever the database refuses.
pub fn resumed(tx: &Tx, id: AgentId, now: Timestamp) -> Result<()> {
    for state in [State::Interrupted, State::Preparing] {
        step::add(tx, id, What::State(Stood { state, why: None }), now)?;
    }
    Ok(())
}

/// Has a task stand elsewhere, which is a step of its own.
///
/// # Errors
/// [`Error::NotFound`]; a turn that can't follow is a fault of ours, and nothing happens.
pub fn turn(tx: &Tx, id: AgentId, next: State, why: Option<String>, now: Timestamp) -> Result<Step> {
    let agent = find_any(tx, id)?;
    if !agent.state.may_become(next) {
        tracing::error!(agent.id = %id, "a task that is {} can't become {}", agent.state.as_str(), next.as_str());
        return Err(Error::Refused(super::machine::Refusal::Ending));
    }
    store::set_state(tx, id, next, why.as_deref(), now)?;
    if next == State::Waiting {
        store::set_question(tx, id, why.as_deref().unwrap_or_default())?;
    }
    let step = step::add(tx, id, What::State(Stood { state: next, why }), now)?;
    let is_news = matches!(next, State::Waiting | State::Done | State::Failed);
    store::set_news(tx, id, if is_news { step.number } else { 0 })?;
    Ok(step)
}

/// The tasks of which their requesters are to be told, and the step that says what.
///
/// # Errors
/// Whatever the database refuses.
pub fn untold(tx: &Tx) -> Result<Vec<(Agent, u64)>> {
    let untold = store::untold(tx, LISTED_MAX)?;
    untold.into_iter().map(|(id, step)| Ok((find_any(tx, id)?, step))).collect()
}

/// Notes that the requester was told of a step.
///
/// # Errors
/// Whatever the database refuses.
pub fn told(tx: &Tx, id: AgentId, step: u64) -> Result<()> {
    Ok(store::told(tx, id, step)?)
}

/// How many tasks of `user` wait for an answer, or have come to their end since they last looked.
///
/// # Errors
/// Whatever the database refuses.
pub fn count_news(tx: &Tx, user: UserId) -> Result<u64> {
    Ok(store::count_news(tx, user)?)
}

/// Notes that `user`, who has asked for the task, has looked at what the step says, and answers what
/// [`count_news`] does.
///
/// # Errors
/// Whatever the database refuses.
pub fn look_at(tx: &Tx, user: UserId, id: AgentId, step: u64) -> Result<u64> {
    store::set_seen(tx, user, id, step)?;
    count_news(tx, user)
}

/// The same for all tasks of `user`.
///
/// # Errors
/// Whatever the database refuses.
pub fn look_at_all(tx: &Tx, user: UserId) -> Result<u64> {
    store::set_all_seen(tx, user)?;
    count_news(tx, user)
}

/// Notes that those at work were cut short by the end of the server, and answers how many those were.
///
/// # Errors
/// Whatever the database refuses.
pub fn interrupt_all(tx: &Tx, now: Timestamp) -> Result<usize> {
    let cut_short = store::at_work(tx)?;
    for (id, _) in &cut_short {
        store::set_state(tx, *id, State::Interrupted, None, now)?;
    }
    Ok(cut_short.len())
}

/// Takes the next thing that was said and not taken yet, as a step.
///
/// # Errors
/// Whatever the database refuses.
pub fn take_message(tx: &Tx, id: AgentId, now: Timestamp) -> Result<Option<Taken>> {
    let Some(message) = store::messages(tx, id, 1)?.into_iter().next() else { return Ok(None) };
    let said = Said { by: message.by, text: message.text.clone() };
    let step = step::add(tx, id, What::Message(said), now)?;
    store::take_message(tx, id, message.number, step.number)?;
    Ok(Some(Taken { step, text: message.text }))
}

/// What was said and not taken yet, by whom, the oldest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn messages_waiting(tx: &Tx, id: AgentId) -> Result<Vec<(String, String)>> {
    Ok(store::messages(tx, id, SAID_MAX)?.into_iter().map(|row| (row.by, row.text)).collect())
}

/// Notes what an answer of the model has cost.
///
/// # Errors
/// Whatever the database refuses.
pub fn spent(tx: &Tx, id: AgentId, model: &str, spent: Spent) -> Result<()> {
    Ok(store::add_spent(tx, id, model, spent)?)
}

/// Notes that it has worked for some time.
///
/// # Errors
/// Whatever the database refuses.
pub fn worked(tx: &Tx, id: AgentId, ms: i64) -> Result<()> {
    Ok(store::add_worked(tx, id, ms)?)
}

/// Notes the commit that it has made.
///
/// # Errors
/// Whatever the database refuses.
pub fn set_head(tx: &Tx, id: AgentId, head: ObjectId) -> Result<()> {
    Ok(store::set_head(tx, id, head)?)
}

fn steered(tx: &Tx, user: UserId, id: AgentId) -> Result<Agent> {
    let agent = find(tx, user, id)?;
    if agent.may_steer { Ok(agent) } else { Err(Error::NotYours(agent.requester_name)) }
}

/// Whether a task has failed because what it did could not be put on its branch.
fn is_unkept(tx: &Tx, agent: &Agent) -> Result<bool> {
    let last = step::last_number(tx, agent.id)?;
    let ends = step::list(tx, agent.id, last.saturating_sub(1), 2)?;
    let is_nothing = |step: &Step| matches!(&step.what, What::Commit { made: Some(Made::Nothing(_)), .. });
    Ok(agent.state == State::Failed && ends.iter().any(is_nothing))
}

fn begin_anew(tx: &Tx, agent: &Agent) -> Result<()> {
    Ok(store::begin_anew(tx, agent.id, step::last_number(tx, agent.id)?)?)
}

fn checked(text: &str) -> Result<String> {
    let text = text.trim().replace("\r\n", "\n");
    let chars = text.chars().count();
    if chars == 0 || chars > TASK_CHARS_MAX || text.contains('\0') { Err(Error::BadTask) } else { Ok(text) }
}
