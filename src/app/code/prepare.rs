//! Gives closures a `this`, and functions of the script names of their own: see [`super`].

use std::collections::BTreeSet;

use super::{
    BadCode,
    lex::{Kind, Word, words},
};

/// What stands for `this` within a closure.
const COPY: &str = "me__";
/// What stands before the names of the functions of the script.
const OWN: &str = "fn__";
/// Words behind which a value begins, so that a bar there opens a closure.
const OPENERS: [&str; 9] = ["return", "in", "if", "while", "else", "throw", "let", "const", "switch"];

/// A text that is ready for the compiler, and how its bytes stand to those that the author wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prepared {
    pub text: String,
    edits: Vec<Edit>,
}

/// Bytes that were put in the place of others.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Edit {
    at: usize,
    removed: usize,
    put: String,
}

/// The name of a function of the script, as the prepared texts call it.
#[must_use]
pub fn own_name(name: &str) -> String {
    format!("{OWN}{name}")
}

/// The name that the author gave to a function of the script.
#[must_use]
pub fn given_name(own: &str) -> Option<&str> {
    own.strip_prefix(OWN)
}

/// The names of the functions that a text declares.
#[must_use]
pub fn declared(source: &str) -> Vec<&str> {
    let words = words(source);
    let is_name = |pair: &&[Word]| pair[1].kind == Kind::Name && pair[0].text(source) == "fn";
    words.windows(2).filter(is_name).map(|pair| pair[1].text(source)).collect()
}

/// Hands a copy of `this` to every closure that names it, and tells the functions of the script, whose names are `own`,
/// from those that lists and maps have: `this.remove(…)` is the author's, `this.todos.remove(…)` is not.
///
/// # Errors
/// When a closure changes `this`.
pub fn prepare(source: &str, own: &BTreeSet<String>) -> Result<Prepared, BadCode> {
    let words = words(source);
    let mut edits = Vec::new();
    let is = |at: Option<usize>, text: &str| at.is_some_and(|at| words[at].text(source) == text);
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind == Kind::Name) {
        let (before, two_before) = (at.checked_sub(1), at.checked_sub(2));
        let is_called = is(before, ".") && is(two_before, "this") && !is(at.checked_sub(3), ".");
        let is_whole = words.get(at + 1).is_some_and(|next| next.text(source) == "(");
        if is_whole && (is(before, "fn") || is_called) && own.contains(word.text(source)) {
            put(&mut edits, word.start, 0, OWN.to_owned());
        }
    }
    let mut at = 0;
    while at < words.len() {
        at = match closure(&words, source, at) {
            Some(closure) => {
                rewrite(&words, source, &closure, "this", &mut edits)?;
                closure.end
            }
            None => at + 1,
        };
    }
    edits.sort_by_key(|edit| edit.at);
    Ok(Prepared::new(source, edits))
}

impl Prepared {
    fn new(source: &str, edits: Vec<Edit>) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut done = 0;
        for edit in &edits {
            text.push_str(&source[done..edit.at]);
            text.push_str(&edit.put);
            done = edit.at + edit.removed;
        }
        text.push_str(&source[done..]);
        Self { text, edits }
    }

    /// The byte of the author's text that a byte of this one comes from.
    #[must_use]
    pub fn original(&self, offset: usize) -> usize {
        let (mut ours, mut theirs) = (0, 0);
        for edit in &self.edits {
            let begin = ours + (edit.at - theirs);
            if offset < begin {
                break;
            }
            if offset < begin + edit.put.len() {
                return edit.at;
            }
            ours = begin + edit.put.len();
            theirs = edit.at + edit.removed;
        }
        theirs + offset.saturating_sub(ours)
    }
}

/// A closure: the numbers of its words.
struct Closure {
    start: usize,
    /// Of the first word of what it does.
    body: usize,
    /// Behind its last word.
    end: usize,
}

/// The closure that begins at a word, if one does.
fn closure(words: &[Word], source: &str, at: usize) -> Option<Closure> {
    let opens = match at.checked_sub(1).map(|before| &words[before]) {
        None => true,
        Some(before) => match before.kind {
            Kind::Open | Kind::Comma | Kind::Semicolon | Kind::Assign | Kind::Sign | Kind::Bars | Kind::Bar => true,
            Kind::Name => OPENERS.contains(&before.text(source)),
            Kind::Literal | Kind::Close | Kind::Dot => false,
        },
    };
    let body = match words[at].kind {
        Kind::Bars if opens => at + 1,
        Kind::Bar if opens => at + 2 + words[at + 1..].iter().position(|word| word.kind == Kind::Bar)?,
        _ => return None,
    };
    let first = words.get(body)?;
    let is_block = first.kind == Kind::Open && first.text(source) == "{";
    let mut depth = 0_usize;
    for (number, word) in words.iter().enumerate().skip(body) {
        match word.kind {
            Kind::Open => depth += 1,
            Kind::Close | Kind::Comma | Kind::Semicolon if depth == 0 => {
                return Some(Closure { start: at, body, end: number });
            }
            Kind::Close => {
                depth -= 1;
                if depth == 0 && is_block {
                    return Some(Closure { start: at, body, end: number + 1 });
                }
            }
            _ => {}
        }
    }
    Some(Closure { start: at, body, end: words.len() })
}

/// Notes what has to change so that the closure, and those within it, are given `this` as it is called outside.
fn rewrite(
    words: &[Word],
    source: &str,
    closure: &Closure,
    outside: &str,
    edits: &mut Vec<Edit>,
) -> Result<(), BadCode> {
    let is_this =
        |at: usize| words[at].kind == Kind::Name && words[at].text(source) == "this" && words[at - 1].kind != Kind::Dot;
    if !(closure.body..closure.end).any(is_this) {
        return Ok(());
    }
    let first = words[closure.start];
    match first.kind {
        Kind::Bars => put(edits, first.start, 2, format!("(|{COPY}|")),
        _ if closure.body == closure.start + 2 => put(edits, first.start, 1, format!("(|{COPY}")),
        _ => put(edits, first.start, 1, format!("(|{COPY}, ")),
    }
    let mut at = closure.body;
    while at < closure.end {
        if let Some(inner) = self::closure(words, source, at) {
            rewrite(words, source, &inner, COPY, edits)?;
            at = inner.end.max(at + 1);
            continue;
        }
        if is_this(at) {
            refuse_change(words, source, at)?;
            put(edits, words[at].start, "this".len(), COPY.to_owned());
        }
        at += 1;
    }
    put(edits, words[closure.end - 1].end, 0, format!(").curry({outside})"));
    Ok(())
}

fn put(edits: &mut Vec<Edit>, at: usize, removed: usize, put: String) {
    edits.push(Edit { at, removed, put });
}

/// `this.a.b[0] = …` changes a copy that nobody sees again.
fn refuse_change(words: &[Word], source: &str, this: usize) -> Result<(), BadCode> {
    let mut at = this + 1;
    let mut depth = 0_usize;
    while let Some(word) = words.get(at) {
        match word.kind {
            Kind::Open if word.text(source) == "[" || depth > 0 => depth += 1,
            Kind::Close if depth > 0 => depth -= 1,
            Kind::Dot | Kind::Name if depth == 0 => {}
            _ if depth > 0 => {}
            Kind::Assign => {
                return Err(BadCode {
                    offset: words[this].start,
                    message: "within |…| `this` is a copy, and what is changed there is lost: use a `for` loop".into(),
                });
            }
            _ => return Ok(()),
        }
        at += 1;
    }
    Ok(())
}
