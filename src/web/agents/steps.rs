//! The log of a task, as people read it.

use super::view::state_key;
use crate::{
    agent::step::{Answered, Made, Ran, Step, What},
    kit::Timestamp,
    llm::ToolCall,
    web::{
        api::agents::view::{cut, told},
        markdown,
        page::Page,
        words::When,
        workspace::place::encode,
    },
};

/// Bytes of what a tool was called with, and of what it answered, that the log shows.
const DETAIL_BYTES_MAX: usize = 4_000;

/// The tools that have a sentence of their own.
const TOOLS: [&str; 11] =
    ["list", "read", "search", "write", "edit", "move", "delete", "diff", "ask", "finish", "shell"];

/// One step.
pub(super) struct StepLine {
    pub number: u64,
    pub kind: &'static str,
    /// What is done.
    pub head: String,
    /// What it is about, such as a path.
    pub about: String,
    /// What was said, as HTML of our own making.
    pub html: Option<String>,
    /// What is shown to whoever wants to know it exactly.
    pub details: Vec<Detail>,
    pub href: Option<String>,
    pub is_bad: bool,
    pub is_going: bool,
    pub at: When,
}

pub(super) struct Detail {
    pub name: String,
    pub text: String,
}

pub(super) fn lines(page: &Page, steps: &[Step], base: &str, now: Timestamp) -> Vec<StepLine> {
    // An answer that only calls tools says nothing that the tools don't.
    let is_told = |step: &&Step| match &step.what {
        What::Model { answered: Some(Answered::Whole(answer)), .. } => !answer.text.trim().is_empty(),
        What::Model { answered: Some(Answered::Stopped), .. } => false,
        _ => true,
    };
    steps.iter().filter(is_told).map(|step| line(page, step, base, now)).collect()
}

fn line(page: &Page, step: &Step, base: &str, now: Timestamp) -> StepLine {
    let plain = StepLine {
        number: step.number,
        kind: step.what.kind(),
        head: String::new(),
        about: String::new(),
        html: None,
        details: Vec::new(),
        href: None,
        is_bad: false,
        is_going: step.ended_at.is_none(),
        at: When::new(step.begun_at, now, page.words),
    };
    match &step.what {
        What::State(stood) => StepLine { head: page.say(state_key(stood.state)), ..plain },
        What::Message(said) => StepLine {
            head: page.say_with("agent-step-said", &[("who", said.by.clone())]),
            html: Some(markdown::render(&said.text)),
            ..plain
        },
        What::Model { asked, answered } => {
            let head = page.say_with("agent-step-model", &[("model", asked.model.clone())]);
            match answered {
                None | Some(Answered::Stopped) => StepLine { head, ..plain },
                Some(Answered::Whole(answer)) => StepLine { head, html: Some(markdown::render(&answer.text)), ..plain },
                Some(Answered::Broken(why)) => StepLine { head, about: why.clone(), is_bad: true, ..plain },
            }
        }
        What::Tool { call, ran } => tool(page, call, ran.as_ref(), plain),
        What::Commit { wanted, made } => {
            let about = wanted.message.lines().next().unwrap_or_default().to_owned();
            match made {
                Some(Made::Commit(commit)) => {
                    let href = format!("{base}/-/commit/{}", encode(&commit.to_string()));
                    StepLine { head: page.say("agent-step-commit"), about, href: Some(href), ..plain }
                }
                Some(Made::Nothing(_)) => StepLine { head: page.say("agent-step-no-commit"), about, ..plain },
                None => StepLine { head: page.say("agent-step-commit"), about, ..plain },
            }
        }
    }
}

fn tool(page: &Page, call: &ToolCall, ran: Option<&Ran>, plain: StepLine) -> StepLine {
    let head = match TOOLS.iter().find(|name| **name == call.name) {
        Some(name) => page.say(&format!("agent-tool-{name}")),
        None => page.say_with("agent-tool-other", &[("name", call.name.clone())]),
    };
    let input = Detail { name: page.say("agent-step-input"), text: cut(&pretty(call), DETAIL_BYTES_MAX) };
    let Some(ran) = ran else { return StepLine { head, details: vec![input], ..plain } };
    let output = cut(&told(&ran.result.output), DETAIL_BYTES_MAX);
    let output = Detail { name: page.say("agent-step-output"), text: output };
    let head = if ran.was_cut { page.say("agent-step-cut") } else { head };
    StepLine {
        head,
        about: ran.about.clone(),
        details: vec![input, output],
        is_bad: ran.result.is_error && !ran.was_cut,
        ..plain
    }
}

fn pretty(call: &ToolCall) -> String {
    serde_json::to_string_pretty(&call.input).unwrap_or_default()
}
