//! `/approvals`: approving what would leave the server, or denying it, by a click.
//!
//! What was approved is done in the background, once; what comes of it is told in the conversation.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Uri, header::REFERER},
    web::Data,
};

use super::{
    answer::{safe_next, see_other},
    error::Result,
    extract::{Desk, PathId},
    state::State,
    words::Words,
};
use crate::{
    activity::By,
    assistant::{self, NewTurn},
    chat::{Approval, MessageId, MessageKind},
    kit::Ambient,
    sprite::{self, SpriteHandle, Toolbox},
};

/// `POST /approvals/{id}/approve`.
///
/// # Errors
/// 409 when it was decided already, or there is no such approval.
pub async fn approve(
    state: Data<State>,
    request: HttpRequest,
    desk: Desk,
    words: Words,
    id: PathId<MessageKind>,
) -> Result<HttpResponse> {
    let (id, told) = (id.0, std::sync::Arc::new(std::sync::Mutex::new(None)));
    let teller = std::sync::Arc::clone(&told);
    let approved = desk.sprite.write(By::User, move |tx, at| {
        let (done, approval) = assistant::approve(tx, id, at.now)?;
        *teller.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(approval);
        Ok(done)
    });
    approved.await?;
    let approval = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    if let Some(approval) = approval {
        let go_on = words.say_with("approval-go-on", &[("tool", approval.tool.clone())]);
        let doing = Doing { sprite: desk.sprite, ambient: desk.ambient, id, approval, go_on };
        actix_web::rt::spawn(async move { doing.finish(state.models.toolbox.as_ref()).await });
    }
    Ok(back(&request))
}

/// `POST /approvals/{id}/deny`.
///
/// # Errors
/// 409 when it was decided already, or there is no such approval.
pub async fn deny(request: HttpRequest, desk: Desk, id: PathId<MessageKind>) -> Result<HttpResponse> {
    desk.sprite.write(By::User, move |tx, at| Ok(assistant::deny(tx, id.0, at.now)?)).await?;
    Ok(back(&request))
}

/// Something that was approved, while it is done.
struct Doing {
    sprite: SpriteHandle,
    ambient: Ambient,
    id: MessageId,
    approval: Approval,
    /// What is said to the assistant afterwards, in the user's name.
    go_on: String,
}

impl Doing {
    async fn finish(self, toolbox: &dyn Toolbox) {
        let (outcome, id) = (call(toolbox, &self.approval).await, self.id);
        if let Err(error) = self.tell(outcome).await {
            tracing::error!(approval.id = %id, "what came of an approved call could not be stored: {error}");
        }
    }

    async fn tell(&self, outcome: std::result::Result<String, String>) -> std::result::Result<(), sprite::Error> {
        let id = self.id;
        let stored = self.sprite.write(By::User, move |tx, at| Ok(assistant::end_approval(tx, id, &outcome, at.now)?));
        stored.await?;
        let new = NewTurn { id: self.ambient.id(), text: self.go_on.clone(), stack: None };
        self.sprite.start_turn(None, new).await?;
        Ok(())
    }
}

/// Calls the tool as it may be used now: what is no longer allowed is not done.
async fn call(toolbox: &dyn Toolbox, approval: &Approval) -> std::result::Result<String, String> {
    let offered = toolbox.offered().await;
    let tool = offered.iter().find(|tool| tool.shown == approval.tool && tool.server == approval.server);
    let tool = tool.ok_or_else(|| "this tool may no longer be used: nothing was sent".to_owned())?;
    let text = |said: serde_json::Value| match said["text"].as_str() {
        Some(text) => text.to_owned(),
        None => said.as_str().map_or_else(|| said.to_string(), str::to_owned),
    };
    toolbox.call(tool, &approval.input).await.map(text).map_err(text)
}

/// Leads back to the page that the button stood on.
fn back(request: &HttpRequest) -> HttpResponse {
    let from = request.headers().get(REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    see_other(safe_next(from.as_ref().and_then(Uri::path_and_query).map_or("/chat", |path| path.as_str())))
}
