//! Why there is no answer, or no more of it.

use std::error::Error as _;

use super::address::OutOfBounds;

/// Why there is no answer, or no more of it. Every text continues "the model can't be reached: …" and its like, and
/// names the host alone: no path, no header.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    #[error("{host} lies on this machine or a private network, where this address may not lead")]
    OutOfBounds { host: String },
    #[error(
        "{host} lies on the internet: its address has to begin with https://, so that nobody on the way reads along"
    )]
    Unsealed { host: String },
    #[error("{host} did not take the connection ({reason})")]
    Unreachable { host: String, reason: String },
    #[error("{host} did not answer in time")]
    Silent { host: String },
    #[error("{host} fell silent in the middle of its answer")]
    Stalled { host: String },
    #[error("{host} took longer than an answer may take")]
    Slow { host: String },
    #[error("{host} broke its answer off ({reason})")]
    Broken { host: String, reason: String },
    #[error("{host} answered with more than {bytes_max} bytes")]
    TooLarge { host: String, bytes_max: usize },
    #[error("{host} sends its visitors elsewhere: give the address that it sends them to")]
    Redirected { host: String },
    #[error("the request can't be made: {0}")]
    Unusable(String),
}

impl Error {
    /// What the library's error means.
    pub(super) fn of(error: reqwest::Error, host: &str) -> Self {
        let host = host.to_owned();
        if let Some(out) = causes(&error).find_map(|cause| cause.downcast_ref::<OutOfBounds>()) {
            return out.told();
        }
        let reason = cause(&error);
        match error {
            error if error.is_connect() && error.is_timeout() => Self::Silent { host },
            error if error.is_connect() => Self::Unreachable { host, reason },
            error if error.is_builder() => Self::Unusable(reason),
            _ => Self::Broken { host, reason },
        }
    }
}

/// The innermost reason, which is the one that helps.
pub(super) fn cause(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "no reason given".to_owned(), ToString::to_string)
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |inner| (*inner).source())
}
