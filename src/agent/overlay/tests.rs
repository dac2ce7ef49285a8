//! Changes over a tree: what is seen, what becomes a commit, what others did meanwhile.

use std::collections::HashMap;

use super::*;
use crate::agent::trial::{Trial, commit, path, put};

fn refusal(result: Result<()>) -> String {
    match result {
        Err(Error::Refused(message)) => message,
        other => panic!("{other:?}"),
    }
}

impl Trial {
    fn put(&mut self, at: &str, text: &str) -> Result<()> {
        self.overlay.put(&self.repository, &path(at), text.as_bytes().to_vec(), None)
    }

    fn delete(&mut self, at: &str) -> Result<()> {
        self.overlay.delete(&self.repository, &path(at))
    }

    fn shift(&mut self, from: &str, to: &str) -> Result<()> {
        self.overlay.shift(&self.repository, &path(from), &path(to))
    }

    fn paths(&self) -> Vec<String> {
        self.overlay.files(&self.repository).unwrap().0.into_iter().map(|file| file.path).collect()
    }
}

#[test]
fn what_was_changed_is_seen_and_becomes_one_commit() {
    let mut it = Trial::new(&[("a.txt", "one"), ("docs/b.md", "two"), ("c", "three")]);
    it.put("a.txt", "ONE").unwrap();
    it.put("new/d.txt", "four").unwrap();
    it.shift("docs/b.md", "docs/e.md").unwrap();
    it.delete("c").unwrap();
    assert_eq!(it.paths(), ["a.txt", "docs/e.md", "new/d.txt"]);
    assert_eq!((it.text("a.txt").unwrap(), it.text("docs/e.md").unwrap()), ("ONE".to_owned(), "two".to_owned()));
    assert_eq!((it.text("c"), it.kind("new")), (None, Some(FileKind::Folder)));
    it.commit();
    assert_eq!(it.paths(), ["a.txt", "docs/e.md", "new/d.txt"]);
    assert_eq!(it.text("new/d.txt").unwrap(), "four");
}

#[test]
fn what_is_made_as_it_was_is_no_change() {
    let mut it = Trial::new(&[("a", "one")]);
    it.put("a", "two").unwrap();
    it.put("a", "one").unwrap();
    it.put("b", "new").unwrap();
    it.delete("b").unwrap();
    it.shift("a", "c").unwrap();
    it.shift("c", "a").unwrap();
    assert!(it.overlay.is_empty());
    assert_eq!(it.overlay, Overlay::new(it.overlay.base()));
}

#[test]
fn whether_a_file_may_be_run_goes_with_it() {
    let mut it = Trial::new(&[("run", "#!/bin/sh\n")]);
    it.overlay.put(&it.repository, &path("run"), b"#!/bin/sh\n".to_vec(), Some(true)).unwrap();
    assert_eq!(it.kind("run"), Some(FileKind::Executable));
    it.commit();
    it.shift("run", "bin/go").unwrap();
    it.put("bin/go", "#!/bin/sh\necho\n").unwrap();
    it.commit();
    assert_eq!(it.kind("bin/go"), Some(FileKind::Executable));
}

#[test]
fn a_file_stands_in_no_file_and_a_folder_is_none() {
    let mut it = Trial::new(&[("a", "one"), ("folder/b", "two")]);
    assert!(refusal(it.put("a/x", "")).contains("use another name"));
    assert!(refusal(it.put("folder", "")).contains("is a folder"));
    it.put("new", "").unwrap();
    assert!(refusal(it.put("new/x", "")).contains("use another name"));
    it.put("other/x", "").unwrap();
    assert!(refusal(it.put("other", "")).contains("is a folder"));
    it.delete("a").unwrap();
    // Git would take both only in two commits.
    assert!(refusal(it.put("a/x", "")).contains("was one"));
    assert!(refusal(it.shift("new", "new/x")).contains("use another name"));
    assert!(refusal(it.shift("new", "folder/b")).contains("already"));
    assert!(refusal(it.delete("nothing")).contains("no file nothing"));
    it.commit();
    it.put("a/x", "now it can").unwrap();
    it.commit();
}

