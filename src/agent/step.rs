//! The steps of an agent as rows: stored before they take effect, and again with what came of them.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    machine::State,
    shell::Taken,
    store,
    task::{AgentId, Result},
};
use crate::{
    assistant::step::Answer,
    db::{self, Tx},
    git::ObjectId,
    kit::Timestamp,
    llm::{ToolCall, ToolResult},
};

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Counted from 1.
    pub number: u64,
    pub what: What,
    pub begun_at: Timestamp,
    /// Absent while it is under way.
    pub ended_at: Option<Timestamp>,
}

/// What is done in a step, and what came of it as far as that is known.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// The task stands there from now on.
    State(Stood),
    /// The model is asked.
    Model { asked: Asked, answered: Option<Answered> },
    /// A tool is run for the model.
    Tool { call: ToolCall, ran: Option<Ran> },
    /// What was changed is committed.
    Commit { wanted: Committing, made: Option<Made> },
    /// Somebody has said something.
    Message(Said),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stood {
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub model: String,
}

/// How a question to the model ended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    Whole(Answer),
    /// There was no whole answer, and why.
    Broken(String),
    /// Nobody waited for it any more: somebody has stopped the task, or the server has.
    Stopped,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Committing {
    /// Where the branch stands before.
    pub parent: ObjectId,
    pub message: String,
}

/// What a tool has done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ran {
    pub result: ToolResult,
    /// What it was about, for people.
    #[serde(default)]
    pub about: String,
    /// Whether files differ since.
    #[serde(default)]
    pub has_changed: bool,
    /// Whether the server was stopped while it ran, so that nothing has come of it.
    #[serde(default)]
    pub was_cut: bool,
    /// What a command has changed, which is made again from this and not by running it once more.
    #[serde(skip_serializing_if = "<[_]>::is_empty", default)]
    pub taken: Box<[Taken]>,
    /// With this the task is done, says the agent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
}

/// How a commit ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    Commit(ObjectId),
    /// Nothing was to be committed, or it could not be, and why.
    Nothing(String),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    pub by: String,
    pub text: String,
}

impl Ran {
    /// A result for the model alone.
    #[must_use]
    pub fn told(result: ToolResult) -> Self {
        Self { result, about: String::new(), has_changed: false, was_cut: false, taken: Box::default(), summary: None }
    }

    /// A refusal of a call, for the model: what to try instead.
    #[must_use]
    pub fn refused(call: &ToolCall, why: &str) -> Self {
        Self::told(ToolResult { call_id: call.id.clone(), output: json!(why), is_error: true })
    }
}

impl What {
    /// The word for its kind, as it stands in the column and on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::Model { .. } => "model",
            Self::Tool { .. } => "tool",
            Self::Commit { .. } => "commit",
            Self::Message(_) => "message",
        }
    }

    const fn is_whole(&self) -> bool {
        match self {
            Self::State(_) | Self::Message(_) => true,
            Self::Model { answered, .. } => answered.is_some(),
            Self::Tool { ran, .. } => ran.is_some(),
            Self::Commit { made, .. } => made.is_some(),
        }
    }

    fn input(&self) -> String {
        match self {
            Self::State(stood) => json!(stood),
            Self::Model { asked, .. } => json!(asked),
            Self::Tool { call, .. } => json!(call),
            Self::Commit { wanted, .. } => json!(wanted),
            Self::Message(said) => json!(said),
        }
        .to_string()
    }

    fn output(&self) -> Option<String> {
        match self {
            Self::State(_) | Self::Message(_) => None,
            Self::Model { answered, .. } => answered.as_ref().map(|answered| json!(answered).to_string()),
            Self::Tool { ran, .. } => ran.as_ref().map(|ran| json!(ran).to_string()),
            Self::Commit { made, .. } => made.as_ref().map(|made| json!(made).to_string()),
        }
    }
}

/// Stores a step, whole or to be ended later, and answers it with its number.
///
/// # Errors
/// Whatever the database refuses.
pub fn add(tx: &Tx, agent: AgentId, what: What, now: Timestamp) -> Result<Step> {
    let ended_at = what.is_whole().then_some(now);
    let row = store::StepRow { kind: what.kind().to_owned(), input: what.input(), output: what.output(), ended_at };
    let number = store::insert_step(tx, agent, &row, now)?;
    Ok(Step { number, what, begun_at: now, ended_at })
}

/// Stores what came of a step.
///
/// # Errors
/// Whatever the database refuses.
pub fn end(tx: &Tx, agent: AgentId, number: u64, what: What, now: Timestamp) -> Result<Step> {
    store::end_step(tx, agent, number, &what.output().unwrap_or_default(), now)?;
    let begun_at = store::step_begun_at(tx, agent, number)?;
    Ok(Step { number, what, begun_at, ended_at: Some(now) })
}

/// The steps from `from` on, at most `max` of them, in their order.
///
/// # Errors
/// Whatever the database refuses; a row that this version did not write.
pub fn list(tx: &Tx, agent: AgentId, from: u64, max: u64) -> Result<Vec<Step>> {
    store::steps(tx, agent, from, max)?
        .into_iter()
        .map(|(number, begun_at, row)| {
            let ended_at = row.ended_at;
            Ok(Step { number, what: read(agent, &row)?, begun_at, ended_at })
        })
        .collect()
}

/// The number of the last step; 0 before the first one.
///
/// # Errors
/// Whatever the database refuses.
pub fn last_number(tx: &Tx, agent: AgentId) -> Result<u64> {
    Ok(store::last_step(tx, agent)?)
}

fn read(agent: AgentId, row: &store::StepRow) -> Result<What> {
    let output = row.output.as_deref();
    Ok(match row.kind.as_str() {
        "state" => What::State(parse(agent, &row.input)?),
        "model" => What::Model { asked: parse(agent, &row.input)?, answered: maybe(agent, output)? },
        "tool" => What::Tool { call: parse(agent, &row.input)?, ran: maybe(agent, output)? },
        "commit" => What::Commit { wanted: parse(agent, &row.input)?, made: maybe(agent, output)? },
        _ => What::Message(parse(agent, &row.input)?),
    })
}

fn maybe<T: DeserializeOwned>(agent: AgentId, json: Option<&str>) -> Result<Option<T>> {
    json.map(|json| parse(agent, json)).transpose()
}

fn parse<T: DeserializeOwned>(agent: AgentId, json: &str) -> Result<T> {
    let damaged = |error: serde_json::Error| db::Error::Damaged {
        path: format!("the steps of agent {agent}").into(),
        reason: error.to_string(),
    };
    Ok(serde_json::from_str(json).map_err(damaged)?)
}
