//! `extract`: what the server starts to read a file that somebody sent. Not for people.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use crate::extract::{
    Kind,
    child::{self, Bounds, Task},
};

#[derive(Args)]
pub(super) struct Extract {
    #[arg(long)]
    memory_bytes: u64,
    #[arg(long)]
    cpu_s: u64,
    #[command(subcommand)]
    task: What,
}

#[derive(Subcommand)]
enum What {
    /// Tells what the file on standard input is.
    Check {
        #[arg(long, default_value = "")]
        ending: String,
    },
    /// Finds everything in it.
    Read {
        #[arg(long, value_parser = kind)]
        kind: Kind,
    },
    /// Writes the picture on one page.
    Picture {
        #[arg(long, value_parser = kind)]
        kind: Kind,
        #[arg(long)]
        page: u32,
    },
    /// Reads the picture on standard input.
    Ocr {
        #[arg(long)]
        program: PathBuf,
        #[arg(long)]
        languages: String,
    },
}

pub(super) fn run(extract: Extract) -> ExitCode {
    let bounds = Bounds { memory_bytes: extract.memory_bytes, cpu_s: extract.cpu_s };
    let task = match extract.task {
        What::Check { ending } => Task::Check { ending },
        What::Read { kind } => Task::Read { kind },
        What::Picture { kind, page } => Task::Picture { kind, page },
        What::Ocr { program, languages } => Task::Ocr { program, languages },
    };
    child::run(task, bounds)
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| format!("no such kind: {word}"))
}
