//! `/api/chat` and `/api/turns`.

use actix_web::{HttpResponse, web::Query};
use serde::{Deserialize, Serialize};

use super::super::{
    error::Result,
    extract::{Desk, Json, Operation, PathId},
};
use crate::{
    activity::{Seq, TurnId, TurnKind},
    assistant::{self, NewTurn},
    chat::{self, MessageId},
    protocol::view::{MessageView, TurnView},
    stack::StackId,
};

/// Messages in one answer, unless asked otherwise.
const LIMIT: u32 = 50;

/// Which messages: those before one of them, or the last.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    before: Option<MessageId>,
    limit: Option<u32>,
}

/// What the user says.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    text: String,
    #[serde(default)]
    stack_id: Option<StackId>,
}

#[derive(Serialize)]
struct Conversation<'a> {
    /// The oldest first.
    messages: Vec<MessageView<'a>>,
    turns: Vec<TurnView<'a>>,
}

#[derive(Serialize)]
struct Started {
    mission_id: TurnId,
    message_id: MessageId,
    seq: Seq,
}

/// Lists messages, the oldest first, and the turns that are not over.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(which): Query<Which>) -> Result<HttpResponse> {
    let limit = which.limit.unwrap_or(LIMIT).clamp(1, chat::PAGE_MAX);
    let (messages, turns) = desk
        .read(move |tx| {
            let messages = match which.before {
                Some(id) => chat::before(tx, id, limit)?,
                None => chat::last(tx, limit)?,
            };
            Ok((messages, assistant::open(tx)?))
        })
        .await?;
    Ok(HttpResponse::Ok().json(Conversation {
        messages: messages.iter().map(MessageView::from).collect(),
        turns: turns.iter().map(TurnView::from).collect(),
    }))
}

/// Says something to the assistant: stores it and queues the turn that answers it.
///
/// # Errors
/// Whatever the Sprite refuses, such as a full queue.
pub async fn say(desk: Desk, operation: Operation, Json(said): Json<Say>) -> Result<HttpResponse> {
    let id: TurnId = desk.ambient.id();
    let new = NewTurn { id, text: said.text, stack: said.stack_id };
    let (seq, done) = desk.sprite.start_turn(operation.0, new).await?;
    let mission_id = done.receipt.mission_id.unwrap_or(id);
    let message_id = done.receipt.message_id.unwrap_or(id.cast());
    Ok(HttpResponse::Accepted().json(Started { mission_id, message_id, seq }))
}

/// Stops a turn.
///
/// # Errors
/// 404; 409 when it is over.
pub async fn cancel(desk: Desk, id: PathId<TurnKind>) -> Result<HttpResponse> {
    desk.sprite.cancel_turn(id.0).await?;
    shown(&desk, id.0).await
}

/// Continues an interrupted turn.
///
/// # Errors
/// 404; 409 when it is not interrupted.
pub async fn resume(desk: Desk, id: PathId<TurnKind>) -> Result<HttpResponse> {
    desk.sprite.resume_turn(id.0).await?;
    shown(&desk, id.0).await
}

async fn shown(desk: &Desk, id: TurnId) -> Result<HttpResponse> {
    let turn = desk.sprite.look(move |tx| Ok(assistant::find(tx, id)?)).await?;
    Ok(HttpResponse::Ok().json(TurnView::from(&turn)))
}
