//! The steps of a turn as rows.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{Result, TurnId, store};
use crate::{
    assistant::step::Answer,
    db::{self, Tx},
    git::ObjectId,
    kit::Timestamp,
    llm::{ToolCall, ToolResult},
};

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// The model was asked; `None` when its answer never was whole.
    Model(Option<Answer>),
    /// A tool was run for it. That changes nothing that anybody else sees.
    Tool { call: ToolCall, ran: Ran },
    /// What was changed was to be committed; `None` when nobody has seen what came of it.
    Commit(Option<Made>),
    /// The work goes on over another commit, and the model was told why.
    Note(Note),
}

/// What a tool has done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ran {
    pub result: ToolResult,
    /// What it was about, for people.
    pub about: String,
    /// Whether files differ since.
    pub has_changed: bool,
}

/// What came of a commit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    Commit(ObjectId),
    /// None was made, and why.
    Nothing(String),
}

/// Others have changed the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// The commit over which the work goes on.
    pub onto: ObjectId,
    /// Whether all is done anew there, because nothing of it was kept.
    pub is_anew: bool,
    pub text: String,
}

impl Step {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Model(_) => "model",
            Self::Tool { .. } => "tool",
            Self::Commit(_) => "commit",
            Self::Note(_) => "note",
        }
    }

    fn input(&self) -> String {
        match self {
            Self::Model(_) | Self::Commit(_) => "{}".to_owned(),
            Self::Tool { call, .. } => json!(call).to_string(),
            Self::Note(note) => json!(note).to_string(),
        }
    }

    fn output(&self) -> Option<String> {
        match self {
            Self::Model(answer) => answer.as_ref().map(|answer| json!(answer).to_string()),
            Self::Tool { ran, .. } => Some(json!(ran).to_string()),
            Self::Commit(made) => made.as_ref().map(|made| json!(made).to_string()),
            Self::Note(_) => None,
        }
    }
}

/// Stores a step and answers its number.
///
/// # Errors
/// Whatever the database refuses.
pub fn add(tx: &Tx, turn: TurnId, step: &Step, now: Timestamp) -> Result<u64> {
    let row = store::StepRow { kind: step.kind().to_owned(), input: step.input(), output: step.output() };
    Ok(store::insert_step(tx, turn, &row, now)?)
}

/// Stores what came of a step.
///
/// # Errors
/// Whatever the database refuses.
pub fn end(tx: &Tx, turn: TurnId, number: u64, step: &Step, now: Timestamp) -> Result<()> {
    Ok(store::end_step(tx, turn, number, &step.output().unwrap_or_default(), now)?)
}

/// The steps of a turn with their numbers, in their order.
pub(super) fn list(tx: &Tx, turn: TurnId) -> Result<Vec<(u64, Step)>> {
    let rows = store::steps(tx, turn)?;
    rows.into_iter().map(|(number, row)| Ok((number, read(turn, &row)?))).collect()
}

fn read(turn: TurnId, row: &store::StepRow) -> Result<Step> {
    let output = row.output.as_deref();
    Ok(match row.kind.as_str() {
        "model" => Step::Model(output.map(|json| parse(turn, json)).transpose()?),
        "tool" => Step::Tool { call: parse(turn, &row.input)?, ran: parse(turn, output.unwrap_or("null"))? },
        "commit" => Step::Commit(output.map(|json| parse(turn, json)).transpose()?),
        _ => Step::Note(parse(turn, &row.input)?),
    })
}

fn parse<T: DeserializeOwned>(turn: TurnId, json: &str) -> Result<T> {
    let damaged = |error: serde_json::Error| db::Error::Damaged {
        path: format!("the steps of turn {turn} of a live chat").into(),
        reason: error.to_string(),
    };
    Ok(serde_json::from_str(json).map_err(damaged)?)
}
