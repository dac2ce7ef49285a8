//! One question to a model, within bounds, that can be stopped.
//!
//! Whatever a provider does (fail, panic, flood, never end), there is a whole answer or one plain reason why not, and what
//! it has cost is noted either way.

#[cfg(test)]
mod tests;

use std::time::Duration;

use futures_util::StreamExt;

use crate::{
    account::UserId,
    assistant::step::Answer,
    llm::{Delta, Request, Stop, Usage},
    sprite::{self, Chosen, Models},
};

/// Pieces that one answer may come in: an endless stream of nothing ends here.
const PIECES_MAX: u32 = 400_000;

/// Pieces taken in before others on this thread have their turn.
const BURST: u32 = 64;

/// What one answer may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    pub time: Duration,
    /// Bytes of what it says, and of what it calls tools with.
    pub bytes_max: usize,
    /// Tools that it may call.
    pub calls_max: usize,
}

/// What is heard of an answer while it comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard<'a> {
    Text(&'a str),
    /// The model can't answer now, and is asked again after this pause.
    Waiting(Duration),
}

/// Why there is no whole answer. The text continues a sentence that begins with "I stopped because".
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unanswered {
    /// Nobody wants it any more.
    #[error("somebody has stopped it")]
    Stopped,
    #[error("the model took too long")]
    TooSlow,
    #[error("the model's answer was too long")]
    TooLong,
    #[error("the model called too many tools at once")]
    TooManyCalls,
    #[error("the model did not come to an end")]
    Endless,
    /// In the words of the model's side.
    #[error("{0}")]
    Model(String),
}

/// An answer, or why there is none, and what it has cost either way.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    pub answer: Result<Answer, Unanswered>,
    pub usage: Usage,
}

/// Asks the model that was chosen for `user`, and notes what that has cost. `stop` ends it early.
pub async fn ask(
    models: &dyn Models,
    (chosen, user): (&Chosen, UserId),
    request: Request,
    bounds: Bounds,
    mut hear: impl FnMut(Heard<'_>),
    stop: impl Future<Output = ()>,
) -> Asked {
    let mut answer = Answer::default();
    let mut deltas = sprite::guarded(chosen.provider.as_ref(), request);
    let taking = async {
        let (mut bytes, mut pieces) = (0, 0_u32);
        while let Some(delta) = deltas.next().await {
            pieces += 1;
            if pieces > PIECES_MAX {
                return Err(Unanswered::Endless);
            }
            if pieces.is_multiple_of(BURST) {
                tokio::task::yield_now().await;
            }
            match delta.map_err(|error| Unanswered::Model(error.to_string()))? {
                Delta::Text(text) => {
                    bytes += text.len();
                    hear(Heard::Text(&text));
                    answer.text.push_str(&text);
                }
                Delta::ToolCall(_) if answer.calls.len() >= bounds.calls_max => return Err(Unanswered::TooManyCalls),
                Delta::ToolCall(mut call) => {
                    bytes += call.name.len() + call.id.len() + call.input.to_string().len();
                    // Results are told apart by this name.
                    if answer.calls.iter().any(|other| other.id == call.id) {
                        call.id = format!("{}-{}", call.id, answer.calls.len());
                    }
                    answer.calls.push(call);
                }
                Delta::Usage(usage) => answer.usage = usage,
                Delta::Waiting(pause) => hear(Heard::Waiting(pause)),
                Delta::Stop(Stop::Length) if answer.calls.is_empty() => return Err(Unanswered::TooLong),
                Delta::Stop(_) => return Ok(()),
            }
            if bytes > bounds.bytes_max {
                return Err(Unanswered::TooLong);
            }
        }
        Ok(())
    };
    let taken = tokio::select! {
        biased;
        () = stop => Err(Unanswered::Stopped),
        taken = tokio::time::timeout(bounds.time, taking) => taken.unwrap_or(Err(Unanswered::TooSlow)),
    };
    drop(deltas);
    let usage = answer.usage;
    if usage != Usage::default() {
        models.note(user, chosen, usage).await;
    }
    Asked { answer: taken.map(|()| answer), usage }
}
