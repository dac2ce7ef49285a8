//! The Messages API of Anthropic, streamed.
//!
//! Source: docs.anthropic.com, "Messages", "Streaming messages", "Tool use", "Prompt caching" (version 2023-06-01).

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

/// The version of the API that is spoken.
const VERSION: &str = "2023-06-01";

/// Reads one answer.
#[derive(Default, Debug)]
pub struct Anthropic(read::Reader);

impl Anthropic {
    /// Where Anthropic itself answers.
    pub const URL: &str = "https://api.anthropic.com";
}

impl Dialect for Anthropic {
    const NAME: &'static str = "anthropic";
    const PATH: &'static str = "v1/messages";

    fn headers(key: Option<&Secret>) -> Vec<(&'static str, Secret)> {
        let version = ("anthropic-version", Secret::new(VERSION));
        [version].into_iter().chain(key.map(|key| ("x-api-key", key.clone()))).collect()
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
