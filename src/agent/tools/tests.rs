//! The tools on a small repository: what they do, what they refuse, what they leave out.

mod hostile;
mod reading;

use serde_json::json;

use super::*;
use crate::{agent::trial::Trial, git::FileKind};

fn site() -> Trial {
    Trial::new(&[
        ("index.html", "<h1>Hello</h1>\n<p>Hello, Hello</p>\n"),
        ("css/site.css", "a { color: red }\n"),
        ("docs/a.md", "alpha\n"),
        ("docs/deep/b.md", "beta\n"),
    ])
}

#[test]
fn what_is_offered_is_what_can_be_run() {
    let names = |offer| specs(offer).iter().map(|spec| spec.name.to_string()).collect::<Vec<_>>();
    let all = ["list", "read", "search", "write", "edit", "move", "delete", "diff", "ask", "finish"];
    assert_eq!(names(Offer::Task), all);
    assert_eq!(names(Offer::TaskWithShell), [&all[..], &["shell"]].concat());
    assert_eq!(names(Offer::Conversation), all[..8]);
    assert_eq!(names(Offer::Looking), ["list", "read", "search", "diff"]);
    for spec in specs(Offer::Task) {
        assert_eq!(spec.input_schema["type"], "object", "{}", spec.name);
        assert_eq!(spec.input_schema["additionalProperties"], false, "{}", spec.name);
    }
    let mut it = site();
    let call = ToolCall { id: "1".into(), name: "write".into(), input: json!({ "path": "x", "content": "" }) };
    let ran = run(&it.repository, &mut it.overlay, Offer::Looking, &call).unwrap();
    assert!(ran.result.is_error && it.overlay.is_empty());
    assert_eq!(ran.result.output, "there is no tool \"write\": use one of list, read, search, diff");
}

#[test]
fn edit_takes_a_text_that_stands_there_once() {
    let mut it = site();
    let edit = |old: &str, new: &str| json!({ "path": "index.html", "old": old, "new": new });
    assert!(it.refused("edit", edit("Hello", "Bye")).contains("stands 3 times"));
    assert!(it.refused("edit", edit("hello", "Bye")).contains("does not stand"));
    assert!(it.refused("edit", edit("", "Bye")).contains("is empty"));
    assert!(it.refused("edit", edit("<h1>", "<h1>")).contains("the same"));
    assert_eq!(it.done("edit", edit("<h1>Hello", "<h1>Bye"))["replaced"], 1);
    let all = json!({ "path": "./index.html", "old": "Hello", "new": "Bye", "all": true });
    assert_eq!(it.done("edit", all)["replaced"], 2);
    assert_eq!(it.text("index.html").unwrap(), "<h1>Bye</h1>\n<p>Bye, Bye</p>\n");
}

#[test]
fn edit_minds_how_the_lines_of_a_file_end() {
    let mut it = Trial::new(&[("dos.txt", "one\r\ntwo\r\nthree\r\n")]);
    it.done("edit", json!({ "path": "dos.txt", "old": "one\ntwo", "new": "1\n2" }));
    assert_eq!(it.text("dos.txt").unwrap(), "1\r\n2\r\nthree\r\n");
}

#[test]
fn write_makes_replaces_and_appends() {
    let mut it = site();
    let made = it.run("write", json!({ "path": "a/b/new.txt", "content": "x" }));
    assert_eq!((made.then, made.about), (Some(Then::Wrote), "a/b/new.txt".to_owned()));
    assert_eq!(made.result.output, json!({ "path": "a/b/new.txt", "bytes": 1, "is_new": true }));
    let create = json!({ "path": "docs/a.md", "content": "x", "how": "create" });
    assert!(it.refused("write", create).contains("is there already"));
    it.done("write", json!({ "path": "a/b/new.txt", "content": "y", "how": "append" }));
    assert_eq!(it.text("a/b/new.txt").unwrap(), "x\ny\n");
    it.done("write", json!({ "path": "docs/a.md", "content": "gamma\n", "executable": true }));
    assert_eq!(it.kind("docs/a.md"), Some(FileKind::Executable));
}

#[test]
fn files_and_folders_are_moved_and_deleted() {
    let mut it = site();
    it.done("move", json!({ "from": "index.html", "to": "home.html" }));
    assert_eq!(it.done("move", json!({ "from": "docs", "to": "handbook/" }))["files"], 2);
    assert_eq!(it.text("handbook/deep/b.md").unwrap(), "beta\n");
    assert!(it.refused("move", json!({ "from": "handbook", "to": "handbook/deep" })).contains("into itself"));
    assert!(it.refused("move", json!({ "from": "home.html", "to": "css/site.css" })).contains("already"));
    assert!(it.refused("delete", json!({ "path": "handbook" })).contains("2 files"));
    it.done("delete", json!({ "path": "handbook", "folder": true }));
    it.done("delete", json!({ "path": "home.html" }));
    assert!(it.refused("delete", json!({ "path": "home.html" })).contains("no file"));
    it.commit();
    assert_eq!(it.done("list", json!({ "deep": true }))["entries"], json!(["css/site.css (17 bytes)"]));
}

#[test]
fn asking_and_finishing_tell_whoever_runs_them() {
    let mut it = site();
    let asked = it.run("ask", json!({ "question": " Which colour? " }));
    assert_eq!(asked.then, Some(Then::Ask { question: "Which colour?".into() }));
    let finished = it.run("finish", json!({ "summary": "All done." }));
    assert_eq!(finished.then, Some(Then::Finish { summary: "All done.".into() }));
    assert!(it.refused("finish", json!({ "summary": " " })).contains("1 to"));
}

#[test]
fn the_same_calls_make_the_same_overlay_again() {
    let calls = [
        ("write", json!({ "path": "new.txt", "content": "one\n" })),
        ("read", json!({ "path": "new.txt" })),
        ("edit", json!({ "path": "new.txt", "old": "one", "new": "two" })),
        ("edit", json!({ "path": "new.txt", "old": "nowhere", "new": "two" })),
        ("move", json!({ "from": "docs", "to": "handbook" })),
        ("delete", json!({ "path": "../etc/passwd" })),
        ("delete", json!({ "path": "css/site.css" })),
        ("write", json!({ "path": "handbook/a.md", "content": "more", "how": "append" })),
    ];
    let mut it = site();
    let base = it.overlay.base();
    let ran: Vec<_> = calls.iter().filter(|(name, input)| !it.run(name, input.clone()).result.is_error).collect();
    let first = std::mem::replace(&mut it.overlay, Overlay::new(base));
    for (name, input) in ran.into_iter().filter(|(name, _)| is_change(name)) {
        it.done(name, input.clone());
    }
    assert_eq!(it.overlay, first);
    assert_eq!(it.overlay.changes(), first.changes());
}
