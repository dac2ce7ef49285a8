//! An agent without a model: orders in plain words, done one after the other with the real tools.
//!
//! It needs no network and keeps nothing: each request holds what was said and what the tools have answered so far,
//! and the same request always gets the same answer, so that work goes on after a restart as if nothing had been.
//! What it is told is understood as a whole before anything is done. What it does not understand, or what did not work, it
//! says, with what it does understand; it asks when that tool is offered, and never calls something done that is not.

mod act;
mod fields;
mod order;
mod play;
mod speech;
#[cfg(test)]
mod tests;
mod tokens;

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use crate::llm::{Delta, Error, Provider, Request, Stop};
use play::{Pause, Play};

/// Characters of an answer that are said at once.
const CHUNK_CHARS: usize = 24;

/// The agent that every server has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Builtin;

impl Provider for Builtin {
    fn name(&self) -> &'static str {
        "builtin"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Result<Delta, Error>> {
        stream::iter(answer(&request).into_iter().map(Ok)).boxed()
    }
}

/// The next thing to do: one tool call, or the whole answer.
fn answer(request: &Request) -> Vec<Delta> {
    match act::act(&mut Play::new(request)) {
        Err(Pause(call)) => vec![Delta::ToolCall(call), Delta::Stop(Stop::Tools)],
        Ok(text) => {
            let chars: Vec<char> = text.chars().collect();
            let chunks = chars.chunks(CHUNK_CHARS).map(|chunk| Delta::Text(chunk.iter().collect()));
            chunks.chain([Delta::Stop(Stop::Done)]).collect()
        }
    }
}
