//! Language models: what is asked of one, and what it streams back.
//!
//! A [`Provider`] is handed one [`Request`] and answers with typed deltas. It knows nothing of who asks and what
//! the tools do; it keeps nothing between two requests, so that a conversation can be taken up again by whoever
//! has stored it.

mod anthropic;
mod message;
mod openai;
mod price;
mod remote;
pub mod scripted;
pub(crate) mod sse;

use std::time::Duration;

use futures_util::stream::BoxStream;

pub use anthropic::Anthropic;
pub use message::{Message, Request, ToolCall, ToolResult, ToolSpec};
pub use openai::OpenAi;
pub use price::Prices;
pub use remote::{Endpoint, Remote};

/// Something that answers requests: a model behind some API, or a stand-in for one.
pub trait Provider: Send + Sync {
    /// The name by which settings and logs know it.
    fn name(&self) -> &'static str;

    /// Begins to answer. The stream ends after [`Delta::Stop`] or an error; dropping it stops the answer.
    fn stream(&self, request: Request) -> BoxStream<'static, Result<Delta, Error>>;
}

/// One piece of an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Delta {
    /// What is said next.
    Text(String),
    /// A tool to be run, with its whole input.
    ToolCall(ToolCall),
    /// What the answer has cost so far.
    Usage(Usage),
    /// The model can't answer now; it is asked again after this pause. Nothing has been said yet.
    Waiting(Duration),
    /// The answer is complete.
    Stop(Stop),
}

/// What an answer has cost, in tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Usage {
    /// Of the question, without those that the provider still knew.
    pub input_tokens: u64,
    /// Of the question, known from an earlier one, and cheaper.
    #[serde(default)]
    pub cached_tokens: u64,
    pub output_tokens: u64,
}

impl Usage {
    #[must_use]
    pub const fn total_tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.cached_tokens).saturating_add(self.output_tokens)
    }
}

/// Why an answer is complete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Everything is said.
    Done,
    /// It wants to know what its tools answer.
    Tools,
    /// The provider's own limit on the length of an answer.
    Length,
}

/// Why there is no more of an answer. The text continues a sentence about the assistant, without secrets.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    #[error("the model can't be reached: {0}")]
    Unreachable(String),
    #[error("the model is overloaded: try again in a moment")]
    Overloaded,
    #[error("the model's server is in trouble (status {0}): try again in a moment")]
    Trouble(u16),
    #[error("the model's server does not accept the key: check it in the settings of the model")]
    KeyRefused,
    #[error("the model's server knows no model “{model}”: {reason}")]
    UnknownModel { model: String, reason: String },
    #[error("the model refused: {0}")]
    Refused(String),
    #[error("the model answered with something that can't be understood: {0}")]
    Malformed(String),
    #[error("the model's server closed the connection in the middle of its answer")]
    BrokenOff,
    /// Too slow, or too much.
    #[error("{0}")]
    OutOfBounds(String),
}
