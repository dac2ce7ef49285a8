//! A turn taken up from its rows: at its start, or after the server went down in the middle of it.

use std::collections::VecDeque;

use super::{JOINT, Limits, Run, Terms};
use crate::{
    activity::TurnId,
    assistant::{
        self, Error, budget,
        context::{self, Context},
        step::{self, Answer, Step},
    },
    db::Tx,
    llm::Message,
    model::Spent,
};

/// The turn where it stands, and what the model is told about the desk.
///
/// The context is the one that the turn began with, also when the desk has changed since: what the model has
/// said so far was said about that one. Only the memory is as it is now: what was forgotten meanwhile stays forgotten.
///
/// # Errors
/// [`Error::NotFound`]; whatever the database refuses.
pub fn take_up(tx: &Tx, id: TurnId, limits: Limits, terms: Terms) -> Result<(Context, Run), Error> {
    let turn = assistant::find(tx, id)?;
    let history = budget::history(tx, &turn)?;
    let steps = step::steps(tx, id)?;
    let stored = steps.iter().find_map(|step| match step {
        Step::Model { context, .. } => context.as_deref().cloned(),
        Step::Tool { .. } => None,
    });
    let context = match stored {
        Some(context) => context.with_memory(tx)?,
        None => context::build(tx, &turn, &history)?,
    };

    let mut conversation = budget::reminded(&history);
    conversation.push(Message::User(turn.text));
    let mut run = Run::new(limits, terms, conversation);
    for step in steps {
        run.remember(step);
    }
    Ok((context, run))
}

impl Run {
    /// A run that begins with what was said, of which the last is what it answers.
    #[must_use]
    pub fn new(limits: Limits, terms: Terms, conversation: Vec<Message>) -> Self {
        Self {
            limits,
            terms,
            spent: Spent::default(),
            conversation,
            said: String::new(),
            said_chars: 0,
            asked: 0,
            answer: Answer::default(),
            deltas: 0,
            waiting: VecDeque::new(),
            results: Vec::new(),
            is_over: false,
        }
    }

    /// Goes on after its end, because something has to be told that its user did not say.
    pub fn tell(&mut self, text: String) {
        self.is_over = false;
        self.waiting.clear();
        if !self.results.is_empty() {
            let results = std::mem::take(&mut self.results);
            self.conversation.push(Message::ToolResults(results));
        }
        self.conversation.push(Message::User(text));
    }

    /// Takes in a step that was done before.
    pub fn remember(&mut self, step: Step) {
        match step {
            Step::Model { answer, .. } => {
                self.asked += 1;
                let Some(answer) = answer else { return };
                // The day has it already.
                let cost_micros = self.terms.prices.map_or(0, |prices| prices.cost_micros(&answer.usage));
                self.spent = self.spent.plus(&answer.usage, cost_micros);
                if !self.results.is_empty() {
                    let results = std::mem::take(&mut self.results);
                    self.conversation.push(Message::ToolResults(results));
                }
                if !answer.text.is_empty() {
                    let joint = if self.said.is_empty() { "" } else { JOINT };
                    self.said.push_str(joint);
                    self.said.push_str(&answer.text);
                    self.said_chars = self.said.chars().count();
                }
                self.waiting = answer.calls.clone().into();
                self.conversation.push(Message::Assistant { text: answer.text, calls: answer.calls });
            }
            Step::Tool { call, result } => {
                self.waiting.retain(|waiting| waiting.id != call.id);
                self.results.push(result);
            }
        }
    }
}
