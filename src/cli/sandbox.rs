//! `sandbox`: what the server starts to run a command of an agent. Not for people.

use std::process::ExitCode;

use clap::Args;

use crate::sandbox::child;

#[derive(Args)]
pub(super) struct Sandbox {
    /// Within the namespaces already.
    #[arg(long)]
    within: bool,
}

pub(super) fn run(sandbox: &Sandbox) -> ExitCode {
    if sandbox.within { child::run_within() } else { child::run() }
}
