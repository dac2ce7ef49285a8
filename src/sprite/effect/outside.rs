//! Running a tool of another server: outside every transaction, and stored once it has answered.

use std::sync::PoisonError;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::select;

use super::{Commission, Drive, Left, answer::cancelled, link, link::Link};
use crate::{
    account::UserId,
    assistant::{self, TurnEvent, step, turn::Input},
    chat,
    desk::Done,
    llm::{ToolCall, ToolResult},
    toolbox::{OutsideTool, Rule},
};

/// Bytes of what is sent to another server.
const INPUT_BYTES_MAX: usize = 256 * 1024;

/// What a model is told whose call waits for the user.
const ASKED: &str = "The user is asked first, and nothing has been sent yet. Don't call it again: end your answer, and \
                     say what waits for their click. What came of it is told to you with a later message.";

/// The same when too much waits already.
const TOO_MANY: &str = "Too many calls wait for the user's click already: tell the user to decide those first.";

/// The tools of other servers. Given by the roof.
pub trait Toolbox: Send + Sync {
    /// Those that the assistant may use now.
    fn offered(&self) -> BoxFuture<'_, Vec<OutsideTool>>;

    /// What the tool answers; `Err` is a refusal, for the model.
    fn call<'a>(&'a self, tool: &'a OutsideTool, input: &'a Value) -> BoxFuture<'a, Result<Value, Value>>;

    /// Gives a task to an agent of `user`; `Err` is a refusal, for the model.
    fn start_agent(&self, _user: UserId, _wanted: Commission) -> BoxFuture<'_, Result<Value, String>> {
        Box::pin(std::future::ready(Err("this server runs no agents".to_owned())))
    }
}

impl<L: Link> Drive<L> {
    /// Calls the tool and stores what it said. A turn that is stopped in between does not wait for it.
    ///
    /// A server that goes down here calls it once more when the turn is continued: it only looks.
    pub(super) async fn run_outside(&self, tool: &OutsideTool, call: ToolCall) -> Result<Input, Left> {
        if tool.tool.rule == Rule::Asks {
            return self.ask_first(tool, call).await;
        }
        let detail = format!("asked {}: {}", tool.server, tool.tool.name);
        self.link.tell(self.turn, TurnEvent::Tool { name: call.name.clone(), detail });

        let mut cancel = self.cancel.clone();
        let called = match refusal(&call.input) {
            Some(reason) => Err(json!(reason)),
            None => select! {
                biased;
                () = cancelled(&mut cancel) => return Ok(Input::Cancel),
                called = self.toolbox.call(tool, &call.input) => called,
            },
        };
        let is_error = called.is_err();
        let (Ok(output) | Err(output)) = called;
        let result = ToolResult { call_id: call.id.clone(), output, is_error };
        let (id, stored) = (self.turn, result.clone());
        link::write_for(&self.link, id, move |tx, at| step::tool_answered(tx, id, &call, &stored, at.now)).await?;
        Ok(Input::ToolAnswered(result))
    }

    /// Has the user decide. The turn does not wait: what comes of it is told with the next one.
    async fn ask_first(&self, tool: &OutsideTool, call: ToolCall) -> Result<Input, Left> {
        let (id, shown, server) = (self.turn, tool.shown.clone(), tool.server.clone());
        let refused = refusal(&call.input).or_else(|| too_long(&call.input));
        let detail = format!("asks you about {}: {}", tool.server, tool.tool.name);
        let told = std::sync::Arc::new(std::sync::Mutex::new(None));
        let teller = std::sync::Arc::clone(&told);
        let asked = link::try_again(&self.link, id, move || {
            let (call, shown, server, refused) = (call.clone(), shown.clone(), server.clone(), refused.clone());
            let teller = std::sync::Arc::clone(&teller);
            Box::new(move |tx, at| {
                let refused = match refused {
                    None if chat::count_waiting(tx)? >= chat::WAITING_MAX => Some(TOO_MANY.to_owned()),
                    other => other,
                };
                let is_error = refused.is_some();
                let output = json!(refused.as_deref().unwrap_or(ASKED));
                let result = ToolResult { call_id: call.id.clone(), output, is_error };
                step::tool_answered(tx, id, &call, &result, at.now)?;
                *teller.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                if is_error {
                    return Ok(Done::default());
                }
                let said = assistant::ask_approval(tx, id, (&server, &shown), call.input, at)?;
                Ok(Done { changes: vec![said.into()], ..Done::default() })
            })
        });
        asked.await?;
        let told = told.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(result) = told else { return Ok(Input::Broken) };
        self.link.tell(id, TurnEvent::Tool { name: tool.shown.clone(), detail });
        Ok(Input::ToolAnswered(result))
    }
}

/// Nobody reads that much before they click.
fn too_long(input: &Value) -> Option<String> {
    let chars = input.to_string().chars().count();
    (chars > chat::INPUT_CHARS_MAX)
        .then(|| format!("the input has {chars} characters; the user looks at {} at most", chat::INPUT_CHARS_MAX))
}

fn refusal(input: &Value) -> Option<String> {
    if !input.is_object() {
        return Some("the input must be a JSON object".to_owned());
    }
    let bytes = input.to_string().len();
    (bytes > INPUT_BYTES_MAX).then(|| format!("the input has {bytes} bytes; at most {INPUT_BYTES_MAX} are sent"))
}
