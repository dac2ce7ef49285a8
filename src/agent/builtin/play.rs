//! An answer as a play that is performed again from its start at every request.
//!
//! An act reads as if its tools answered at once. In truth [`Play::call`] gives back what the tool has answered
//! earlier, or pauses the act with the call that is still to be made.

use std::collections::VecDeque;

use serde_json::Value;

use super::speech::Lang;
use crate::llm::{Message, Request, ToolCall, ToolResult};

/// This tool has to answer first.
#[derive(Debug)]
pub(super) struct Pause(pub ToolCall);

/// What an act needs: what was said since something was last finished, and the tools.
pub(super) struct Play<'r> {
    pub lang: Lang,
    said: VecDeque<String>,
    results: VecDeque<&'r ToolResult>,
    offered: Vec<&'r str>,
    calls: usize,
}

impl<'r> Play<'r> {
    pub fn new(request: &'r Request) -> Self {
        let (mut said, mut results, mut is_over) = (VecDeque::new(), VecDeque::new(), false);
        for message in &request.messages {
            match message {
                Message::User(text) => {
                    if std::mem::take(&mut is_over) {
                        said.clear();
                        results.clear();
                    }
                    said.push_back(text.clone());
                }
                Message::Assistant { calls, .. } => {
                    is_over = calls.is_empty() || calls.iter().any(|call| call.name == "finish");
                }
                Message::ToolResults(given) => results.extend(given),
            }
        }
        let lang = said.back().map_or(Lang::En, |text| Lang::of(text));
        Self { lang, said, results, offered: request.tools.iter().map(|tool| &*tool.name).collect(), calls: 0 }
    }

    /// The next message of the person.
    pub fn next_said(&mut self) -> Option<String> {
        self.said.pop_front()
    }

    pub fn offers(&self, tool: &str) -> bool {
        self.offered.contains(&tool)
    }

    /// What the tool answers, or its own words on why it does not.
    pub fn call(&mut self, name: &str, input: Value) -> Result<Result<Value, String>, Pause> {
        self.calls += 1;
        match self.results.pop_front() {
            Some(result) if result.is_error => Ok(Err(text_of(&result.output))),
            Some(result) => Ok(Ok(result.output.clone())),
            None => Err(Pause(ToolCall { id: format!("builtin-{}", self.calls), name: name.to_owned(), input })),
        }
    }

    /// Asks the person. An answer that came with the tool's result is said next.
    pub fn ask(&mut self, question: &str) -> Result<(), Pause> {
        let answered = self.call("ask", serde_json::json!({ "question": question }))?;
        if let Some(answer) = answered.ok().as_ref().and_then(|output| output["answer"].as_str()) {
            self.said.push_front(answer.to_owned());
        }
        Ok(())
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
