//! The conversation as a page and plain forms.

pub mod view;

use actix_web::{HttpResponse, web::Query};
use askama::Template;
use serde::Deserialize;

use super::{
    answer::{html, see_other},
    desk::MESSAGES_SHOWN,
    error::Result,
    extract::{Desk, Form, PathId},
    page::Page,
};
use crate::{
    activity::TurnKind,
    assistant::{self, NewTurn},
    chat::{self, MessageId},
    desk,
    stack::StackId,
};
use view::ChatView;

#[derive(Template)]
#[template(path = "chat/index.html")]
pub(super) struct ChatPage {
    pub page: Page,
    pub chat: ChatView,
    /// Whether the end of the conversation is shown, where one can answer.
    pub is_latest: bool,
}

/// A page of messages, for htmx to put before the ones that are there.
#[derive(Template)]
#[template(path = "chat/_older.html")]
pub(super) struct Older {
    pub page: Page,
    pub chat: ChatView,
}

#[derive(Deserialize)]
pub struct Which {
    before: Option<MessageId>,
    /// The last message of the page.
    upto: Option<MessageId>,
}

#[derive(Deserialize)]
pub struct Said {
    text: String,
    stack_id: Option<StackId>,
}

/// `GET /chat`: the end of the conversation, or what came before a message.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, page: Page, Query(which): Query<Which>) -> Result<HttpResponse> {
    let is_latest = which.before.is_none() && which.upto.is_none();
    let (messages, turns, failed, stack) = desk
        .read(move |tx| {
            let messages = match (which.before, which.upto) {
                (Some(id), _) => chat::before(tx, id, MESSAGES_SHOWN)?,
                (None, Some(id)) => chat::up_to(tx, id, MESSAGES_SHOWN)?,
                (None, None) => chat::last(tx, MESSAGES_SHOWN)?,
            };
            let turns = if is_latest { assistant::open(tx)? } else { Vec::new() };
            Ok((messages, turns, assistant::last_failed(tx)?, desk::active_stack(tx)?))
        })
        .await?;
    let stack = stack.map(|id| id.to_string()).unwrap_or_default();
    let chat = ChatView::new(&messages, MESSAGES_SHOWN as usize, &turns, stack, page.words, desk.now())
        .offering_retry_of(failed, page.words);
    if page.is_fragment { html(&Older { page, chat }) } else { html(&ChatPage { page, chat, is_latest }) }
}

/// `POST /chat`: says something to the assistant.
///
/// # Errors
/// When the text is empty or too long, or too much is waiting.
pub async fn say(desk: Desk, Form(said): Form<Said>) -> Result<HttpResponse> {
    let new = NewTurn { id: desk.ambient.id(), text: said.text.replace("\r\n", "\n"), stack: said.stack_id };
    desk.sprite.start_turn(None, new).await?;
    Ok(see_other("/chat#end"))
}

/// `POST /turns/{id}/cancel`: stops a turn, or takes it from the queue.
///
/// # Errors
/// 404 for a turn that the user doesn't have.
pub async fn cancel(desk: Desk, turn: PathId<TurnKind>) -> Result<HttpResponse> {
    desk.sprite.cancel_turn(turn.0).await?;
    Ok(see_other("/chat#end"))
}

/// `POST /turns/{id}/continue`: goes on with a turn that a restart interrupted.
///
/// # Errors
/// When it is not interrupted.
pub async fn resume(desk: Desk, turn: PathId<TurnKind>) -> Result<HttpResponse> {
    desk.sprite.resume_turn(turn.0).await?;
    Ok(see_other("/chat#end"))
}

/// `POST /turns/{id}/retry`: answers anew what the last turn answered, which has failed.
///
/// # Errors
/// When it is not the last one, or has not failed.
pub async fn retry(desk: Desk, turn: PathId<TurnKind>) -> Result<HttpResponse> {
    desk.sprite.retry_turn(turn.0).await?;
    Ok(see_other("/chat#end"))
}
