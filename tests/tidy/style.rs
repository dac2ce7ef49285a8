//! The house style, as far as a program can read it.

use std::collections::BTreeMap;

use super::{
    assert_none,
    source::{self, Literal, Rust, Source},
};

/// Lines in one file of src/. Half of them are far shorter.
const LINES_MAX: usize = 600;

/// Lines that few files exceed, and how few: one in twenty.
const LINES_USUAL_MAX: usize = 400;
const FEW: usize = 20;

/// Words that begin a statement of SQL.
const SQL: [&str; 11] = [
    "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "CREATE ", "ALTER ", "DROP ", "PRAGMA ", "WITH ", "VACUUM",
];

/// Tables whose rows may be forgotten, because nobody made them: they are the server's own notes, or what an app itself
/// puts in and takes out, of which sessions and versions keep copies. Of `sessions` that is so for those that the server
/// makes by itself, and the statement says so.
const FORGETFUL_TABLES: [&str; 13] = [
    "operations",
    "sessions",
    "sign_ins",
    "app_state",
    "app_versions",
    "app_audit",
    "app_messages",
    "app_jobs",
    "app_wakes",
    "repository_members",
    "events",
    "seen_branches",
    "repository_visits",
];

/// What ends a thread or a turn when it is met.
const ABRUPT: [&str; 5] = [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

#[test]
fn files_are_short_and_one_subject_each() {
    let files = source::rust("src");
    let longer_than = |lines| files.iter().filter(move |file| file.lines() > lines && !file.is_test);
    let long = longer_than(LINES_USUAL_MAX).count();
    let limit = if long > files.len() / FEW { LINES_USUAL_MAX } else { LINES_MAX };
    let problems: Vec<_> = longer_than(limit).map(|file| format!("{}: {} lines", file.path, file.lines())).collect();
    assert_none(
        &problems,
        "A file is one subject: give the second one a file of its own. None is longer than 600 lines, and no more than \
         one in twenty is longer than 400.",
    );
}

#[test]
fn every_file_says_what_it_is() {
    let mut problems = Vec::new();
    for file in ["src", "tests", "benches", "examples"].into_iter().flat_map(source::rust) {
        // Tests are named after what they test; only the root of each binary introduces itself.
        let is_inside = file.path.starts_with("tests/") && file.path.matches('/').count() > 1;
        let is_part_of_tests = file.is_test || (is_inside && !file.path.ends_with("/main.rs"));
        if !is_part_of_tests && !file.text.starts_with("//! ") {
            problems.push(file.path);
        }
    }
    assert_none(&problems, "Begin the file with `//!`: what it is, what it owns, what it promises.");
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
    let mut problems = Vec::new();
    for file in everything() {
        for (number, line) in file.text.lines().enumerate() {
            let is_mark = |word: &str| marks.contains(&word);
            if line.split(|c: char| !c.is_alphanumeric()).any(is_mark) {
                problems.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none(&problems, "Do it now, or open an issue and delete the note.");
}

#[test]
fn nothing_ends_abruptly_without_a_reason() {
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (at, code) in file.code.lines().enumerate() {
            let has_reason = lines[at].contains("//") || (at > 0 && lines[at - 1].trim_start().starts_with("//"));
            let speaks = ["panic!(\"", "unreachable!(\""].iter().any(|call| lines[at].contains(call));
            if ABRUPT.iter().any(|call| code.contains(call)) && !has_reason && !speaks {
                problems.push(format!("{}:{}: {}", file.path, at + 1, lines[at].trim()));
            }
        }
    }
    assert_none(
        &problems,
        "Answer an error instead. What can't happen is `.expect(\"why it can't\")`, or has a comment above it.",
    );
}

/// Where tests stand that need what a machine may lack, and how each of them says so. `bin/test` installs it and runs them.
const LEFT_OUT: [(&str, &str); 3] = [
    ("tests/browser/", "#[ignore = \"needs Chromium: bin/test runs it\"]"),
    ("tests/integration/github/", "#[ignore = \"needs GitHub's description and recordings: bin/test runs it\"]"),
    ("tests/integration/mcp/clients.rs", "#[ignore = \"needs the official MCP clients: bin/test runs it\"]"),
];

#[test]
fn tests_are_left_out_only_for_want_of_what_a_machine_may_lack() {
    let mut problems = Vec::new();
    for file in ["src", "tests"].into_iter().flat_map(source::rust).filter(|file| !file.path.starts_with("tests/tidy"))
    {
        let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
        let place = LEFT_OUT.iter().find(|(place, _)| file.path.starts_with(place));
        let reason = place.map(|(_, reason)| *reason);
        for (at, line) in lines.iter().enumerate() {
            let is_test = line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            if reason.is_some() && is_test && lines.get(at + 1).copied() != reason {
                problems.push(format!("{}:{}: needs more than this machine, and does not say so", file.path, at + 1));
            }
            if line.starts_with("#[ignore") && Some(*line) != reason {
                problems.push(format!("{}:{}: {line}", file.path, at + 1));
            }
        }
    }
    let known: Vec<String> = LEFT_OUT.iter().map(|(place, reason)| format!("{place} says {reason}")).collect();
    assert_none(
        &problems,
        &format!("Below #[tokio::test], a test in {}; no other test is left out.", known.join(", one in ")),
    );
}

#[test]
fn sql_stands_in_stores_and_migrations() {
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test && file.module() != "db" && !is_store(file)) {
        let statements = file.strings.iter().filter(|literal| is_sql(literal));
        problems.extend(statements.map(|literal| format!("{}:{}: {:?}", file.path, literal.line, literal.value)));
        for call in ["tx.execute(", "tx.find(", "tx.one(", "tx.all(", "tx.each("] {
            if file.code.contains(call) {
                problems.push(format!("{}: calls `{call}`", file.path));
            }
        }
    }
    assert_none(&problems, "SQL stands in the room's store.rs: give the statement a name there and call that.");
}

#[test]
fn columns_are_named_in_sql() {
    let mut problems = Vec::new();
    for file in &source::rust("src") {
        let vague = file.strings.iter().filter(|literal| literal.value.contains("SELECT *"));
        problems.extend(vague.map(|literal| format!("{}:{}", file.path, literal.line)));
    }
    assert_none(&problems, "Name the columns, so that a new one can't shift what is read.");
}

#[test]
fn each_table_is_written_by_one_room() {
    let mut writers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test && is_store(file)) {
        for literal in &file.strings {
            for (verb, table) in written_tables(&literal.value) {
                let rooms = writers.entry(table.clone()).or_default();
                if !rooms.iter().any(|room| room == file.module()) {
                    rooms.push(file.module().to_owned());
                }
                if verb == "DELETE FROM" && !FORGETFUL_TABLES.contains(&table.as_str()) {
                    problems.push(format!("{}:{}: deletes from {table}: archive instead", file.path, literal.line));
                }
            }
        }
    }
    let shared = writers.iter().filter(|(_, rooms)| rooms.len() > 1);
    problems.extend(shared.map(|(table, rooms)| format!("{table} is written by {}", rooms.join(" and "))));
    assert_none(
        &problems,
        "A table belongs to one room, and nothing that a user made is deleted: call the room's verb.",
    );
}

#[test]
fn nobody_says_where_or_by_what_it_was_made() {
    let mut problems = Vec::new();
    let places = [concat!("/ro", "ot/"), concat!("/tmp/", "wt"), concat!("/wo", "rk/"), concat!("/home", "/user")];
    for file in everything() {
        for place in places.iter().filter(|place| file.text.contains(**place)) {
            problems.push(format!("{}: names {place}", file.path));
        }
    }
    assert_none(&problems, "The project is read on every machine: take the path of one out.");
}

fn is_store(file: &Rust) -> bool {
    file.path.ends_with("/store.rs") || file.path.contains("/store/")
}

fn is_sql(literal: &Literal) -> bool {
    let text = literal.value.trim_start();
    SQL.iter().any(|word| text.starts_with(word)) && text.split_whitespace().count() > 1
}

/// The tables that a statement writes to, with the words that do it.
fn written_tables(sql: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for verb in ["INSERT INTO", "INSERT OR IGNORE INTO", "INSERT OR REPLACE INTO", "UPDATE", "DELETE FROM"] {
        let Some(rest) = sql.trim_start().strip_prefix(verb) else { continue };
        let table: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        found.push((verb, table));
    }
    found
}

/// Every text file that people write.
fn everything() -> Vec<Source> {
    let endings = ["rs", "html", "css", "js", "ftl", "sql", "md", "toml", "svg"];
    let folders = ["src", "tests", "benches", "examples", "templates", "locales", "migrations", "docs"];
    let mut all: Vec<Source> = folders.into_iter().flat_map(|folder| source::files(folder, &endings)).collect();
    all.extend(
        source::files("static", &["css", "js", "md"]).into_iter().filter(|file| !file.path.ends_with(".min.js")),
    );
    for path in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml", "config.toml", "build.rs"]
    {
        all.push(source::file(path));
    }
    all.extend(["setup", "dev", "test", "ci"].map(|name| source::file(&format!("bin/{name}"))));
    all.push(source::file(".ci/run"));
    all
}
