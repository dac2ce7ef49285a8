//! What went wrong in an app, in words for whoever writes it.

use rhai::{EvalAltResult, ParseError, Position};
use serde::{Deserialize, Serialize};

use super::{compile::Code, limits, meter::Stopped};

/// Characters of what is told: an app can throw as much as a text may hold.
const MESSAGE_CHARS_MAX: usize = 1_000;

/// Why a step was not taken or a view not made. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
#[error("{message}{}", self.place())]
pub struct Failure {
    pub message: String,
    /// A JSON pointer to the text that failed, where one did.
    pub pointer: String,
    /// Line and column in that text, from 1; 0 when it is not known.
    pub line: usize,
    pub column: usize,
    pub blame: Blame,
}

/// Whose fault it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Blame {
    /// The app's: it counts against it.
    App,
    /// Nobody's: the component has gone meanwhile.
    Gone,
    /// Whoever sent something that the view does not offer.
    Sender,
}

impl Failure {
    #[must_use]
    pub fn new(message: impl Into<String>, pointer: &str) -> Self {
        let message = message.into().chars().take(MESSAGE_CHARS_MAX).collect();
        Self { message, pointer: pointer.to_owned(), line: 0, column: 0, blame: Blame::App }
    }

    /// The component is not shown any more.
    pub(super) fn gone(node: &str) -> Self {
        Self { blame: Blame::Gone, ..Self::new(format!("{node} is not shown any more"), "") }
    }

    /// The view does not offer that.
    pub(super) fn forged(message: String) -> Self {
        Self { blame: Blame::Sender, ..Self::new(message, "") }
    }

    /// The failure of a piece of code.
    pub(super) fn of(error: &EvalAltResult, code: &Code) -> Self {
        let (inner, at) = innermost(error);
        let (line, column) = code.place(at);
        Self { line, column, ..Self::new(explain(inner), &code.pointer) }
    }

    fn place(&self) -> String {
        match (self.pointer.as_str(), self.line) {
            ("", _) => String::new(),
            (pointer, 0) => format!(" (in {pointer})"),
            (pointer, line) => format!(" (in {pointer}, line {line}, column {})", self.column),
        }
    }
}

/// The error that began it, and where.
pub(super) fn innermost(error: &EvalAltResult) -> (&EvalAltResult, Position) {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => innermost(inner),
        other => (other, other.position()),
    }
}

/// The function of the script in which it began, if it did not begin in the code that was called.
pub(super) fn function_of(error: &EvalAltResult) -> Option<&str> {
    match error {
        EvalAltResult::ErrorInFunctionCall(name, _, inner, _) => function_of(inner).or_else(|| {
            // A closure has no name that anybody gave it.
            Some(name.as_str()).filter(|name| !name.starts_with("anon$"))
        }),
        _ => None,
    }
}

/// An error in words that say what to do.
fn explain(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorTerminated(word, _) => match Stopped::from_word(&word.to_string()) {
            Some(Stopped::Operations) => "this takes too many steps: an endless loop, or too much at once".to_owned(),
            Some(Stopped::Time) => format!("this takes longer than {} ms", limits::TIME_MAX_MS),
            None => "stopped".to_owned(),
        },
        EvalAltResult::ErrorUnboundThis(_) => {
            "`this` is not known here: call functions of the script as `this.name(…)`".to_owned()
        }
        EvalAltResult::ErrorStackOverflow(_) => "functions call each other without end".to_owned(),
        EvalAltResult::ErrorDataTooLarge(what, _) => format!("{}: there is a limit", what.to_lowercase()),
        EvalAltResult::ErrorRuntime(what, _) => what.to_string(),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => unknown_function(signature),
        EvalAltResult::ErrorDotExpr(what, _) if what.contains("'length'") => {
            "there is no `length`: use `.len()`".to_owned()
        }
        EvalAltResult::ErrorVariableNotFound(name, _) => unknown_name(name),
        other => {
            let mut other = other.unwrap_inner().to_string();
            if let Some(at) = other.rfind(" (line ") {
                other.truncate(at);
            }
            other
        }
    }
}

fn unknown_name(name: &str) -> String {
    match name {
        "Math" => "there is no `Math`: write `floor(x)`, `round(x)`, `min(a, b)`, `rand()`".to_owned(),
        "Date" => "there is no `Date`: write `now()` (ms) or `today()`".to_owned(),
        "console" => "there is no `console`: write `toast(text)`".to_owned(),
        "null" | "undefined" | "None" => format!("there is no `{name}`: write `()`"),
        "window" | "document" | "localStorage" => format!("there is no `{name}`: an app has its state and effects"),
        _ => format!("`{name}` is not known here: the state is `this.{name}`"),
    }
}

fn unknown_function(signature: &str) -> String {
    let name = signature.split(['(', ' ']).next().unwrap_or(signature);
    match name {
        "sleep" | "eval" | "print" | "debug" => format!("there is no `{name}` in apps"),
        _ => format!("there is no function `{signature}`; those of `script` are called as `this.name(…)`"),
    }
}

/// What the compiler did not understand.
pub(super) fn explain_syntax(error: &ParseError) -> String {
    let mut text = error.err_type().to_string();
    if text.contains("===") || text.contains("!==") {
        text.push_str("; write `==` and `!=`");
    }
    text
}
