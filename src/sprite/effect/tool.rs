//! Running a tool: its changes and its result in one transaction.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Drive, Error, Left, link, link::Link};
use crate::{
    app::catalogue::Offer,
    assistant::{
        self, TurnEvent, context, step, tools,
        tools::{Rehearsed, Scene, ToolError},
        turn::Input,
    },
    desk::Done,
    llm::{ToolCall, ToolResult},
};

/// Characters of a refusal that the user is shown; the model is told all of it.
const REFUSAL_CHARS_SHOWN: usize = 160;

impl<L: Link> Drive<L> {
    /// Runs the tool and stores its result together with what it changed.
    ///
    /// A refusal has changed nothing; it is stored by itself.
    pub(super) async fn run_tool(&self, call: ToolCall) -> Result<Input, Left> {
        if let Some(tool) = self.outside.iter().find(|tool| tool.shown == call.name) {
            return self.run_outside(tool, call).await;
        }
        if super::commission::is_it(&call) {
            return self.start_agent(call).await;
        }
        let rehearsed = match rehearsed(&call).await {
            Ok(rehearsed) => rehearsed,
            Err(ToolError::Refused(reason)) => return self.refused(call, reason).await,
            Err(ToolError::Broken(error)) => return Ok(self.broke(&call, &error.into())),
        };
        let is_of_apps = tools::is_of_apps(&call.name);
        let offers: Arc<[Offer]> = if is_of_apps { self.shop.added().await.into() } else { Arc::default() };
        let told = Arc::new(Mutex::new(None));
        let ran = link::try_again(&self.link, self.turn, || self.job(&rehearsed, &offers, &told)).await;
        if is_of_apps && ran.is_ok() {
            self.shop.changed(self.user).await;
        }
        match ran {
            Ok(_) => {
                let told = told.lock().unwrap_or_else(PoisonError::into_inner).take();
                let Some((result, detail)) = told else { return Ok(Input::Broken) };
                self.link.tell(self.turn, TurnEvent::Tool { name: call.name, detail });
                Ok(Input::ToolAnswered(result))
            }
            Err(Error::Assistant(assistant::Error::ToolRefused(reason))) => self.refused(call, reason).await,
            Err(Error::ShuttingDown) => Err(Left(Error::ShuttingDown)),
            Err(error) => Ok(self.broke(&call, &error)),
        }
    }

    fn broke(&self, call: &ToolCall, error: &Error) -> Input {
        tracing::error!(turn.id = %self.turn, tool = %call.name, "a tool broke: {error}");
        Input::Broken
    }

    fn job(
        &self,
        call: &Rehearsed,
        offers: &Arc<[Offer]>,
        told: &Arc<Mutex<Option<(ToolResult, String)>>>,
    ) -> link::Job {
        let (id, call, offers, told) = (self.turn, call.clone(), Arc::clone(offers), Arc::clone(told));
        Box::new(move |tx, at| {
            let stack = context::active_stack(tx, assistant::find(tx, id)?.stack)?;
            let done = match tools::run(&Scene { tx, context: at, stack, offers: &offers }, &call) {
                Ok(done) => done,
                Err(ToolError::Refused(reason)) => return Err(assistant::Error::ToolRefused(reason).into()),
                Err(ToolError::Broken(error)) => return Err(error.into()),
            };
            let result = ToolResult { call_id: call.call().id.clone(), output: done.output, is_error: false };
            step::tool_answered(tx, id, call.call(), &result, at.now)?;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some((result, done.detail));
            Ok(Done { changes: done.changes, ..Done::default() })
        })
    }

    /// Stores that the call was refused.
    pub(super) async fn refused(&self, call: ToolCall, reason: String) -> Result<Input, Left> {
        let detail: String = reason.chars().take(REFUSAL_CHARS_SHOWN).collect();
        let result = ToolResult { call_id: call.id.clone(), output: reason.into(), is_error: true };
        let (id, stored, name) = (self.turn, result.clone(), call.name.clone());
        link::write_for(&self.link, id, move |tx, at| step::tool_answered(tx, id, &call, &stored, at.now)).await?;
        self.link.tell(id, TurnEvent::Tool { name, detail });
        Ok(Input::ToolAnswered(result))
    }
}

/// The call once what needs no desk has been looked at, on a thread that serves nobody else.
async fn rehearsed(call: &ToolCall) -> Result<Rehearsed, ToolError> {
    let call = call.clone();
    let looked = tokio::task::spawn_blocking(move || tools::rehearse(&call));
    looked.await.unwrap_or_else(|_| Err(ToolError::Refused("the input made something stumble".to_owned())))
}
