//! The project's files as the rules see them: their text, and for Rust their code apart from comments and strings.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One text file of the project.
pub struct Source {
    /// From the project's root, with `/`.
    pub path: String,
    pub text: String,
}

/// A Rust file, taken apart. Line numbers are those of the file.
pub struct Rust {
    pub path: String,
    pub text: String,
    /// The text with comments and the insides of strings blanked out.
    pub code: String,
    pub strings: Vec<Literal>,
    /// Whether the whole file is a unit test's.
    pub is_test: bool,
}

/// A string literal: the line on which it begins, and what stands between its quotes.
pub struct Literal {
    pub line: usize,
    pub value: String,
}

/// What stands above a module that only tests see.
const TESTS_ONLY: &str = "#[cfg(test)]\n";

impl Rust {
    fn of(source: Source) -> Self {
        let (mut code, mut strings) = take_apart(&source.text);
        // A module of tests inside a file stands at its end.
        if let Some(at) = code.find(&format!("{TESTS_ONLY}mod ")).filter(|at| body_follows(&code[*at..])) {
            let line = line_of(&code, at);
            strings.retain(|literal| literal.line < line);
            code.truncate(at);
        }
        Self { path: source.path, text: source.text, code, strings, is_test: false }
    }

    /// The paths, without their ending, of the modules that this file declares for tests only.
    fn test_modules(&self) -> Vec<String> {
        let own = self.path.trim_end_matches(".rs");
        let folder = own.strip_suffix("/lib").or_else(|| own.strip_suffix("/main")).unwrap_or(own);
        let declared = self.code.split(TESTS_ONLY).skip(1).filter_map(|rest| {
            let (words, _) = rest.split_once(';')?;
            words.rsplit_once("mod ").map(|(_, name)| name)
        });
        declared
            .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
            .map(|name| format!("{folder}/{name}"))
            .collect()
    }

    /// The top-level module that the file belongs to: `card` for `src/card.rs` and `src/card/store.rs`.
    pub fn module(&self) -> &str {
        let inside = self.path.trim_start_matches("src/");
        inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
    }

    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Where `word` stands in the code, not as a part of a longer name.
    pub fn lines_naming(&self, word: &str) -> Vec<usize> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let stands_alone =
            |at: usize| !self.code[..at].ends_with(is_name) && !self.code[at + word.len()..].starts_with(is_name);
        let found = self.code.match_indices(word).map(|(at, _)| at).filter(|at| stands_alone(*at));
        found.map(|at| line_of(&self.code, at)).collect()
    }
}

/// Whether a module's body follows, and not only its name.
fn body_follows(text: &str) -> bool {
    let (body, end) = (text.find('{'), text.find(';'));
    body.is_some_and(|body| end.is_none_or(|end| body < end))
}

/// The line on which the byte `at` stands, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// All Rust files below `folder`, in the order of their paths.
pub fn rust(folder: &str) -> Vec<Rust> {
    let mut all: Vec<Rust> = files(folder, &["rs"]).into_iter().map(Rust::of).collect();
    let tests: Vec<String> = all.iter().flat_map(Rust::test_modules).collect();
    for file in &mut all {
        file.is_test |=
            tests.iter().any(|test| file.path == format!("{test}.rs") || file.path.starts_with(&format!("{test}/")));
    }
    all
}

/// The files below `folder` whose name ends in one of `endings`, in the order of their paths.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    let is_meant = |path: &&PathBuf| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned());
        ending.is_some_and(|ending| endings.contains(&ending.as_str()))
    };
    paths.iter().filter(is_meant).map(|path| read(path)).collect()
}

/// One file by its path from the root.
pub fn file(path: &str) -> Source {
    read(&root().join(path))
}

/// The project's root folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let path = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Source { path, text }
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // What was installed there is none of ours.
        if path.is_dir() && path.ends_with("node_modules") {
            continue;
        }
        if path.is_dir() {
            walk(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// Parts Rust text into code and strings. Knows comments, strings, raw strings, characters and lifetimes; that is
/// all of the grammar that the rules need.
fn take_apart(text: &str) -> (String, Vec<Literal>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let taken = if rest.starts_with("//") {
            blank(&mut code, &rest[..rest.find('\n').unwrap_or(rest.len())])
        } else if rest.starts_with("/*") {
            blank(&mut code, &rest[..rest.find("*/").map_or(rest.len(), |end| end + 2)])
        } else if let Some((before, value, whole)) = string(rest, &code) {
            strings.push(Literal { line: line_of(text, at), value: value.to_owned() });
            code.push_str(before);
            blank(&mut code, &whole[before.len()..]) + before.len()
        } else if let Some(whole) = character(rest) {
            blank(&mut code, whole)
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            code.push_str(&rest[..next]);
            next
        };
        at += taken;
    }
    (code, strings)
}

fn blank(code: &mut String, text: &str) -> usize {
    code.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
    text.len()
}

/// A string at the beginning of `rest`: what comes before its quotes (`b`, `r#`), its inside, and all of it.
fn string<'a>(rest: &'a str, before: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let prefix = rest.find(|c| !matches!(c, 'b' | 'c' | 'r' | '#'))?;
    if !rest[prefix..].starts_with('"') || (prefix > 0 && before.ends_with(|c: char| c.is_alphanumeric() || c == '_')) {
        return None;
    }
    let marks = &rest[..prefix];
    let inside = &rest[prefix + 1..];
    let length = if marks.contains('r') {
        inside.find(&format!("\"{}", "#".repeat(marks.matches('#').count())))?
    } else {
        end_of_escaped(inside)?
    };
    let hashes = if marks.contains('r') { marks.matches('#').count() } else { 0 };
    Some((marks, &inside[..length], &rest[..prefix + length + 2 + hashes]))
}

fn end_of_escaped(inside: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// A character literal at the beginning of `rest`; a lifetime is none.
fn character(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    let length = if first == '\\' { inside[2..].find('\'')? + 2 } else { first.len_utf8() };
    inside[length..].starts_with('\'').then(|| &rest[..length + 2])
}

#[test]
fn strings_comments_and_characters_are_no_code() {
    let (code, strings) = take_apart("let a = \"x // y\"; // \"no\"\nlet b = r#\"q\"uote\"#; let c: &'a str = '\"';");
    let values: Vec<_> = strings.iter().map(|literal| (literal.line, literal.value.as_str())).collect();
    assert_eq!(values, [(1, "x // y"), (2, "q\"uote")]);
    assert!(code.contains("let c: &'a str ="), "{code}");
    assert!(!code.contains("no"), "{code}");
}
