//! How often a turn may try a tool that keeps failing.

use super::Run;
use crate::{
    assistant::tools,
    llm::{Message, ToolCall, ToolResult},
};

impl Run {
    /// Why the call is not run any more, when its tool has failed as often as it may in this turn.
    pub(super) fn tried_enough(&self, call: &ToolCall) -> Option<String> {
        let max = tools::tries_max(&call.name)?;
        (self.failures_of(&call.name) >= max).then(|| {
            format!(
                "{} has failed {max} times in this answer, and is not tried again: tell the user what is wrong",
                call.name
            )
        })
    }

    /// How often the tool has failed since the user has spoken.
    fn failures_of(&self, tool: &str) -> usize {
        let (mut calls, mut failures): (&[ToolCall], usize) = (&[], 0);
        for message in &self.conversation {
            match message {
                Message::User(_) => (calls, failures) = (&[], 0),
                Message::Assistant { calls: made, .. } => calls = made,
                Message::ToolResults(results) => failures += failed(calls, results, tool),
            }
        }
        failures + failed(calls, &self.results, tool)
    }
}

/// How many of the results are failures of the tool.
fn failed(calls: &[ToolCall], results: &[ToolResult], tool: &str) -> usize {
    let is_its = |result: &&ToolResult| calls.iter().any(|call| call.id == result.call_id && call.name == tool);
    results.iter().filter(|result| result.is_error).filter(is_its).count()
}
