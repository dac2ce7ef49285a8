//! A turn while it runs: pure. What has happened goes in, what is to be done comes out.
//!
//! A model answers, perhaps calling tools; the tools answer; the model is asked again. The turn is over when an
//! answer calls no tool, when somebody stops it, or when it reaches a limit, which its last sentence names.

mod limits;
mod taking_up;
#[cfg(test)]
mod tests;
mod tries;

use std::{collections::VecDeque, time::Duration};

use super::{Ending, step::Answer};
use crate::{
    llm::{self, Delta, Message, Prices, Stop, ToolCall, ToolResult, Usage},
    model::Spent,
};

pub use limits::{Budget, Limits, micros};
pub use taking_up::take_up;

/// Tools that one answer may call.
const CALLS_MAX: usize = 32;
/// Pieces that one answer may come in: an endless stream of nothing ends here.
const DELTAS_MAX: u32 = 400_000;
/// Stands between what is said before and after tools were run.
const JOINT: &str = "\n\n";

/// What the model that answers costs, and what its user has spent already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Terms {
    /// `None` for one that costs nothing and has no budget.
    pub prices: Option<Prices>,
    pub spent_today: Spent,
}

/// A turn in the middle.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    limits: Limits,
    terms: Terms,
    /// By this turn alone.
    spent: Spent,
    /// What is known to the model, without the answer that is coming in.
    conversation: Vec<Message>,
    /// Everything that has been said to the user.
    said: String,
    said_chars: usize,
    /// Times that the model has been asked.
    asked: u32,
    answer: Answer,
    deltas: u32,
    waiting: VecDeque<ToolCall>,
    results: Vec<ToolResult>,
    is_over: bool,
}

/// Something that has happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// Take up the work, at the turn's start or after an interruption.
    Begin,
    Delta(Delta),
    /// The answer has ended without saying so.
    StreamEnded,
    ModelFailed(llm::Error),
    ToolAnswered(ToolResult),
    /// The server could not do its part.
    Broken,
    Cancel,
    TimeUp,
}

/// Something to be done, in the order in which it stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    AskModel,
    /// Tell the user.
    Say(String),
    /// Tell the user that the model can't answer before this time has passed.
    Wait(Duration),
    /// Store the model's whole answer, before anything that follows from it.
    Keep(Answer),
    RunTool(ToolCall),
    /// Answer the call with this refusal: the tool has been tried too often.
    RefuseTool(ToolCall, String),
    Finish(Ending),
}

impl Run {
    /// What the model is to be told next.
    #[must_use]
    pub fn conversation(&self) -> &[Message] {
        &self.conversation
    }

    /// Everything that has been said to the user.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Whether the model is asked for the first time.
    #[must_use]
    pub const fn is_fresh(&self) -> bool {
        self.asked <= 1
    }

    /// What the answer that is coming in has cost so far, while it is not kept.
    #[must_use]
    pub const fn unkept(&self) -> Usage {
        self.answer.usage
    }

    /// What follows from `input`. Nothing follows once the turn is over.
    #[must_use]
    pub fn step(mut self, input: Input) -> (Self, Vec<Effect>) {
        if self.is_over {
            return (self, Vec::new());
        }
        let effects = match input {
            Input::Begin => self.go_on(),
            Input::Delta(delta) => self.take(delta),
            Input::StreamEnded => self.end_answer(Stop::Done),
            Input::ToolAnswered(result) => {
                self.results.push(result);
                self.go_on()
            }
            Input::ModelFailed(error) => self.fail(format!("My answer ends here: {error}.")),
            Input::Broken => self.fail("Something went wrong on the server, and my answer ends here.".to_owned()),
            Input::Cancel => self.finish(Ending::Cancelled),
            Input::TimeUp => self.fail(self.limits.time_is_up()),
        };
        (self, effects)
    }

