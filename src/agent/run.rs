//! What comes next for an agent: pure. The steps that it has done go in, in their order, and what is to be done comes out.
//!
//! A run that was cut short is made again of the rows of its steps, through the same function that takes in each step as
//! it is done. What it knows is therefore the same with a restart between any two steps and without.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{
    step::{Answered, Made, Ran, Step, What},
    task::Limits,
};
use crate::{
    assistant::turn::{Budget, Terms},
    llm::{Message, ToolCall, ToolResult},
    model::Spent,
};

/// Changes of files after which they are committed, so that little is lost with a branch that somebody deletes, and others
/// see how far it is.
pub const CHANGES_KEPT: u32 = 8;

/// Tools that one answer may call; the rest is not run.
pub const CALLS_MAX: usize = 32;

/// Times in a row that the same call is run.
const REPEATS_MAX: u32 = 3;

/// Times in a row that the same call is made before the run ends.
const REPEATS_ENDURED: u32 = 6;

/// Calls in a row that may fail before the run ends.
const FAILURES_MAX: u32 = 12;

/// Times that a call is begun with which the server stops.
const CUTS_MAX: u32 = 3;

/// Times in a row that the model may answer with nothing, or break off.
const SILENCES_MAX: u32 = 3;

/// What an agent has done so far, as far as it matters for what comes next.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// What the model is to be told.
    conversation: Vec<Message>,
    /// Calls of the last answer that were not run yet.
    waiting: VecDeque<ToolCall>,
    /// What those that were run have answered.
    results: Vec<ToolResult>,
    /// Times that the model was asked, since the limits began to count.
    asked: u32,
    spent: Spent,
    last: Option<(String, Value)>,
    repeats: u32,
    failures: u32,
    /// Times that the server has stopped while the next call ran.
    cuts: u32,
    silences: u32,
    /// Why the model gave no whole answer the last time.
    broken: Option<String>,
    changes: u32,
    summary: Option<String>,
    /// Where the limits begin to count.
    since_step: u64,
}

/// What is to be done next.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    AskModel,
    RunTool(ToolCall),
    /// The call is not run: it is answered with this.
    Refuse(ToolCall, String),
    /// What was changed is to be committed.
    Keep,
    Finish(String),
    /// It can't go on, and why.
    Fail(String),
}

impl Run {
    /// A run that is told its task. Limits count what is done after the step `since_step`.
    #[must_use]
    pub fn new(task: &str, since_step: u64) -> Self {
        Self {
            conversation: vec![Message::User(task.to_owned())],
            waiting: VecDeque::new(),
            results: Vec::new(),
            asked: 0,
            spent: Spent::default(),
            last: None,
            repeats: 0,
            failures: 0,
            cuts: 0,
            silences: 0,
            broken: None,
            changes: 0,
            summary: None,
            since_step,
        }
    }

    /// What the model is to be told.
    #[must_use]
    pub fn conversation(&self) -> &[Message] {
        &self.conversation
    }

    /// What it has cost since the limits began to count.
    #[must_use]
    pub const fn spent(&self) -> Spent {
        self.spent
    }

