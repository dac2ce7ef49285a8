//! `finish`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, ask::said, overlay, short};

/// Characters of a summary.
const SUMMARY_CHARS_MAX: usize = 8_000;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Finish {
    /// What was done and what was not, for the person who gave the task.
    summary: String,
}

impl Tool for Finish {
    const NAME: &'static str = "finish";
    const DESCRIPTION: &'static str = "Ends the task. Say what was done, and honestly what was not.";
    const EFFECT: Effect = Effect::Speaks;

    fn run(self, _: &mut Bench<'_>) -> overlay::Result<Done> {
        let summary = said(&self.summary, SUMMARY_CHARS_MAX, "summary")?;
        let about = short(&summary);
        Ok(Done { output: json!({ "finished": true }), about, then: Some(Then::Finish { summary }) })
    }
}
