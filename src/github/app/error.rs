//! Why GitHub has given no token.

use crate::fetch;

/// Why GitHub has given or taken no token. What GitHub says in it is cut and cleaned.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppError {
    #[error("what was shown to GitHub was used already or has run out")]
    Spent,
    /// Whoever runs this server has to look after it.
    #[error("GitHub does not accept this server's app: {0}")]
    NotAccepted(String),
    /// In GitHub's own words.
    #[error("GitHub refuses it: {0}")]
    Refused(String),
    #[error("GitHub can't be reached: {0}")]
    Away(String),
}

impl AppError {
    /// What a word means with which GitHub says no.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        super::wire::refusal(word)
    }
}

impl From<fetch::Error> for AppError {
    fn from(error: fetch::Error) -> Self {
        Self::Away(error.to_string())
    }
}
