//! Tasks and their steps as programs read them.

use serde::Serialize;
use serde_json::Value;

use crate::{
    agent::{
        Agent, AgentId, State,
        machine::Wanted,
        step::{Answered, Made, Ran, Step, What},
    },
    git::{BranchName, ObjectId},
    kit::Timestamp,
    repo::Provider,
};

/// Bytes of what a tool has answered that a step shows. All of it is for the model.
const OUTPUT_BYTES_MAX: usize = 4_000;

/// Bytes of what a tool was called with that a step shows: a file that was written whole is in the commit.
const INPUT_BYTES_MAX: usize = 4_000;

/// A task as whoever asks sees it.
#[derive(Serialize, schemars::JsonSchema)]
pub struct AgentView {
    agent_id: AgentId,
    provider: Provider,
    owner: String,
    repository: String,
    task: String,
    requested_by: String,
    base: BranchName,
    base_commit: ObjectId,
    /// The agent's own branch, and no other one is moved by it.
    branch: BranchName,
    /// The last commit that the agent has made there.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<ObjectId>,
    state: State,
    /// What it is about to do because somebody wants it: `cancel` or `pause`.
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<&'static str>,
    /// Its place in the queue, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<u64>,
    /// Why it stands there; for one that is done, what it says of its work.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What it asks, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// Times that the model was asked.
    asked: u32,
    tokens: u64,
    /// Millionths of the server's currency.
    cost_micros: u64,
    worked_ms: i64,
    /// Whether whoever asks may say what becomes of it.
    may_steer: bool,
    /// Whether whoever asks has given it, and not looked at its page since it came to its end or asked something.
    is_new: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct Agents {
    pub agents: Vec<AgentView>,
}

/// A page of a log. With `is_cut` there is more: ask for what comes after the last one.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct Steps {
    pub steps: Vec<StepView>,
    pub is_cut: bool,
}

/// A step of a task. One without `ended_at` is under way.
#[derive(Default, Serialize, schemars::JsonSchema)]
pub struct StepView {
    /// Counted from 1.
    pub number: u64,
    /// `state`, `model`, `tool`, `commit` or `message`.
    kind: &'static str,
    begun_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
    /// `state`: where the task stands from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    /// `state`: why; `model` and `commit`: why nothing came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// `model`: what it said; `message`: what somebody said to it; `commit`: the commit's message.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// `message`: who.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<String>,
    /// `tool`: what it was about, such as a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// `tool`: what it was called with, as JSON; cut where it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    /// `tool`: what it answered; cut where it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_error: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<ObjectId>,
}

impl AgentView {
    pub fn new(agent: Agent, place: Option<u64>) -> Self {
        Self {
            agent_id: agent.id,
            provider: agent.address.provider,
            owner: agent.address.owner,
            repository: agent.address.name,
            task: agent.task,
            requested_by: agent.requester_name.to_string(),
            base: agent.base_branch,
            base_commit: agent.base_commit,
            branch: agent.branch,
            commit: agent.head,
            state: agent.state,
            wanted: agent.wanted.map(Wanted::as_str),
            place,
            why: agent.why,
            question: agent.question,
            model: agent.model,
            asked: agent.asked,
            tokens: agent.spent.tokens,
            cost_micros: agent.spent.cost_micros,
            worked_ms: agent.worked_ms,
            may_steer: agent.may_steer,
            is_new: agent.unseen.is_some(),
            created_at: agent.created_at,
            started_at: agent.started_at,
            ended_at: agent.ended_at,
        }
    }
}

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        let kind = step.what.kind();
        let base =
            Self { number: step.number, kind, begun_at: step.begun_at, ended_at: step.ended_at, ..Self::default() };
        match step.what {
            What::State(stood) => Self { state: Some(stood.state), why: stood.why, ..base },
            What::Message(said) => Self { by: Some(said.by), text: Some(said.text), ..base },
            What::Model { asked, answered } => {
                let (text, why) = match answered {
                    None => (None, None),
                    Some(Answered::Whole(answer)) => (Some(answer.text), None),
                    Some(Answered::Broken(why)) => (None, Some(why)),
                    Some(Answered::Stopped) => (None, Some("it was stopped".to_owned())),
                };
                Self { model: Some(asked.model), text, why, ..base }
            }
            What::Tool { call, ran } => {
                let input = Some(cut(&call.input.to_string(), INPUT_BYTES_MAX));
                let tool = Self { tool: Some(call.name), input, ..base };
                match ran {
                    None => tool,
                    Some(Ran { result, about, .. }) => Self {
                        about: Some(about),
                        output: Some(cut(&told(&result.output), OUTPUT_BYTES_MAX)),
                        is_error: Some(result.is_error),
                        ..tool
                    },
                }
            }
            What::Commit { wanted, made } => {
                let (commit, why) = match made {
                    None => (None, None),
                    Some(Made::Commit(commit)) => (Some(commit), None),
                    Some(Made::Nothing(why)) => (None, Some(why)),
                };
                Self { text: Some(wanted.message), commit, why, ..base }
            }
        }
    }
}

/// A tool's answer as a text.
pub(in crate::web) fn told(output: &Value) -> String {
    output.as_str().map_or_else(|| output.to_string(), str::to_owned)
}

/// At most so many bytes of a text.
pub(in crate::web) fn cut(text: &str, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        text.to_owned()
    } else {
        format!("{}…", &text[..text.floor_char_boundary(bytes_max)])
    }
}
