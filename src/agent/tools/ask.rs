//! `ask`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, overlay, refused, short};

/// Characters of a question.
const QUESTION_CHARS_MAX: usize = 4_000;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    question: String,
}

impl Tool for Ask {
    const NAME: &'static str = "ask";
    const DESCRIPTION: &'static str = "Asks the person who gave the task, and waits for the answer. Use it when the task \
                                       can't be done without, and not to be told that all is well.";
    const EFFECT: Effect = Effect::Speaks;

    fn run(self, _: &mut Bench<'_>) -> overlay::Result<Done> {
        let question = said(&self.question, QUESTION_CHARS_MAX, "question")?;
        let about = short(&question);
        Ok(Done { output: json!({ "asked": true }), about, then: Some(Then::Ask { question }) })
    }
}

/// Words for a person: some, and not too many.
pub(super) fn said(text: &str, chars_max: usize, what: &str) -> overlay::Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > chars_max {
        return refused(format!("a {what} has 1 to {chars_max} characters"));
    }
    Ok(text.replace('\0', ""))
}
