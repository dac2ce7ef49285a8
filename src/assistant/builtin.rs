//! An assistant without a model: a small grammar over the real tools.
//!
//! It needs no network and keeps nothing: each request holds what was said and what the tools have answered so
//! far, and the same request always gets the same answer. What it does not understand it says, with what it
//! does. It implements [`llm::Provider`], but lives among the rooms, because its grammar is made of their words.

mod act;
mod gist;
mod pasted;
mod phrase;
mod play;
mod speech;
#[cfg(test)]
mod tests;
mod understand;
mod view;

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use crate::llm::{Delta, Error, Provider, Request, Stop};
use play::{Pause, Play};

/// Characters of an answer that are said at once.
const CHUNK_CHARS: usize = 24;

/// The assistant that every server has.
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
    let mut play = Play::new(request);
    let intent = understand::intent(play.said());
    match act::act(intent, &mut play) {
        Err(Pause::Call(call)) => vec![Delta::ToolCall(call), Delta::Stop(Stop::Tools)],
        Ok(text) | Err(Pause::Say(text)) => {
            let chars: Vec<char> = text.chars().collect();
            let chunks = chars.chunks(CHUNK_CHARS).map(|chunk| Delta::Text(chunk.iter().collect()));
            chunks.chain([Delta::Stop(Stop::Done)]).collect()
        }
    }
}
