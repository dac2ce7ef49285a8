//! What a provider is asked.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One question to a provider: everything that it may know.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// Who the assistant is and how it behaves.
    pub system: String,
    /// What it should know about the present state of things: a JSON document.
    pub context: String,
    /// The conversation, the oldest first. The last message is the user's, or the results of tools.
    pub messages: Vec<Message>,
    pub tools: Vec<ToolSpec>,
}

/// One part of the conversation.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    User(String),
    Assistant {
        text: String,
        calls: Vec<ToolCall>,
    },
    /// What the tools that the message before it called have answered.
    ToolResults(Vec<ToolResult>),
}

/// A tool that the model wants to be run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ToolCall {
    /// The provider's own name for this call, which its result carries.
    pub id: String,
    pub name: String,
    pub input: Value,
}

/// What a tool has answered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ToolResult {
    pub call_id: String,
    /// What it found, or a text that says what to try instead.
    pub output: Value,
    pub is_error: bool,
}

/// A tool that may be called.
#[derive(Clone, PartialEq, Debug)]
pub struct ToolSpec {
    pub name: Cow<'static, str>,
    pub description: Cow<'static, str>,
    /// The JSON Schema of its input.
    pub input_schema: Value,
}

impl Request {
    /// The place in `messages` of what the user said last.
    #[must_use]
    pub fn last_user(&self) -> Option<usize> {
        self.messages.iter().rposition(|message| matches!(message, Message::User(_)))
    }

    /// How many answers the provider has given since the user spoke.
    #[must_use]
    pub fn answers_given(&self) -> usize {
        let since = self.last_user().map_or(0, |at| at + 1);
        self.messages[since..].iter().filter(|message| matches!(message, Message::Assistant { .. })).count()
    }
}
