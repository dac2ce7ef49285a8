//! The steps of a turn as rows: what the model has answered, and what each tool it called has.
//!
//! A tool's step is stored in the transaction that holds its changes, so that after a crash it is known to be
//! done, and is not done again.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{Error, context::Context, store};
use crate::{
    activity::TurnId,
    db::{self, Tx},
    kit::Timestamp,
    llm::{ToolCall, ToolResult, Usage},
};

/// One step of a turn.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// The model was asked; `answer` is absent when the server went down before it was whole.
    Model {
        /// What it was told about the desk, with the turn's first question.
        context: Option<Box<Context>>,
        answer: Option<Answer>,
    },
    Tool {
        call: ToolCall,
        result: ToolResult,
    },
}

/// One whole answer of the model.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    pub text: String,
    pub calls: Vec<ToolCall>,
    #[serde(default)]
    pub usage: Usage,
}

#[derive(Serialize, Deserialize)]
struct Asked {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    context: Option<Box<Context>>,
}

/// Stores that the model is being asked, and answers the step's number. The memory is not stored with it.
///
/// # Errors
/// Whatever the database refuses.
pub fn ask(tx: &Tx, turn: TurnId, context: Option<Box<Context>>, now: Timestamp) -> Result<u32, Error> {
    let context = context.map(|context| Box::new(context.without_memory()));
    let input = json!(Asked { context }).to_string();
    let row = store::StepRow { kind: "model".to_owned(), input, output: None };
    Ok(store::insert_step(tx, turn, &row, now)?)
}

/// Stores what the model has answered in the step `number`.
///
/// # Errors
/// Whatever the database refuses.
pub fn answered(tx: &Tx, turn: TurnId, number: u32, answer: &Answer, now: Timestamp) -> Result<(), Error> {
    Ok(store::end_step(tx, turn, number, &json!(answer).to_string(), now)?)
}

/// Stores what a tool was called with and what it has answered.
///
/// # Errors
/// Whatever the database refuses.
pub fn tool_answered(tx: &Tx, turn: TurnId, call: &ToolCall, result: &ToolResult, now: Timestamp) -> Result<(), Error> {
    let (input, output) = (json!(call).to_string(), Some(json!(result).to_string()));
    let row = store::StepRow { kind: "tool".to_owned(), input, output };
    store::insert_step(tx, turn, &row, now)?;
    Ok(())
}

/// The turn's steps in their order.
///
/// # Errors
/// Whatever the database refuses; a row that this version did not write.
pub fn steps(tx: &Tx, turn: TurnId) -> Result<Vec<Step>, Error> {
    store::steps(tx, turn)?.into_iter().map(|row| read(turn, &row)).collect()
}

fn read(turn: TurnId, row: &store::StepRow) -> Result<Step, Error> {
    if row.kind == "tool" {
        let output = row.output.as_deref().unwrap_or("null");
        return Ok(Step::Tool { call: parse(turn, &row.input)?, result: parse(turn, output)? });
    }
    let Asked { context } = parse(turn, &row.input)?;
    let answer = row.output.as_deref().map(|output| parse(turn, output)).transpose()?;
    Ok(Step::Model { context, answer })
}

fn parse<T: DeserializeOwned>(turn: TurnId, json: &str) -> Result<T, Error> {
    let damaged = |error: serde_json::Error| db::Error::Damaged {
        path: format!("the steps of turn {turn}").into(),
        reason: error.to_string(),
    };
    Ok(serde_json::from_str(json).map_err(damaged)?)
}
