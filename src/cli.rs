//! The command line: serving, and looking after users while the server runs or doesn't.
//!
//! A command answers with what it prints, or with one sentence that says what is wrong and what to do.

mod extract;
mod sandbox;
mod secret;
mod serve;
mod user;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    account,
    config::{self, Config, Sources},
    server, telemetry,
};

/// A self-hosted personal computer in the browser: stacks of cards, chat and one assistant.
#[derive(Parser)]
#[command(name = "stackhouse", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the server. This is also what happens without a command.
    Serve(serve::Serve),
    /// Looks after users.
    #[command(subcommand)]
    User(user::User),
    /// Reads a file for the server.
    #[command(hide = true)]
    Extract(extract::Extract),
    /// Runs a command for the server.
    #[command(hide = true)]
    Sandbox(sandbox::Sandbox),
}

/// Where the data is, and the settings.
#[derive(Args)]
struct Place {
    /// The folder that holds everything this server keeps.
    #[arg(long, value_name = "DIR", env = "STACKHOUSE_DATA", default_value = "data")]
    data: PathBuf,
    /// A settings file. What it leaves out keeps its default.
    #[arg(long, value_name = "FILE", env = "STACKHOUSE_CONFIG")]
    config: Option<PathBuf>,
}

/// Why a command did not do as asked.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Config(#[from] config::Error),
    #[error(transparent)]
    Log(#[from] telemetry::BadFilter),
    #[error(transparent)]
    Server(#[from] server::Error),
    #[error(transparent)]
    Account(#[from] account::Error),
    #[error("there is no data in {0}: start a server there first, or name another folder with --data")]
    NoData(PathBuf),
    #[error("a password is needed: name a file that holds it with --password-file")]
    NoPassword,
    #[error("the two passwords are not the same")]
    TwoPasswords,
    #[error("the name {0}")]
    Name(crate::kit::BadText),
    #[error(transparent)]
    Password(#[from] account::BadPassword),
    #[error("the operating system refused: {0}")]
    System(#[from] io::Error),
}

type Result<T> = std::result::Result<T, Error>;

/// Does what the arguments of this process ask for.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let answer = match arguments.command {
        None => serve::serve(&arguments.serve),
        Some(Command::Serve(serve)) => serve::serve(&serve),
        Some(Command::Extract(extract)) => return extract::run(extract),
        Some(Command::Sandbox(sandbox)) => return sandbox::run(&sandbox),
        Some(Command::User(user)) => user::run(&user).and_then(|text| print(&text)),
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stackhouse: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints lines at once, also into a pipe.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

impl Place {
    fn load(&self, listen: Option<std::net::SocketAddr>) -> Result<Config> {
        let file = self.config.as_deref();
        let sources = Sources { data: self.data.clone(), file, environment: config::environment(), listen };
        Ok(Config::load(&sources)?)
    }
}