    /// Whether something that was said can be told to the model before anything else is done.
    #[must_use]
    pub fn can_hear(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes in a step that was done.
    pub fn record(&mut self, step: &Step, cost_micros: impl Fn(&crate::llm::Usage) -> u64) {
        let counts = step.number > self.since_step;
        match &step.what {
            What::State(_)
            | What::Model { answered: None | Some(Answered::Stopped), .. }
            | What::Tool { ran: None, .. }
            | What::Commit { made: None | Some(Made::Nothing(_)), .. } => {}
            What::Message(said) => self.hear(&said.text),
            What::Model { answered: Some(Answered::Broken(why)), .. } => {
                self.asked += u32::from(counts);
                self.silences += u32::from(counts);
                self.broken = Some(why.clone());
            }
            What::Model { answered: Some(Answered::Whole(answer)), .. } => {
                if counts {
                    self.asked += 1;
                    self.spent = self.spent.plus(&answer.usage, cost_micros(&answer.usage));
                }
                self.answered(&answer.text, &answer.calls, counts);
            }
            What::Tool { call, ran: Some(ran) } if ran.was_cut => self.cut(call, ran),
            What::Tool { call, ran: Some(ran) } => self.ran(call, ran),
            What::Commit { made: Some(Made::Commit(_)), .. } => self.changes = 0,
        }
    }

    fn hear(&mut self, text: &str) {
        self.skip_rest("not done: something was said meanwhile, read that first");
        self.flush();
        self.conversation.push(Message::User(text.to_owned()));
        (self.summary, self.silences, self.failures) = (None, 0, 0);
        (self.last, self.repeats) = (None, 0);
    }

    fn answered(&mut self, text: &str, calls: &[ToolCall], counts: bool) {
        let is_silent = text.trim().is_empty() && calls.is_empty();
        if is_silent {
            self.silences += u32::from(counts);
            self.broken = None;
            return;
        }
        (self.silences, self.broken) = (0, None);
        self.conversation.push(Message::Assistant { text: text.to_owned(), calls: calls.to_vec() });
        self.waiting = calls.iter().cloned().collect();
        if calls.is_empty() {
            self.summary = Some(text.trim().to_owned());
        }
    }

    /// Nothing has come of the call, which works on nothing but this agent's own changes: it is run again. The model is told
    /// of one with which the server has stopped again and again.
    fn cut(&mut self, call: &ToolCall, ran: &Ran) {
        self.cuts += 1;
        if self.cuts >= CUTS_MAX {
            self.ran(call, ran);
        }
    }

    fn ran(&mut self, call: &ToolCall, ran: &Ran) {
        if let Some(at) = self.waiting.iter().position(|other| other.id == call.id) {
            self.waiting.remove(at);
        }
        self.cuts = 0;
        let same = (call.name.clone(), call.input.clone());
        self.repeats = if self.last.as_ref() == Some(&same) { self.repeats + 1 } else { 1 };
        self.last = Some(same);
        self.failures = if ran.result.is_error { self.failures + 1 } else { 0 };
        self.changes += u32::from(ran.has_changed);
        self.results.push(ran.result.clone());
        if let Some(summary) = &ran.summary {
            self.summary = Some(summary.clone());
            self.skip_rest("not done: the task was finished before");
        }
        if self.waiting.is_empty() {
            self.flush();
        }
    }

    /// Whatever else it wanted with the same answer is not done any more; each call needs a result all the same.
    fn skip_rest(&mut self, why: &str) {
        let rest = std::mem::take(&mut self.waiting);
        let skipped = |call: ToolCall| ToolResult { call_id: call.id, output: json!(why), is_error: true };
        self.results.extend(rest.into_iter().map(skipped));
    }

    fn flush(&mut self) {
        if !self.results.is_empty() {
            let results = std::mem::take(&mut self.results);
            self.conversation.push(Message::ToolResults(results));
        }
    }

    /// What is to be done next, by what the model costs and its user has spent today.
    #[must_use]
    pub fn next(&self, limits: &Limits, budget: &Budget, terms: &Terms) -> Next {
        if self.failures >= FAILURES_MAX {
            return Next::Fail(format!("I stopped because {FAILURES_MAX} calls of tools in a row have failed."));
        }
        if let Some(call) = self.waiting.front() {
            return self.next_call(call);
        }
        if let Some(summary) = &self.summary {
            return Next::Finish(summary.clone());
        }
        if self.changes >= CHANGES_KEPT {
            return Next::Keep;
        }
        if self.silences >= SILENCES_MAX {
            return Next::Fail(match &self.broken {
                Some(why) => format!("I stopped because {why}."),
                None => format!("I stopped because the model has answered with nothing {SILENCES_MAX} times."),
            });
        }
        if self.asked >= limits.steps_max {
            let max = limits.steps_max;
            return Next::Fail(format!("I stopped after {max} steps, the most that one task may take."));
        }
        match self.budget_up(limits, budget, terms) {
            Some(why) => Next::Fail(why),
            None => Next::AskModel,
        }
    }

    fn next_call(&self, call: &ToolCall) -> Next {
        let is_same = self.last.as_ref().is_some_and(|(name, input)| *name == call.name && *input == call.input);
        if is_same && self.repeats >= REPEATS_ENDURED {
            return Next::Fail(format!(
                "I stopped because the model has made the same call of {} {REPEATS_ENDURED} times in a row.",
                call.name.chars().take(40).collect::<String>()
            ));
        }
        if is_same && self.repeats >= REPEATS_MAX {
            let why =
                "you have made this very call several times in a row, and its answer is the same: do something else";
            return Next::Refuse(call.clone(), why.to_owned());
        }
        Next::RunTool(call.clone())
    }

    fn budget_up(&self, limits: &Limits, budget: &Budget, terms: &Terms) -> Option<String> {
        terms.prices?;
        if let Some(max) = limits.tokens_max.filter(|max| self.spent.tokens >= *max) {
            return Some(format!("I stopped because one task may take at most {max} tokens."));
        }
        if let Some(max) = limits.cost_micros_max.filter(|max| self.spent.cost_micros >= *max) {
            return Some(format!("I stopped because one task may cost at most {}.", budget.money(max)));
        }
        budget.is_day_up(terms.spent_today).then(|| {
            "I stopped because today's budget for models is used up: retry the task tomorrow (UTC).".to_owned()
        })
    }
}