#[test]
fn what_is_pending_has_bounds_and_a_refusal_changes_nothing() {
    let mut it = Trial::new(&[("a", "one")]);
    it.put("large", &"x".repeat(BYTES_MAX - 10)).unwrap();
    let before = it.overlay.clone();
    assert!(refusal(it.put("more", "12345678901")).contains("write less"));
    assert_eq!(it.overlay, before);
    // What is replaced makes room, and so does what moves.
    it.put("large", &"y".repeat(BYTES_MAX)).unwrap();
    it.shift("large", "moved").unwrap();
    it.put("moved", "little").unwrap();
    for number in 0..FILES_MAX - 1 {
        it.put(&format!("f/{number}"), "").unwrap();
    }
    let before = it.overlay.clone();
    assert!(refusal(it.put("one-too-many", "")).contains("at most"));
    assert!(refusal(it.shift("a", "b")).contains("at most"));
    assert_eq!(it.overlay, before);
}

#[test]
fn what_others_did_to_other_places_is_kept_beside() {
    let lines = |second: &str, ninth: &str| format!("1\n{second}\n3\n4\n5\n6\n7\n8\n{ninth}\n10\n");
    let mut it = Trial::new(&[("text", &lines("2", "9")), ("a", "one"), ("gone", "x")]);
    it.put("text", &lines("mine", "9")).unwrap();
    it.put("new", "mine").unwrap();
    it.delete("gone").unwrap();
    let theirs = commit(&it.repository, &[put("text", &lines("2", "theirs")), put("b", "theirs")]);
    assert_eq!(it.overlay.rebase(&it.repository, theirs).unwrap(), []);
    assert_eq!(it.overlay.base(), theirs);
    assert_eq!(it.text("text").unwrap(), lines("mine", "theirs"));
    assert_eq!(it.paths(), ["a", "b", "new", "text"]);
    it.commit();
}

#[test]
fn what_others_did_to_the_same_place_is_left_to_them_and_told() {
    let mut it = Trial::new(&[("same", "one\n"), ("away", "x"), ("kept", "y"), ("z", "z")]);
    it.put("same", "mine\n").unwrap();
    it.put("away", "mine").unwrap();
    it.delete("kept").unwrap();
    it.put("both", "mine").unwrap();
    it.put("folder", "mine").unwrap();
    it.put("z", "mine").unwrap();
    let gone = Change { path: path("away"), edit: Edit::Delete, expect: Expect::Anything };
    let theirs = [put("same", "theirs\n"), gone, put("kept", "theirs"), put("both", "theirs"), put("folder/x", "")];
    let theirs = commit(&it.repository, &theirs);
    let clashes = it.overlay.rebase(&it.repository, theirs).unwrap();
    let clashes: HashMap<String, Option<Vec<u8>>> =
        clashes.into_iter().map(|clash| (clash.path.to_string(), clash.wanted)).collect();
    let mine = |text: &str| Some(text.as_bytes().to_vec());
    let expected = [("same", mine("mine\n")), ("away", mine("mine")), ("kept", None), ("both", mine("mine"))];
    let mut expected: HashMap<String, _> = expected.into_iter().map(|(at, wanted)| (at.to_owned(), wanted)).collect();
    expected.insert("folder".to_owned(), mine("mine"));
    assert_eq!(clashes, expected);
    assert_eq!((it.text("same").unwrap(), it.text("z").unwrap()), ("theirs\n".to_owned(), "mine".to_owned()));
    it.commit();
}

#[test]
fn what_somebody_else_did_just_so_is_pending_no_more() {
    let mut it = Trial::new(&[("a", "one"), ("b", "one")]);
    it.put("a", "two").unwrap();
    it.delete("b").unwrap();
    let gone = Change { path: path("b"), edit: Edit::Delete, expect: Expect::Anything };
    let theirs = commit(&it.repository, &[put("a", "two"), gone]);
    assert_eq!(it.overlay.rebase(&it.repository, theirs).unwrap(), []);
    assert!(it.overlay.is_empty());
}
