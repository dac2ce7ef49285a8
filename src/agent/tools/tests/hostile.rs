//! What must not be possible, whoever asks for it.

use serde_json::{Value, json};

use super::*;

/// Paths that lead elsewhere, or are somebody's `.git`.
const PATHS: [&str; 18] = [
    "/etc/passwd",
    "../up",
    "a/../../b",
    "a//b",
    "",
    ".",
    "..",
    ".git/config",
    "sub/.GIT/hooks/post-commit",
    ".g\u{200c}it/config",
    "git~1/config",
    ".git./config",
    ".git::$INDEX_ALLOCATION/x",
    "a\\b",
    "a\nb",
    "a\0b",
    "cafe\u{301}",
    "refs/../x",
];

#[test]
fn no_tool_takes_a_path_that_leads_elsewhere() {
    let mut it = site();
    for bad in PATHS {
        let inputs = [
            ("read", json!({ "path": bad })),
            ("write", json!({ "path": bad, "content": "x" })),
            ("edit", json!({ "path": bad, "old": "a", "new": "b" })),
            ("delete", json!({ "path": bad, "folder": true })),
            ("move", json!({ "from": bad, "to": "x" })),
            ("move", json!({ "from": "index.html", "to": bad })),
            ("diff", json!({ "path": bad })),
        ];
        for (tool, input) in inputs {
            let why = it.refused(tool, input);
            assert!(why.contains("can't be used"), "{tool} {bad:?}: {why}");
        }
    }
    let long = format!("{}/x", "a".repeat(300));
    assert!(it.refused("write", json!({ "path": long, "content": "" })).contains("at most 255 bytes"));
}

#[test]
fn no_tool_takes_what_it_does_not_know() {
    let mut it = site();
    let cases: [(&str, Value, &str); 9] = [
        ("shell", json!({ "command": "rm -rf /" }), "there is no tool \"shell\""),
        ("write\n\u{7}", json!({}), "there is no tool \"write\""),
        ("write", json!({ "path": "a", "content": "x", "branch": "main" }), "unknown field `branch`"),
        ("write", json!({ "path": "a", "content": "x", "repository": "other" }), "unknown field `repository`"),
        ("read", json!({ "path": ["a"] }), "path: invalid type"),
        ("read", json!("a"), "the input of read is wrong"),
        ("read", Value::Null, "the input of read is wrong"),
        ("search", json!({ "text": "(", "regex": true }), "can't be looked for"),
        ("write", json!({ "path": "a", "content": "x".repeat(INPUT_BYTES_MAX) }), "write less"),
    ];
    for (tool, input, words) in cases {
        let why = it.refused(tool, input);
        assert!(why.contains(words), "{tool}: {why}");
        assert!(why.len() < 1_000, "{tool}: {} bytes", why.len());
    }
}

#[test]
fn links_and_submodules_are_shown_and_never_followed() {
    let mut it = site();
    let odd = crate::git::with_odd_entries(&it.repository, it.overlay.base());
    it.overlay = Overlay::new(odd);
    let listed = it.done("list", json!({}))["entries"].to_string();
    assert!(listed.contains("link (a link, never followed)"), "{listed}");
    assert!(listed.contains("module (another repository, out of reach)"), "{listed}");
    for (at, word) in [("link", "is a link"), ("module", "is another repository")] {
        let cases = [
            ("read", json!({ "path": at })),
            ("write", json!({ "path": at, "content": "x" })),
            ("edit", json!({ "path": at, "old": "a", "new": "b" })),
            ("delete", json!({ "path": at })),
            ("move", json!({ "from": at, "to": "elsewhere" })),
        ];
        for (tool, input) in cases {
            let why = it.refused(tool, input);
            assert!(why.contains(word), "{tool} {at}: {why}");
        }
        let within = format!("{at}/x");
        let why = it.refused("write", json!({ "path": within, "content": "x" }));
        assert!(why.contains("use another"), "{why}");
    }
    assert_eq!(it.done("search", json!({ "text": "passwd" }))["places"], json!([]));
}
