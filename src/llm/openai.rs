//! Chat completions, streamed: what OpenAI, Ollama, llama.cpp, vLLM, OpenRouter and others speak.
//!
//! They agree on the shape and differ in small ways, so that what is missing is filled in rather than refused.
//! Source: platform.openai.com, "Chat completions", "Streaming", "Function calling"; the servers' own manuals.

mod ask;
mod read;
#[cfg(test)]
pub(super) mod tests;

use serde_json::Value;

use super::{
    Delta, Error, Request,
    remote::{Dialect, Endpoint},
};
use crate::kit::Secret;

/// Reads one answer.
#[derive(Default, Debug)]
pub struct OpenAi(read::Reader);

impl OpenAi {
    /// Where OpenAI itself answers.
    pub const URL: &str = "https://api.openai.com/v1";
}

impl Dialect for OpenAi {
    const NAME: &'static str = "openai";
    const PATH: &'static str = "chat/completions";

    fn headers(key: Option<&Secret>) -> Vec<(&'static str, Secret)> {
        let bearer = |key: &Secret| ("authorization", Secret::new(format!("Bearer {}", key.expose())));
        key.map(bearer).into_iter().collect()
    }

    fn body(endpoint: &Endpoint, request: &Request) -> Value {
        ask::body(endpoint, request)
    }

    fn take(&mut self, data: &str, deltas: &mut Vec<Delta>) -> Result<(), Error> {
        self.0.take(data, deltas)
    }

    fn close(&mut self, deltas: &mut Vec<Delta>) -> bool {
        self.0.close(deltas)
    }
}
