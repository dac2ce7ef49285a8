//! Asking for a password on the terminal, without showing what is typed.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::{Error, Result};

/// Asks twice for the new password of the user called `name`.
///
/// # Errors
/// [`Error::NoPassword`] when there is no terminal to ask on; [`Error::TwoPasswords`] when the answers differ.
pub(super) fn ask(name: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        return Err(Error::NoPassword);
    }
    let _hidden = Hidden::start()?;
    let first = read(&format!("New password of {name}: "))?;
    let second = read("The same again: ")?;
    if first == second { Ok(first) } else { Err(Error::TwoPasswords) }
}

/// Keeps the terminal from showing what is typed, until it is dropped.
struct Hidden {
    before: Termios,
}

impl Hidden {
    fn start() -> Result<Self> {
        let before = tcgetattr(io::stdin()).map_err(io::Error::from)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).map_err(io::Error::from)?;
        Ok(Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that has gone away needs no restoring.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }
}

fn read(question: &str) -> Result<String> {
    let mut terminal = io::stderr();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    // The line break that was typed was not shown either.
    writeln!(terminal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
