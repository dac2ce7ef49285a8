//! docs/protocol.md lists exactly what is on the wire.

use std::collections::BTreeSet;

use stackhouse::protocol::{action, client, server};

use super::{
    assert_none,
    source::{self, Rust},
};

/// What stands before a code where one is made: the code is the next string.
const MAKERS: [&str; 10] = [
    "Refusal::new(",
    "Refusal { code: ",
    "code: Some(",
    "code: ",
    "Error::new(",
    "Self::new(",
    "bad_request(",
    "conflict(",
    "forbidden(",
    "Error::unavailable(",
];

#[test]
fn every_type_of_frame_is_listed() {
    check("Client to server", &client::TYPES);
    check("Server to client", &server::TYPES);
}

#[test]
fn every_action_is_listed() {
    check("Actions", &action::NAMES);
}

#[test]
fn every_error_code_is_listed() {
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for file in source::rust("src").iter().filter(|file| !file.is_test) {
        match file.path.as_str() {
            "src/sprite.rs"
            | "src/desk/error.rs"
            | "src/assistant/error.rs"
            | "src/memory/error.rs"
            | "src/session/error.rs"
            | "src/settings.rs"
            | "src/app/error.rs" => {
                codes.extend(answered(file));
            }
            path if path.starts_with("src/web") || path.starts_with("src/protocol") => codes.extend(made(file)),
            _ => {}
        }
    }
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    check("Error codes", &codes);
}

#[test]
fn every_close_code_is_listed() {
    let mut codes: BTreeSet<String> = ["1002", "1003", "1007", "1009"].map(str::to_owned).into();
    for path in ["src/web/socket.rs", "src/web/socket/dialogue.rs"] {
        let file = source::file(path);
        let words = file.text.split(|c: char| !c.is_alphanumeric() && c != '_');
        codes.extend(words.filter(|word| word.parse().is_ok_and(is_close_code)).map(str::to_owned));
    }
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    check("Close codes", &codes);
}

/// Compares what is there with the first column of all tables under a heading.
fn check(heading: &str, there: &[&str]) {
    let document = source::file("docs/protocol.md").text;
    let (there, listed): (BTreeSet<&str>, BTreeSet<&str>) =
        (there.iter().copied().collect(), listed(&document, heading));
    let mut problems: Vec<_> =
        there.difference(&listed).map(|name| format!("{name} is not in \"{heading}\"")).collect();
    problems.extend(listed.difference(&there).map(|name| format!("{name} is in \"{heading}\", and nowhere else")));
    assert_none(&problems, "Programs read docs/protocol.md: say there what is new, and what is gone.");
}

fn listed<'a>(document: &'a str, heading: &str) -> BTreeSet<&'a str> {
    let lines = document.lines().skip_while(|line| line.trim_start_matches('#').trim() != heading).skip(1);
    let section = lines.take_while(|line| !line.starts_with('#'));
    let cells = section.filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    // `ping` → `pong`: the first name is the row's. A close code is no name, and stands bare.
    cells
        .map(|cell| cell.trim_start_matches('`').split('`').next().unwrap_or(cell))
        .filter(|cell| is_code(cell))
        .collect()
}

/// The codes that `fn code` and its helpers answer: strings after an arrow.
fn answered(file: &Rust) -> Vec<String> {
    let lines: Vec<&str> = file.text.lines().collect();
    let after_arrow = |line: usize, value: &str| lines[line - 1].contains(&format!("=> \"{value}\""));
    let is_field =
        ["stack_id", "stack_ids", "card_id", "version", "mission_id", "text", "block_id", "row", "column", "item"];
    let codes = file.strings.iter().filter(|literal| after_arrow(literal.line, &literal.value));
    codes.map(|literal| literal.value.clone()).filter(|value| !is_field.contains(&value.as_str())).collect()
}

/// The codes that are made on the spot: the first string in the call.
fn made(file: &Rust) -> Vec<String> {
    let mut codes = Vec::new();
    for (at, text) in MAKERS.iter().flat_map(|maker| file.text.match_indices(maker)) {
        let rest = &file.text[at + text.len()..];
        let arguments =
            rest.strip_prefix("StatusCode::").map_or(rest, |rest| rest.split_once(", ").map_or("", |(_, rest)| rest));
        let arguments = arguments.strip_prefix("status, ").unwrap_or(arguments);
        let code = arguments.strip_prefix('"').and_then(|rest| rest.split('"').next());
        codes.extend(code.filter(|code| is_code(code)).map(str::to_owned));
    }
    codes
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && text != "code"
        && text != "type"
        && text != "action"
}

/// The range of the standard (RFC 6455, section 7.4.1) and our own, which begins at 4001.
fn is_close_code(number: u32) -> bool {
    matches!(number, 1000..=1015 | 4001..=4999)
}
