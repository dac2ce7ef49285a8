//! The child's side: limits itself, then reads what it was handed on standard input.
//!
//! It writes pieces to standard output, one line of JSON each, and nothing else anywhere. Whatever goes wrong in a
//! parser, a panic included, becomes a refusal; what can't be caught, such as a stack that is used up, ends the
//! process, and the server tells from its end what happened.

pub(super) mod check;
pub(super) mod flow;
pub(super) mod out;
mod sandbox;
pub(super) mod sheet;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    os::{fd::AsFd, unix::process::CommandExt},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::{Command, ExitCode},
};

use super::{Kind, Piece, Refusal, format};
use out::{Out, Stop};
use sandbox::Room;

/// What the child is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// Tell what the file is, and whether it means harm; `ending` is that of its name.
    Check { ending: String },
    /// Find everything in the file.
    Read { kind: Kind },
    /// Write the picture on one page as a greyscale PGM.
    Picture { kind: Kind, page: u32 },
    /// Become the OCR program, which reads a picture on standard input.
    Ocr { program: PathBuf, languages: String },
}

/// What the child may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    pub memory_bytes: u64,
    pub cpu_s: u64,
}

/// Does the task, and ends well unless the server has gone.
#[must_use]
pub fn run(task: Task, bounds: Bounds) -> ExitCode {
    let done = match task {
        Task::Ocr { program, languages } => become_ocr(&program, &languages, bounds),
        other => look(other, bounds),
    };
    // The server tells a child that could not even begin from one that refused.
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn look(task: Task, bounds: Bounds) -> io::Result<()> {
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    sandbox::enter(bounds, Room::Alone)?;
    std::panic::set_hook(Box::new(|_| ()));

    let mut output = BufWriter::new(io::stdout().lock());
    if let Task::Picture { kind, page } = task {
        let made = catch_unwind(AssertUnwindSafe(|| format::picture(&file, kind, page)));
        let Ok(Ok(image)) = made else { return Err(io::Error::other("there is no picture")) };
        write!(output, "P5\n{} {}\n255\n", image.width(), image.height())?;
        output.write_all(image.as_raw())?;
        return output.flush();
    }

    let mut write = |piece: &Piece| -> io::Result<()> {
        serde_json::to_writer(&mut output, piece)?;
        output.write_all(b"\n")
    };
    let mut out = Out::new(&mut write);
    let found = catch_unwind(AssertUnwindSafe(|| match &task {
        Task::Check { ending } => check::check(&file, ending, &mut out),
        Task::Read { kind } => format::read(&file, *kind, &mut out),
        Task::Picture { .. } | Task::Ocr { .. } => Ok(()),
    }));
    match found {
        Ok(Ok(())) => out.done()?,
        Ok(Err(Stop::Refused(refusal))) => write(&Piece::Refused(refusal))?,
        Ok(Err(Stop::Gone(error))) => return Err(error),
        Err(_) => write(&Piece::Refused(Refusal::Damaged))?,
    }
    output.flush()
}

fn become_ocr(program: &std::path::Path, languages: &str, bounds: Bounds) -> io::Result<()> {
    sandbox::enter(bounds, Room::WithPrograms)?;
    // One thread: the processor's time is shared out by the server, which runs several of these.
    let error = Command::new(program)
        .args(["stdin", "stdout", "-l", languages])
        .env_clear()
        .env("OMP_THREAD_LIMIT", "1")
        .exec();
    Err(error)
}
