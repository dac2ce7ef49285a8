//! Running a tool of another server: outside every transaction, and stored once it has answered.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::select;

use super::{Drive, Left, answer::cancelled, link, link::Link};
use crate::{
    assistant::{TurnEvent, step, turn::Input},
    llm::{ToolCall, ToolResult},
    toolbox::OutsideTool,
};

/// Bytes of what is sent to another server.
const INPUT_BYTES_MAX: usize = 256 * 1024;

/// The tools of other servers. Given by the roof.
pub trait Toolbox: Send + Sync {
    /// Those that the assistant may use now.
    fn offered(&self) -> BoxFuture<'_, Vec<OutsideTool>>;

    /// What the tool answers; `Err` is a refusal, for the model.
    fn call<'a>(&'a self, tool: &'a OutsideTool, input: &'a Value) -> BoxFuture<'a, Result<Value, Value>>;
}

impl<L: Link> Drive<L> {
    /// Calls the tool and stores what it said. A turn that is stopped in between does not wait for it.
    ///
    /// A server that goes down here calls it once more when the turn is continued: it only looks.
    pub(super) async fn run_outside(&self, tool: &OutsideTool, call: ToolCall) -> Result<Input, Left> {
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
}

fn refusal(input: &Value) -> Option<String> {
    if !input.is_object() {
        return Some("the input must be a JSON object".to_owned());
    }
    let bytes = input.to_string().len();
    (bytes > INPUT_BYTES_MAX).then(|| format!("the input has {bytes} bytes; at most {INPUT_BYTES_MAX} are sent"))
}
