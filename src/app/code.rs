//! Texts of Rhai before they are compiled: their words, the closures in them, `${…}`, paths, and `for`.
//!
//! Rhai itself gives a closure no `this`. Authors write `this.todos.filter(|t| t.kind == this.kind)` all the same, and
//! it means what they think: [`prepare`] hands a copy of `this` to every closure that names it. A change within a
//! closure would be lost with the copy, so it is refused.
//!
//! Rhai would also take a function of the script for the method of any list: an author's `remove(id)` would be called for
//! `this.todos.remove(0)`. [`prepare`] gives those of the script names of their own, which may then be any word.

mod lex;
mod path;
mod prepare;
mod template;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use path::{Each, Path, Step, source};
pub use prepare::{Prepared, declared, given_name, own_name, prepare};
pub use template::{Part, parts};

/// Why a text can't be read: at which byte of it, and what is wrong there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadCode {
    pub offset: usize,
    pub message: String,
}

/// The names that a text speaks of, without those behind a dot.
#[must_use]
pub fn names(text: &str) -> BTreeSet<&str> {
    let words = lex::words(text);
    let is_named = |at: usize| at == 0 || words[at - 1].kind != lex::Kind::Dot;
    (0..words.len())
        .filter(|at| words[*at].kind == lex::Kind::Name && is_named(*at))
        .map(|at| words[at].text(text))
        .collect()
}

/// The names that a text speaks of as `this.name`.
#[must_use]
pub fn own_names(text: &str) -> BTreeSet<&str> {
    let words = lex::words(text);
    let is_own = |three: &&[lex::Word]| three[0].text(text) == "this" && three[1].kind == lex::Kind::Dot;
    words.windows(3).filter(is_own).map(|three| three[2].text(text)).collect()
}

/// How many brackets a text opens more than it closes.
#[must_use]
pub fn depth(text: &str) -> isize {
    let words = lex::words(text);
    words.iter().fold(0, |depth, word| match word.kind {
        lex::Kind::Open => depth + 1,
        lex::Kind::Close => depth - 1,
        _ => depth,
    })
}

/// Whether a text is nothing but functions.
#[must_use]
pub fn is_functions_alone(text: &str) -> bool {
    let mut depth = 0_usize;
    lex::words(text).iter().all(|word| match word.kind {
        lex::Kind::Open => {
            depth += 1;
            depth > 1 || word.text(text) != "["
        }
        lex::Kind::Close => {
            depth = depth.saturating_sub(1);
            true
        }
        lex::Kind::Name => true,
        _ => depth > 0,
    }) && lex::words(text).first().is_none_or(|word| word.text(text) == "fn")
}
