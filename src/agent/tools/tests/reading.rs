//! Looking: what is shown, and what is left out with a word on how to go on.

use serde_json::json;

use super::*;

#[test]
fn list_shows_one_folder_or_everything_with_what_is_pending() {
    let mut it = site();
    it.done("write", json!({ "path": "docs/new.md", "content": "new" }));
    it.done("delete", json!({ "path": "css/site.css" }));
    assert_eq!(it.done("list", json!({}))["entries"], json!(["docs/ (3 files)", "index.html (35 bytes)"]));
    for docs in ["docs", "docs/", "./docs"] {
        let entries = json!(["docs/deep/ (1 file)", "docs/a.md (6 bytes)", "docs/new.md (3 bytes)"]);
        assert_eq!(it.done("list", json!({ "path": docs }))["entries"], entries);
    }
    let deep = it.done("list", json!({ "path": ".", "deep": true }));
    assert_eq!(deep["entries"].as_array().unwrap().len(), 4);
    assert!(it.refused("list", json!({ "path": "css" })).contains("no folder css"));
}

#[test]
fn a_long_list_is_read_on() {
    let files: Vec<(String, &str)> = (0..310).map(|number| (format!("f{number:03}"), "")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let mut it = Trial::new(&files);
    let first = it.done("list", json!({}));
    assert_eq!(first["note"], "10 more: call list with skip 300");
    let rest = it.done("list", json!({ "skip": 300 }));
    assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["note"]), (10, &Value::Null));
    assert_eq!(it.done("list", json!({ "skip": 9_999 }))["entries"], json!([]));
}

#[test]
fn a_long_file_is_read_in_parts() {
    let text: String = (1..=1_200).map(|number| format!("line {number}\n")).collect();
    let mut it = Trial::new(&[("long", &text), ("wide", &"ä".repeat(60_000)), ("empty", "")]);
    let first = it.done("read", json!({ "path": "long" }));
    assert_eq!(
        (&first["lines"], &first["note"]),
        (&json!("1-500 of 1200"), &json!("700 lines follow: read on with from 501"))
    );
    let part = it.done("read", json!({ "path": "long", "from": 1_199, "lines": 50 }));
    assert_eq!((&part["text"], &part["note"]), (&json!("line 1199\nline 1200\n"), &Value::Null));
    assert!(it.refused("read", json!({ "path": "long", "from": 1_201 })).contains("has 1200 lines"));
    let wide = it.done("read", json!({ "path": "wide" }));
    assert_eq!(wide["text"].as_str().unwrap().len(), 48 * 1024);
    assert!(wide["note"].as_str().unwrap().contains("in part"));
    assert_eq!(it.done("read", json!({ "path": "empty" }))["text"], "");
}

#[test]
fn what_is_no_text_is_not_read() {
    let mut it = Trial::new(&[("picture.png", "\u{89}PNG\0\0"), ("large", &"x".repeat(2 << 20 | 1))]);
    assert!(it.refused("read", json!({ "path": "picture.png" })).contains("is no text"));
    assert!(it.refused("read", json!({ "path": "large" })).contains("leave it as it is"));
    assert!(it.refused("write", json!({ "path": "picture.png", "content": "x", "how": "append" })).contains("no text"));
    it.done("move", json!({ "from": "large", "to": "larger" }));
    it.commit();
}

#[test]
fn search_looks_into_what_is_pending_and_not_into_what_is_gone() {
    let mut it = site();
    it.done("write", json!({ "path": "docs/new.md", "content": "say alpha\n" }));
    it.done("write", json!({ "path": "index.html", "content": "nothing\n" }));
    let found = it.done("search", json!({ "text": "ALPHA" }));
    assert_eq!(found["files"], json!(["docs/a.md", "docs/new.md"]));
    assert_eq!(found["places"], json!(["docs/a.md:1: alpha", "docs/new.md:1: say alpha"]));
    assert_eq!(it.done("search", json!({ "text": "ALPHA", "case_sensitive": true }))["files"], json!([]));
    assert_eq!(
        it.done("search", json!({ "text": "Hello" }))["note"],
        "it stands nowhere: try fewer words, or another spelling"
    );
    assert_eq!(it.done("search", json!({ "text": "a", "path": "*.css" }))["files"], json!(["css/site.css"]));
}

#[test]
fn a_search_that_finds_too_much_says_so() {
    let mut it = Trial::new(&[("many", &"word\n".repeat(101))]);
    let found = it.done("search", json!({ "text": "word" }));
    assert_eq!((found["places"].as_array().unwrap().len(), &found["is_complete"]), (100, &json!(false)));
    assert!(found["note"].as_str().unwrap().contains("more places"));
}

#[test]
fn diff_shows_what_is_pending() {
    let mut it = site();
    assert_eq!(it.done("diff", json!({}))["note"], "nothing has changed since the last commit");
    it.done("edit", json!({ "path": "css/site.css", "old": "red", "new": "blue" }));
    it.done("delete", json!({ "path": "docs/a.md" }));
    it.done("write", json!({ "path": "data.bin", "content": "\0" }));
    let diff = it.done("diff", json!({}));
    let expected = "=== css/site.css (changed, +1 -1)\n@@ -1 +1 @@\n-a { color: red }\n+a { color: blue }\n\
                    === data.bin (new, +0 -0)\nno text\n\
                    === docs/a.md (deleted, +0 -1)\n@@ -1 +0 @@\n-alpha\n";
    assert_eq!(diff["diff"], expected);
    let of_docs = it.done("diff", json!({ "path": "docs" }))["diff"].to_string();
    assert!(of_docs.contains("docs/a.md") && !of_docs.contains("css"), "{of_docs}");
    it.done("write", json!({ "path": "huge.txt", "content": "line\n".repeat(20_000) }));
    let huge = it.done("diff", json!({ "path": "huge.txt" }));
    assert!(huge["diff"].as_str().unwrap().len() <= 48 * 1024, "{}", huge["diff"].as_str().unwrap().len());
}
