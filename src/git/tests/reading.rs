//! Looking for a text, and where lines come from.

use super::*;

fn places(bench: &Bench, text: &str, meant: Meant, within: Option<&str>) -> Vec<String> {
    let head = bench.repository.head(&branch("main")).unwrap();
    let pattern = Pattern::new(text, meant, within).unwrap();
    let found = bench.repository.search(head, &pattern, || false).unwrap();
    assert_eq!(found.cut, None);
    let shown = |place: FoundPlace| {
        let FoundPlace { path, line, column, before, text, after, .. } = place;
        format!("{path}:{line}:{column} {before}[{text}]{after}")
    };
    found.places.into_iter().map(shown).collect()
}

#[test]
fn a_text_is_found_in_all_files_with_its_place() {
    let bench = Bench::new();
    let binary =
        Change { edit: Edit::Put(Put { content: b"one\0one".to_vec(), is_executable: None }), ..put("c.bin", "") };
    bench.commit(&[put("a.txt", "One\r\ntwo one\r\n"), put("src/b.rs", "// 😀 one (x)\n"), binary]).unwrap();
    let any = Meant::default();
    assert_eq!(
        places(&bench, "one", any, None),
        ["a.txt:1:1 [One]", "a.txt:2:5 two [one]", "src/b.rs:1:7 // 😀 [one] (x)"]
    );
    assert_eq!(places(&bench, "one (x)", any, None), ["src/b.rs:1:7 // 😀 [one (x)]"]);
    let exact = Meant { is_case_sensitive: true, ..any };
    assert_eq!(places(&bench, "One", exact, None), ["a.txt:1:1 [One]"]);
    let regex = Meant { is_regex: true, ..any };
    assert_eq!(places(&bench, r"^t\w+", regex, None), ["a.txt:2:1 [two] one"]);
    for (within, count) in [("src", 1), ("*.txt", 2), ("src/*.rs", 1), ("b.r*", 1), ("*.md", 0), ("SRC/", 1), ("rs", 1)]
    {
        assert_eq!(places(&bench, "one", any, Some(within)).len(), count, "{within}");
    }
}

#[test]
fn what_can_not_be_looked_for_is_refused() {
    let regex = Meant { is_regex: true, is_case_sensitive: false };
    for text in ["", "a*", "(", r"\w{1000}{1000}{1000}", "()"] {
        assert!(matches!(Pattern::new(text, regex, None), Err(Error::Invalid(_))), "{text:?}");
    }
    assert!(Pattern::new(&"x".repeat(501), Meant::default(), None).is_err());
    assert!(Pattern::new("a*", Meant::default(), None).is_ok());
}

#[test]
fn a_search_says_when_it_has_not_seen_everything() {
    let bench = Bench::new();
    let many = "x\n".repeat(150);
    let files: Vec<Change> = (0..8).map(|at| put(&format!("{at}.txt"), &many)).collect();
    let head = bench.commit(&files).unwrap().commit;
    let pattern = Pattern::new("x", Meant::default(), None).unwrap();
    let found = bench.repository.search(head, &pattern, || false).unwrap();
    assert_eq!((found.places.len(), found.cut), (500, Some(Cut::Places)));
    assert_eq!(found.places[499].path, "4.txt", "one file does not hide the others");
    let found = bench.repository.search(head, &pattern, || true).unwrap();
    assert_eq!((found.places.len(), found.cut), (0, Some(Cut::Time)));
}

fn origins(bench: &Bench, at: &str) -> Vec<(usize, usize, ObjectId)> {
    let head = bench.repository.head(&branch("main")).unwrap();
    let blame = bench.repository.blame(head, &path(at), || false).unwrap();
    assert!(!blame.is_cut);
    assert!(blame.lines.iter().all(|lines| blame.commits.iter().any(|commit| commit.commit == lines.commit)));
    blame.lines.into_iter().map(|lines| (lines.from, lines.count, lines.commit)).collect()
}

#[test]
fn each_line_knows_its_commit_also_across_a_rename() {
    let bench = Bench::new();
    let text = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let first = bench.commit(&[put("a.txt", &text(&["1", "2", "3", "4", "5"]))]).unwrap().commit;
    bench.commit(&[put("other", "x")]).unwrap();
    let second = bench.commit(&[put("a.txt", &text(&["0", "1", "2", "4", "5"]))]).unwrap().commit;
    bench.commit(&[moved("a.txt", "b/c.txt")]).unwrap();
    let third = bench.commit(&[put("b/c.txt", &text(&["0", "1", "two", "4", "5", "6"]))]).unwrap().commit;
    assert_eq!(
        origins(&bench, "b/c.txt"),
        [(1, 1, second), (2, 1, first), (3, 1, third), (4, 2, first), (6, 1, third)]
    );
    let empty = bench.commit(&[put("empty", "")]).unwrap().commit;
    assert_eq!(origins(&bench, "empty"), []);
    assert!(matches!(bench.repository.blame(empty, &path("gone"), || false), Err(Error::NotFound)));
    assert!(bench.repository.blame(empty, &path("b/c.txt"), || true).unwrap().is_cut);
}

#[test]
fn lines_of_both_sides_of_a_merge_know_theirs() {
    let bench = Bench::new();
    let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
    let message = Message::new("A change").unwrap();
    let side = |name: &str, text: &str| {
        let changes = [put("a", text)];
        bench.repository.commit(&branch(name), None, &changes, &author, &message, NOW).unwrap().commit
    };
    let base = side("main", "1\n2\n3\n4\n5\n");
    bench.repository.create_branch(&branch("other"), base).unwrap();
    let theirs = side("other", "1\n2\n3\n4\nfive\n");
    let ours = side("main", "one\n2\n3\n4\n5\n");
    bench
        .repository
        .merge((&branch("main"), ours), theirs, &How::plain(MergeKind::Merge), (&author, &message), NOW)
        .unwrap();
    assert_eq!(origins(&bench, "a"), [(1, 1, ours), (2, 3, base), (5, 1, theirs)]);
}

#[test]
fn the_history_of_a_file_goes_on_under_its_former_name() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a.txt", "one\ntwo\nthree\n")]).unwrap().commit;
    bench.commit(&[put("other", "x")]).unwrap();
    let renamed = bench.commit(&[moved("a.txt", "b/c.txt")]).unwrap().commit;
    let last = bench.commit(&[put("b/c.txt", "one\ntwo\nthree\nfour\n")]).unwrap().commit;
    let past = bench.repository.history(last, Some(&path("b/c.txt")), 10).unwrap();
    let commits: Vec<ObjectId> = past.entries.iter().map(|entry| entry.commit).collect();
    assert_eq!(commits, [last, renamed, first]);
}