    /// Runs the next tool; when none is waiting, asks the model, unless it has said everything.
    fn go_on(&mut self) -> Vec<Effect> {
        if let Some(call) = self.waiting.pop_front() {
            return vec![match self.tried_enough(&call) {
                Some(reason) => Effect::RefuseTool(call, reason),
                None => Effect::RunTool(call),
            }];
        }
        if !self.results.is_empty() {
            let results = std::mem::take(&mut self.results);
            self.conversation.push(Message::ToolResults(results));
        }
        if matches!(self.conversation.last(), Some(Message::Assistant { .. })) {
            return self.finish(Ending::Completed);
        }
        if self.asked >= self.limits.steps_max {
            return self.fail(self.limits.steps_are_up());
        }
        if self.terms.prices.is_some()
            && let Some(sentence) = self.limits.budget.is_up(self.spent, self.terms.spent_today)
        {
            return self.fail(sentence);
        }
        self.asked += 1;
        self.deltas = 0;
        self.answer = Answer::default();
        vec![Effect::AskModel]
    }

    fn take(&mut self, delta: Delta) -> Vec<Effect> {
        self.deltas += 1;
        if self.deltas > DELTAS_MAX {
            return self.fail("The model did not come to an end, so I stopped it.".to_owned());
        }
        match delta {
            Delta::Text(text) => self.say(&text),
            Delta::ToolCall(_) if self.answer.calls.len() >= CALLS_MAX => {
                self.fail(format!("I stopped because the model called more than {CALLS_MAX} tools at once."))
            }
            Delta::ToolCall(call) => {
                self.answer.calls.push(self.named_apart(call));
                Vec::new()
            }
            Delta::Usage(usage) => {
                self.answer.usage = usage;
                Vec::new()
            }
            Delta::Waiting(pause) => vec![Effect::Wait(pause)],
            Delta::Stop(stop) => self.end_answer(stop),
        }
    }

    /// The call under a name that no other call of this answer has: results are told apart by it.
    fn named_apart(&self, mut call: ToolCall) -> ToolCall {
        if self.answer.calls.iter().any(|other| other.id == call.id) {
            call.id = format!("{}-{}", call.id, self.answer.calls.len());
        }
        call
    }

    fn say(&mut self, text: &str) -> Vec<Effect> {
        let room = self.limits.answer_chars_max.saturating_sub(self.said_chars);
        let begins = self.answer.text.is_empty() && !self.said.is_empty();
        let told: String = if begins { JOINT } else { "" }.chars().chain(text.chars()).take(room).collect();
        if text.is_empty() {
            return Vec::new();
        }
        self.answer.text.push_str(text);
        self.said.push_str(&told);
        self.said_chars += told.chars().count();

        let mut effects = vec![Effect::Say(told)];
        if self.said_chars >= self.limits.answer_chars_max {
            effects.extend(self.fail(self.limits.answer_is_full()));
        }
        effects
    }

    fn end_answer(&mut self, stop: Stop) -> Vec<Effect> {
        let answer = std::mem::take(&mut self.answer);
        self.spend(&answer.usage);
        self.waiting = answer.calls.clone().into();
        self.conversation.push(Message::Assistant { text: answer.text.clone(), calls: answer.calls.clone() });
        let is_cut = stop == Stop::Length && answer.calls.is_empty();

        let mut effects = vec![Effect::Keep(answer)];
        if is_cut {
            effects
                .extend(self.fail("My answer ends here: the model's own limit on its length was reached.".to_owned()));
        } else {
            effects.extend(self.go_on());
        }
        effects
    }

    /// Counts what an answer has cost, for the turn and for the day.
    fn spend(&mut self, usage: &Usage) {
        let cost_micros = self.terms.prices.map_or(0, |prices| prices.cost_micros(usage));
        self.spent = self.spent.plus(usage, cost_micros);
        self.terms.spent_today = self.terms.spent_today.plus(usage, cost_micros);
    }

    fn fail(&mut self, error: String) -> Vec<Effect> {
        self.finish(Ending::Failed { error })
    }

    fn finish(&mut self, ending: Ending) -> Vec<Effect> {
        self.is_over = true;
        vec![Effect::Finish(ending)]
    }
}
