//! What comes before an agent works: its branch, and what it had done when it was cut short.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::watch;

use super::{
    Agents,
    drive::{Drive, Stop},
    keep,
};
use crate::{
    account::UserId,
    agent::{
        self, Agent, State,
        builtin::Builtin,
        machine::Wanted,
        overlay::Overlay,
        run::Run,
        step::{self, Answered, Made, Ran, Step, What},
    },
    git,
    llm::ToolResult,
    model,
    sprite::Chosen,
};

/// Steps that are read of one task; far more than its limits let it make, with all its retries.
const STEPS_MAX: u64 = 100_000;

impl Agents {
    /// The model that answers for a user; for the built-in assistant, which knows desks, the agent that needs no model.
    pub(super) async fn choose(&self, user: UserId) -> Chosen {
        let chosen = self.inner.means.models.choose(user).await;
        if chosen.name == model::BUILTIN && chosen.terms.prices.is_none() {
            return Chosen { provider: Arc::new(Builtin), ..chosen };
        }
        chosen
    }
}

impl<'a> Drive<'a> {
    /// Makes the branch, goes through what was done before, and begins; `None` when the task is over with that.
    pub(super) async fn prepare(
        agents: &'a Agents,
        agent: Agent,
        orders: watch::Receiver<Option<Wanted>>,
    ) -> Result<Option<Self>, Stop> {
        let chosen = agents.choose(agent.requester).await;
        let run = Run::new(&agent.task, agent.since_step);
        let overlay = Overlay::new(agent.head.unwrap_or(agent.base_commit));
        let noted_at = agents.inner.means.ambient.now();
        let mut drive = Self { agents, agent, run, overlay, orders, chosen, workplace: None, noted_at };
        drive.check_role().await?;
        if !drive.make_branch().await? {
            let why = "My branch was deleted, and my work with it. Give the task again.".to_owned();
            drive.turn(State::Failed, Some(why)).await?;
            return Ok(None);
        }
        drive.take_up().await?;
        // It may have been told before anybody could pass that on.
        let id = drive.agent.id;
        let wanted = drive.read(move |tx| Ok(agent::find_any(tx, id)?.wanted)).await?;
        if let Some(wanted) = wanted {
            drive.stop(wanted).await?;
            return Ok(None);
        }
        drive.turn(State::Running, None).await?;
        Ok(Some(drive))
    }

    /// Whether its branch is there; it is made when it never was.
    async fn make_branch(&self) -> Result<bool, Stop> {
        let (id, by) = (self.agent.repository, self.agent.requester);
        let (branch, base, had_one) = (self.agent.branch.clone(), self.agent.base_commit, self.agent.head.is_some());
        let made = self.agents.inner.means.repos.write_only(id, by, branch.clone(), move |git| {
            match git.find_head(&branch)? {
                Some(_) => Ok(true),
                None if had_one => Ok(false),
                None => match git.create_branch(&branch, base) {
                    Err(git::Error::NotFound) => Ok(false),
                    other => other.map(|()| true),
                },
            }
        });
        made.await.map_err(|error| keep::unmoved("My branch could not be made", error))
    }

    /// Goes through the steps that there are: what was cut short is settled, and changes that were not committed are made
    /// again.
    async fn take_up(&mut self) -> Result<(), Stop> {
        let (id, now) = (self.agent.id, self.now());
        let steps = self.read(move |tx| step::list(tx, id, 1, STEPS_MAX)).await?;
        let is_begun = |what: &What| matches!(what, What::State(stood) if stood.state == State::Preparing);
        let was_cut_short = !steps.last().is_some_and(|last| is_begun(&last.what));
        let mut uncommitted = Vec::new();
        for step in steps {
            let step = if step.ended_at.is_some() { step } else { self.settle(step).await? };
            match &step.what {
                What::Commit { made: Some(Made::Commit(commit)), .. } => {
                    uncommitted.clear();
                    self.overlay = Overlay::new(*commit);
                }
                What::Tool { call, ran: Some(ran) } if ran.has_changed => {
                    uncommitted.push((call.clone(), ran.taken.clone()));
                }
                _ => {}
            }
            self.record(&step);
        }
        for (call, taken) in uncommitted {
            // A command need not do the same when it is run again.
            if taken.is_empty() {
                self.do_call(&call).await?;
            } else {
                self.take_again(taken).await?;
            }
        }
        if was_cut_short {
            self.write(move |tx| agent::resumed(tx, id, now)).await?;
        }
        Ok(())
    }

    /// Stores what became of a step that nobody has seen the end of.
    async fn settle(&mut self, step: Step) -> Result<Step, Stop> {
        let what = match step.what {
            What::Model { asked, .. } => What::Model { asked, answered: Some(Answered::Stopped) },
            What::Tool { call, .. } => {
                let output = json!("the server was stopped while this ran, and it did nothing: do something else");
                let result = ToolResult { call_id: call.id.clone(), output, is_error: true };
                What::Tool { call, ran: Some(Ran { was_cut: true, ..Ran::told(result) }) }
            }
            What::Commit { wanted, .. } => {
                let (agent, branch) = (self.agent.id.to_string(), self.agent.branch.clone());
                let find = move |git: &git::Repository| keep::find(git, &branch, &agent, step.number);
                let found = self.agents.inner.means.repos.with(self.agent.repository, find).await;
                match found? {
                    Some(commit) => {
                        let id = self.agent.id;
                        self.write(move |tx| agent::set_head(tx, id, commit)).await?;
                        self.agent.head = Some(commit);
                        What::Commit { wanted, made: Some(Made::Commit(commit)) }
                    }
                    None => {
                        let why = "the server was stopped before".to_owned();
                        What::Commit { wanted, made: Some(Made::Nothing(why)) }
                    }
                }
            }
            what @ (What::State(_) | What::Message(_)) => what,
        };
        let (id, now) = (self.agent.id, self.now());
        self.write(move |tx| step::end(tx, id, step.number, what, now)).await
    }
}
