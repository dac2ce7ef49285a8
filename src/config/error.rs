//! What can be wrong with settings, said to the operator.

use std::path::PathBuf;

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the settings file {path} can't be read: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{place} is not valid TOML: {message}")]
    Syntax { place: String, message: String },
    /// `message` names the key that is unknown, missing or of the wrong type.
    #[error("{place} can't be used: {message}")]
    Setting { place: String, message: String },
    #[error("accounts.default_tier names the tier {0:?}, which is not among [tiers]")]
    NoSuchTier(String),
    #[error("assistant.provider is \"scripted\", so assistant.script must name the file to answer from")]
    NoScript,
    #[error("assistant.model names the model {0:?}, which is not among [models]")]
    NoSuchModel(String),
    #[error("models.{0} has a key and a key_file: give one of them")]
    TwoKeys(String),
    #[error("github.client_id goes with one of github.client_secret and github.client_secret_file, and they with it")]
    AppSecret,
    #[error("{0} must not be 0")]
    Zero(&'static str),
}
