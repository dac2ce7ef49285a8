//! One answer as a play that is performed again from its start at every request.
//!
//! An act reads as if its tools answered at once. In truth [`Play::call`] gives back what the tool has answered
//! earlier in this turn, or pauses the act with the call that is still to be made.

use std::collections::VecDeque;

use serde_json::Value;

use super::{speech::Lang, view::View};
use crate::llm::{Message, Request, ToolCall, ToolResult};

/// Why an act does not go on.
#[derive(Debug)]
pub(super) enum Pause {
    /// This tool has to answer first.
    Call(ToolCall),
    /// There is nothing more to do than to say so.
    Say(String),
}

/// What an act needs: what was said, what is known, and the tools.
pub(super) struct Play<'r> {
    pub view: View,
    pub lang: Lang,
    said: &'r str,
    /// What the user said before, the last first.
    earlier: Vec<&'r str>,
    results: VecDeque<&'r ToolResult>,
    calls: usize,
}

impl<'r> Play<'r> {
    pub fn new(request: &'r Request) -> Self {
        let at = request.last_user().unwrap_or(request.messages.len());
        let (before, since) = request.messages.split_at(at);
        let said = since.first().and_then(spoken).unwrap_or_default();
        let results = since.iter().filter_map(|message| match message {
            Message::ToolResults(results) => Some(results),
            Message::User(_) | Message::Assistant { .. } => None,
        });
        Self {
            view: View::read(&request.context),
            lang: Lang::of(said),
            said,
            earlier: before.iter().rev().filter_map(spoken).collect(),
            results: results.flatten().collect(),
            calls: 0,
        }
    }

    pub fn said(&self) -> &'r str {
        self.said
    }

    pub fn earlier(&self) -> &[&'r str] {
        &self.earlier
    }

    /// What the tool answers. A refusal ends the act with the tool's own words.
    pub fn call(&mut self, name: &str, input: Value) -> Result<Value, Pause> {
        self.calls += 1;
        match self.results.pop_front() {
            Some(result) if result.is_error => Err(Pause::Say(self.lang.refused(&text_of(&result.output)))),
            Some(result) => Ok(result.output.clone()),
            None => {
                let id = format!("builtin-{}", self.calls);
                Err(Pause::Call(ToolCall { id, name: name.to_owned(), input }))
            }
        }
    }
}

fn spoken(message: &Message) -> Option<&str> {
    match message {
        Message::User(text) => Some(text),
        Message::Assistant { .. } | Message::ToolResults(_) => None,
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
