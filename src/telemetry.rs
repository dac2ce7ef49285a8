//! The log: events to standard error, for people or for programs.
//!
//! Standard output is left to what a command was asked for.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// The filter of the log can't be read.
#[derive(Debug, thiserror::Error)]
#[error("log.filter {filter:?} can't be used: {reason}")]
pub struct BadFilter {
    filter: String,
    reason: String,
}

/// Begins to write events of this process to standard error. A second call changes nothing.
///
/// # Errors
/// [`BadFilter`] when the filter of the settings has no meaning.
pub fn start(log: &Log) -> Result<(), BadFilter> {
    let filter = EnvFilter::builder()
        .parse(&log.filter)
        .map_err(|error| BadFilter { filter: log.filter.clone(), reason: error.to_string() })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    // Only a process that already writes a log can't start another, and one is enough.
    drop(started);
    Ok(())
}
