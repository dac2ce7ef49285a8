//! Everything that is built in may be passed on freely: the licences of the whole dependency tree.

use std::process::Command;

use super::{assert_none, source};

/// Licences that ask for no more than a notice.
const PERMISSIVE: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Packages with another licence that binds their own files alone, and why they are here all the same.
const EXCEPTIONS: [(&str, &str); 3] = [
    ("cssparser", "MPL-2.0; unchanged, inside ammonia, which cleans the HTML of Markdown"),
    ("dtoa-short", "MPL-2.0; unchanged, inside cssparser"),
    ("smartstring", "MPL-2.0; unchanged, inside rhai, which runs the handlers of apps"),
];

#[test]
fn every_dependency_is_permissively_licensed() {
    let mut problems = Vec::new();
    let packages = packages();
    for package in &packages {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        let is_ours = package["source"].is_null();
        if !is_ours && !is_permissive(licence) && !EXCEPTIONS.iter().any(|(exception, _)| *exception == name) {
            problems.push(format!("{name} {}: {licence:?}", text(package, "version")));
        }
    }
    for (name, _) in EXCEPTIONS {
        if !packages.iter().any(|package| text(package, "name") == name) {
            problems.push(format!("{name} is an exception, but no dependency: take it out"));
        }
    }
    assert_none(&problems, "Use a permissively licensed library, or none. tests/tidy/licences.rs has the list.");
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("", false),
        ("MIT OR GPL-2.0-only", true),
        ("MIT AND GPL-2.0-only", false),
        ("MIT/Apache-2.0", true),
        ("(MIT OR LGPL-2.1) AND Unicode-3.0", true),
        ("MIT AND (GPL-2.0-only OR LGPL-2.1)", false),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true),
    ] {
        assert_eq!(is_permissive(expression), expected, "{expression}");
    }
}

/// Whether a licence expression leaves a choice that is wholly permissive.
fn is_permissive(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "_WITH_");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) && rest.is_empty()
}

fn any_of(words: &mut &[&str]) -> bool {
    let mut answer = all_of(words);
    while take(words, "OR") {
        // Both sides have to be read, whatever the first one says.
        let other = all_of(words);
        answer = answer || other;
    }
    answer
}

fn all_of(words: &mut &[&str]) -> bool {
    let mut answer = one(words);
    while take(words, "AND") {
        let other = one(words);
        answer = answer && other;
    }
    answer
}

fn one(words: &mut &[&str]) -> bool {
    if take(words, "(") {
        let answer = any_of(words);
        return take(words, ")") && answer;
    }
    let Some((licence, rest)) = words.split_first() else { return false };
    *words = rest;
    PERMISSIVE.contains(&licence.replace("_WITH_", " WITH ").as_str())
}

fn take(words: &mut &[&str], word: &str) -> bool {
    let is_next = words.first() == Some(&word);
    if is_next {
        *words = &words[1..];
    }
    is_next
}

/// The packages of this platform's dependency tree, tests included, as cargo knows them.
fn packages() -> Vec<serde_json::Value> {
    let about = cargo(&["-vV"]);
    let platform = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", platform]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    metadata["packages"].as_array().expect("cargo lists packages").clone()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(source::root()).output();
    let output = output.expect("cargo runs this test, so that it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

fn text<'a>(package: &'a serde_json::Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}
