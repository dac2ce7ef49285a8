//! Giving a task to an agent: outside every transaction, and under an id that a turn taken up again gives once more, so that
//! a server that goes down in between gives it once.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Drive, Left, link, link::Link};
use crate::{
    agent::AgentId,
    assistant::{TurnEvent, step, turn::Input},
    kit::Id,
    llm::{ToolCall, ToolResult, ToolSpec},
};

/// The tool's name.
const NAME: &str = "start_agent";

/// For a model: what it does, and when to use it.
const DESCRIPTION: &str = "Gives a task in one of the user's repositories to an agent, which works on it on a branch of its own, in \
                           the user's name, for minutes and without you. Use it when the user wants files of a repository \
                           changed. Say in the task all that the agent must know; it has not read this conversation. The user is \
                           told when it is done.";

/// What a task is to be, as the model says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commission {
    /// What is to be done, in plain words.
    pub task: String,
    /// Which repository, as `owner/name`.
    pub repository: String,
    /// The branch to begin from; the default branch when it is absent.
    pub base: Option<String>,
    #[serde(skip)]
    pub id: Option<AgentId>,
}

/// Whether a call is one of this tool.
pub(super) fn is_it(call: &ToolCall) -> bool {
    call.name == NAME
}

/// The tool, as a model is told of it.
pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: NAME.into(),
        description: DESCRIPTION.into(),
        input_schema: schemars::schema_for!(Commission).to_value(),
    }
}

impl<L: Link> Drive<L> {
    /// Gives the task and stores what came of that.
    pub(super) async fn start_agent(&self, call: ToolCall) -> Result<Input, Left> {
        let (id, name) = (self.turn, call.name.clone());
        let given = match serde_json::from_value::<Commission>(call.input.clone()) {
            Err(error) => Err(Value::String(format!("the input of {NAME} is wrong: {error}"))),
            Ok(wanted) => {
                let agent = Id::of_seed(&format!("turn {id} call {}", call.id));
                self.toolbox
                    .start_agent(self.user, Commission { id: Some(agent), ..wanted })
                    .await
                    .map_err(Value::String)
            }
        };
        let is_error = given.is_err();
        let detail = match &given {
            Ok(_) => "gave a task to an agent".to_owned(),
            Err(why) => why.as_str().unwrap_or_default().to_owned(),
        };
        let (Ok(output) | Err(output)) = given;
        let result = ToolResult { call_id: call.id.clone(), output, is_error };
        let stored = result.clone();
        link::write_for(&self.link, id, move |tx, at| step::tool_answered(tx, id, &call, &stored, at.now)).await?;
        self.link.tell(id, TurnEvent::Tool { name, detail });
        Ok(Input::ToolAnswered(result))
    }
}

/// What the model is told of a task that was given.
#[must_use]
pub fn given(id: AgentId, branch: &str) -> Value {
    json!({ "agent_id": id, "branch": branch, "page": format!("/agents/{id}"), "note": "the user is told when it is done" })
}
