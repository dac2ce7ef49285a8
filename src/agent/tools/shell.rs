//! `shell`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Bench, Done, Effect, Then, Tool, overlay, refused, short};
use crate::sandbox::COMMAND_BYTES_MAX;

/// The tool's name.
pub const SHELL: &str = "shell";

/// Seconds that a command has when nobody says otherwise, and at most.
const TIME_USUAL_S: u64 = 60;
const TIME_MAX_S: u64 = 600;

/// A command to be run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    pub text: String,
    pub time: Duration,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Shell {
    /// What `sh -c` is given. It begins at the top of the repository.
    command: String,
    /// Seconds after which it is ended, 1 to 600; 60 when this is left out.
    #[serde(default)]
    timeout_s: Option<u64>,
}

impl Tool for Shell {
    const NAME: &'static str = SHELL;
    const DESCRIPTION: &'static str = "Runs a command in a sandbox that holds the files of the branch and the programs of \
                                       this machine: no network, nothing else of this machine. What it changes in files \
                                       is taken over, but for what .gitignore leaves out, links, and .git, which is not \
                                       there. What it leaves running is ended with it. Build, test and format with it.";
    const EFFECT: Effect = Effect::Runs;

    fn run(self, _: &mut Bench<'_>) -> overlay::Result<Done> {
        let text = self.command.trim();
        if text.is_empty() || text.len() > COMMAND_BYTES_MAX || text.contains('\0') {
            return refused(format!(
                "a command has 1 to {COMMAND_BYTES_MAX} bytes, and no NUL: write a longer one into a file"
            ));
        }
        let time_s = self.timeout_s.unwrap_or(TIME_USUAL_S);
        if !(1..=TIME_MAX_S).contains(&time_s) {
            return refused(format!("timeout_s is 1 to {TIME_MAX_S}"));
        }
        let command = Command { text: text.to_owned(), time: Duration::from_secs(time_s) };
        Ok(Done { output: json!({ "begun": true }), about: short(text), then: Some(Then::Run(command)) })
    }
}
