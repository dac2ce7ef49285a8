//! Calls that wait for their user's click, in the conversation.

use serde_json::Value;

use super::Error;
use crate::{
    activity::TurnId,
    chat::{self, Approval, ApprovalStatus, MessageId, NewMessage, Role},
    db::Tx,
    desk::{Context, Done},
    kit::Timestamp,
};

type Result<T> = std::result::Result<T, Error>;

/// Shows the user word for word what a tool would be called with.
///
/// # Errors
/// Whatever the database refuses.
pub fn ask_approval(
    tx: &Tx,
    turn: TurnId,
    (server, tool): (&str, &str),
    input: Value,
    at: &Context<'_>,
) -> Result<chat::Change> {
    let content = shown(server, tool, &input);
    let (server, tool) = (server.to_owned(), tool.to_owned());
    let approval = Approval { server, tool, input, status: ApprovalStatus::Waiting, outcome: String::new() };
    let new = NewMessage { id: at.ambient.id(), role: Role::System, content, turn: Some(turn), cards: Vec::new() };
    Ok(chat::ask(tx, new, approval, at.by, at.now)?)
}

/// Approves the call; what is answered has to be done, once.
///
/// # Errors
/// [`Error::Decided`], also when there is no such approval.
pub fn approve(tx: &Tx, id: MessageId, now: Timestamp) -> Result<(Done, Approval)> {
    let change = chat::decide(tx, id, ApprovalStatus::Approved, "", now)?.ok_or(Error::Decided)?;
    let approval = change.message.approval.clone().ok_or(Error::Decided)?;
    Ok((Done { changes: vec![change.into()], ..Done::default() }, approval))
}

/// Denies the call: nothing is sent.
///
/// # Errors
/// [`Error::Decided`], also when there is no such approval.
pub fn deny(tx: &Tx, id: MessageId, now: Timestamp) -> Result<Done> {
    let change = chat::decide(tx, id, ApprovalStatus::Denied, "", now)?.ok_or(Error::Decided)?;
    Ok(Done { changes: vec![change.into()], ..Done::default() })
}

/// Stores what came of an approved call.
///
/// # Errors
/// [`Error::Decided`], also when there is no such approval.
pub fn end_approval(
    tx: &Tx,
    id: MessageId,
    outcome: &std::result::Result<String, String>,
    now: Timestamp,
) -> Result<Done> {
    let (status, text) = match outcome {
        Ok(text) => (ApprovalStatus::Done, text),
        Err(text) => (ApprovalStatus::Failed, text),
    };
    let change = chat::decide(tx, id, status, text, now)?.ok_or(Error::Decided)?;
    Ok(Done { changes: vec![change.into()], ..Done::default() })
}

/// The exact content, in Markdown that nothing in it can break out of.
fn shown(server: &str, tool: &str, input: &Value) -> String {
    let input = serde_json::to_string_pretty(input).unwrap_or_default();
    let longest = input.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let server: String = server.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.')).collect();
    format!("{server}: `{tool}`\n\n{fence}json\n{input}\n{fence}")
}
