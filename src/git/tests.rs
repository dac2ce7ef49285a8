//! Repositories on disk: commits, branches that race, what is refused.

mod kept;
mod message;
pub mod odd;
mod reading;
mod upstream;

use std::{collections::HashSet, sync::Arc};

use tempfile::TempDir;

use super::*;
use crate::kit::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

struct Bench {
    folder: TempDir,
    repository: Repository,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let repository = Repository::create(&folder.path().join("it.git"), &branch("main")).unwrap();
        Self { folder, repository }
    }

    fn commit(&self, changes: &[Change]) -> Result<Committed> {
        commit(&self.repository, changes)
    }

    /// The text of a file on `main`.
    fn text(&self, at: &str) -> Option<String> {
        let head = self.repository.head(&branch("main")).unwrap();
        let content = self.repository.read(head, &path(at), None).ok()?;
        Some(String::from_utf8(content.data).unwrap())
    }

    fn paths(&self) -> Vec<String> {
        let head = self.repository.head(&branch("main")).unwrap();
        self.repository.files(head).unwrap().0.into_iter().map(|entry| entry.path).collect()
    }
}

fn commit(repository: &Repository, changes: &[Change]) -> Result<Committed> {
    let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
    repository.commit(&branch("main"), None, changes, &author, &Message::new("A change").unwrap(), NOW)
}

fn branch(name: &str) -> BranchName {
    name.parse().unwrap()
}

fn path(text: &str) -> TreePath {
    text.parse().unwrap()
}

fn put(at: &str, text: &str) -> Change {
    let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
    Change { path: path(at), edit, expect: Expect::Anything }
}

fn delete(at: &str) -> Change {
    Change { path: path(at), edit: Edit::Delete, expect: Expect::Anything }
}

fn moved(from: &str, to: &str) -> Change {
    Change { path: path(to), edit: Edit::MoveFrom(path(from)), expect: Expect::Anything }
}

#[test]
fn the_first_commit_makes_the_branch() {
    let bench = Bench::new();
    assert_eq!(bench.repository.branches().unwrap(), []);
    assert_eq!(bench.repository.default_branch().unwrap(), branch("main"));
    let made = bench.commit(&[put("src/a.txt", "one"), put("b.txt", "two")]).unwrap();
    assert_eq!(made.parent, None);
    assert_eq!(bench.repository.branches().unwrap(), [Branch { name: branch("main"), head: made.commit }]);
    assert_eq!(bench.paths(), ["b.txt", "src/a.txt"]);
    assert_eq!(bench.text("src/a.txt").unwrap(), "one");
}

#[test]
fn a_save_that_names_what_it_started_from_is_refused_when_that_is_gone() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a", "one"), put("b", "one")]).unwrap();
    let second = bench.commit(&[put("a", "two")]).unwrap();
    let stale = Change { expect: Expect::Blob(first.blobs[0].1), ..put("a", "three") };
    match bench.commit(std::slice::from_ref(&stale)) {
        Err(Error::Stale { head, file: Some((at, now)) }) => {
            assert_eq!((head, at, now), (Some(second.commit), path("a"), Some(second.blobs[0].1)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.text("a").unwrap(), "two");
    // What others did to another file is in nobody's way.
    bench.commit(&[Change { expect: Expect::Blob(first.blobs[1].1), ..put("b", "two") }]).unwrap();
    let taken = Change { expect: Expect::Nothing, ..put("b", "new") };
    assert!(matches!(bench.commit(&[taken]), Err(Error::Stale { .. })));
    let author = Author { name: "Ada".to_owned(), email: "a@localhost".to_owned() };
    let message = Message::new("x").unwrap();
    let held = bench.repository.commit(&branch("main"), Some(first.commit), &[put("c", "")], &author, &message, NOW);
    assert!(matches!(held, Err(Error::Stale { .. })));
}

#[test]
fn files_are_moved_with_their_mode_and_deleted_with_their_folders() {
    let bench = Bench::new();
    let script = Change {
        edit: Edit::Put(Put { content: b"#!/bin/sh\n".to_vec(), is_executable: Some(true) }),
        ..put("bin/run", "")
    };
    bench.commit(&[script, put("doc/a/b.md", "text"), put("keep", "")]).unwrap();
    bench.commit(&[moved("bin/run", "tools/start"), delete("doc/a/b.md")]).unwrap();
    assert_eq!(bench.paths(), ["keep", "tools/start"]);
    let head = bench.repository.head(&branch("main")).unwrap();
    assert_eq!(bench.repository.entry(head, &path("tools/start")).unwrap().kind, FileKind::Executable);
    // Folders that became empty are gone, not kept as empty trees that git would complain about.
    let names: Vec<String> =
        bench.repository.entries(head, None).unwrap().iter().map(|entry| entry.name().to_owned()).collect();
    assert_eq!(names, ["tools", "keep"]);
    bench.commit(&[put("tools/start", "#!/bin/bash\n")]).unwrap();
    let head = bench.repository.head(&branch("main")).unwrap();
    assert_eq!(bench.repository.entry(head, &path("tools/start")).unwrap().kind, FileKind::Executable);
}

#[test]
fn two_files_can_change_places() {
    let bench = Bench::new();
    bench.commit(&[put("a", "one"), put("b", "two")]).unwrap();
    bench.commit(&[moved("a", "b"), moved("b", "a")]).unwrap();
    assert_eq!((bench.text("a").unwrap(), bench.text("b").unwrap()), ("two".to_owned(), "one".to_owned()));
}

#[test]
fn a_file_can_become_a_folder_and_back() {
    let bench = Bench::new();
    bench.commit(&[put("a", "one")]).unwrap();
    assert!(matches!(bench.commit(&[put("a/b", "two")]), Err(Error::Invalid(_))));
    bench.commit(&[delete("a")]).map(drop).unwrap();
    bench.commit(&[put("a/b", "two")]).unwrap();
    assert!(matches!(bench.commit(&[put("a", "file")]), Err(Error::Invalid(_))));
    assert!(matches!(bench.commit(&[put("x", ""), put("x/y", "")]), Err(Error::Invalid(_))));
    assert_eq!(bench.paths(), ["a/b"]);
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a", "one"), put("d/e", "")]).unwrap();
    assert!(matches!(bench.commit(&[delete("none")]), Err(Error::NotFound)));
    assert!(matches!(bench.commit(&[delete("d")]), Err(Error::NotFound)));
    assert!(matches!(bench.commit(&[moved("none", "b")]), Err(Error::NotFound)));
    assert!(matches!(bench.commit(&[moved("a", "d/e")]), Err(Error::Exists(_))));
    assert!(matches!(bench.commit(&[put("a", "x"), put("a", "y")]), Err(Error::Invalid(_))));
    let same = bench.commit(&[put("a", "one")]).unwrap();
    assert_eq!(same.commit, first.commit);
    assert_eq!(bench.repository.head(&branch("main")).unwrap(), first.commit);
}

#[test]
fn links_and_submodules_are_shown_and_never_followed() {
    let bench = Bench::new();
    bench.commit(&[put("a", "one")]).unwrap();
    // Made with the library itself, as a push would bring them.
    let git = &bench.repository.git;
    let head = git.find_commit(git.refname_to_id("refs/heads/main").unwrap()).unwrap();
    let target = git.blob(b"/etc").unwrap();
    let mut update = git2::build::TreeUpdateBuilder::new();
    update.upsert("link", target, git2::FileMode::Link).upsert("module", head.id(), git2::FileMode::Commit);
    let tree = update.create_updated(git, &head.tree().unwrap()).unwrap();
    let signature = git2::Signature::new("x", "x", &git2::Time::new(0, 0)).unwrap();
    let tree = git.find_tree(tree).unwrap();
    git.commit(Some("refs/heads/main"), &signature, &signature, "links", &tree, &[&head]).unwrap();

    let head = bench.repository.head(&branch("main")).unwrap();
    assert_eq!(bench.repository.entry(head, &path("link")).unwrap().kind, FileKind::Link);
    assert_eq!(bench.repository.entry(head, &path("module")).unwrap().kind, FileKind::Submodule);
    for at in ["link", "module"] {
        assert!(matches!(bench.repository.read(head, &path(at), None), Err(Error::NotFound)));
        assert!(matches!(bench.commit(&[put(at, "x")]), Err(Error::Invalid(_))));
        assert!(matches!(bench.commit(&[put(&format!("{at}/passwd"), "x")]), Err(Error::Invalid(_))));
        assert!(matches!(bench.commit(&[moved(at, "elsewhere")]), Err(Error::NotFound)));
        bench.commit(&[delete(at)]).unwrap();
    }
}

#[test]
fn a_part_of_a_file_is_read_and_no_more() {
    let bench = Bench::new();
    let made = bench.commit(&[put("a", "0123456789"), put("bin", "a\0b")]).unwrap();
    let part = |range| bench.repository.read(made.commit, &path("a"), Some(range)).unwrap().data;
    assert_eq!(part(2..5), b"234");
    assert_eq!(part(8..99), b"89");
    assert_eq!(part(99..100), b"");
    #[expect(clippy::reversed_empty_ranges, reason = "a range that a client has made up")]
    let backwards = part(5..2);
    assert_eq!(backwards, b"");
    assert!(bench.repository.read(made.commit, &path("bin"), None).unwrap().is_binary);
}

#[test]
fn branches_are_made_moved_and_removed_by_those_who_know_where_they_stand() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a", "one")]).unwrap().commit;
    let second = bench.commit(&[put("a", "two")]).unwrap().commit;
    let side = branch("feature/x");
    bench.repository.create_branch(&side, first).unwrap();
    assert!(matches!(bench.repository.create_branch(&side, first), Err(Error::Exists(_))));
    for in_the_way in ["feature", "feature/x/y", "main/a"] {
        assert!(
            matches!(bench.repository.create_branch(&branch(in_the_way), first), Err(Error::Exists(_))),
            "{in_the_way}"
        );
    }
    let nowhere = "0000000000000000000000000000000000000001".parse().unwrap();
    assert!(matches!(bench.repository.create_branch(&branch("y"), nowhere), Err(Error::NotFound)));
    assert!(matches!(
        bench.repository.move_branch(&side, Some(second), Some(first)),
        Err(Error::Stale { head: Some(now), .. }) if now == first
    ));
    bench.repository.move_branch(&side, Some(first), Some(second)).unwrap();
    assert!(matches!(bench.repository.delete_branch(&side, first), Err(Error::Stale { .. })));
    bench.repository.delete_branch(&side, second).unwrap();
    assert!(matches!(bench.repository.delete_branch(&side, second), Err(Error::NotFound)));
    bench.repository.create_branch(&branch("feature"), first).unwrap();
}

#[test]
fn many_who_write_at_once_lose_nothing() {
    const WRITERS: usize = 4;
    const COMMITS: usize = 12;
    let bench = Bench::new();
    bench.commit(&[put("start", "")]).unwrap();
    let folder = Arc::new(bench.folder.path().join("it.git"));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let folder = Arc::clone(&folder);
            std::thread::spawn(move || {
                let repository = Repository::open(&folder).unwrap();
                let mut done = 0;
                for number in 0..COMMITS {
                    // One that was too slow too often is told so, and has changed nothing.
                    match commit(&repository, &[put(&format!("w{writer}/{number}"), "x")]) {
                        Ok(_) => done += 1,
                        Err(Error::Stale { .. } | Error::Unavailable(_)) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
                done
            })
        })
        .collect();
    let done: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    assert!(done > WRITERS, "hardly anybody got through: {done}");
    assert_eq!(bench.paths().len(), done + 1);
    let head = bench.repository.head(&branch("main")).unwrap();
    assert_eq!(bench.repository.history(head, None, 1_000).unwrap().entries.len(), done + 1);
}

#[test]
fn a_history_is_read_in_pages_and_for_one_file() {
    let bench = Bench::new();
    for number in 0..5 {
        bench.commit(&[put("a", &format!("{number}")), put("b", &format!("{}", number / 3))]).unwrap();
    }
    let head = bench.repository.head(&branch("main")).unwrap();
    let page = bench.repository.history(head, None, 2).unwrap();
    assert_eq!(page.entries.len(), 2);
    assert_eq!((page.entries[0].summary.as_str(), page.entries[0].author.name.as_str()), ("A change", "Ada"));
    let rest = bench.repository.history(page.next.unwrap(), None, 10).unwrap();
    assert_eq!((rest.entries.len(), rest.next), (3, None));
    assert_eq!(bench.repository.history(head, Some(&path("b")), 10).unwrap().entries.len(), 2);
    assert_eq!(bench.repository.history(head, Some(&path("none")), 10).unwrap().entries.len(), 0);
}

#[test]
fn paths_that_came_from_outside_are_checked() {
    let bench = Bench::new();
    let made = bench.commit(&[put("good/a", "")]).unwrap();
    bench.repository.check_new_commits(made.commit, &[], &mut HashSet::new()).unwrap();
    let git = &bench.repository.git;
    let blob = git.blob(b"x").unwrap();
    let signature = git2::Signature::new("x", "x", &git2::Time::new(0, 0)).unwrap();
    for bad in ["a\\b", "git~1", "e\u{301}", "a\u{1}"] {
        // The odb takes any bytes: what a push by a program of one's own can hold.
        let mut tree = format!("100644 {bad}\0").into_bytes();
        tree.extend_from_slice(blob.as_bytes());
        let tree = git.odb().unwrap().write(git2::ObjectType::Tree, &tree).unwrap();
        let tree = git.find_tree(tree).unwrap();
        let commit = git.commit(None, &signature, &signature, "bad", &tree, &[]).unwrap();
        let checked = bench.repository.check_new_commits(ObjectId::new(commit), &[], &mut HashSet::new());
        assert!(matches!(checked, Err(Error::Invalid(_))), "{bad:?}");
    }
}

#[test]
fn a_repository_is_made_once_and_found_only_where_it_is() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("it.git");
    assert!(matches!(Repository::create(&folder, &branch("main")), Err(Error::Exists(_))));
    assert!(matches!(Repository::open(&folder.join("objects")), Err(Error::NotFound)));
    assert!(matches!(Repository::open(&bench.folder.path().join("none")), Err(Error::NotFound)));
    assert!(!folder.join("hooks").exists(), "no hooks come along");
    let config = bench.repository.git.config().unwrap();
    assert!(config.get_bool("core.fsyncObjectFiles").unwrap(), "what is written is on disk");
    assert!(!std::fs::read_to_string(folder.join("config")).unwrap().contains("fsyncObjectFiles"));
}

#[test]
fn messages_and_authors_hold_nothing_that_git_would_take_for_structure() {
    assert!(Message::new("  ").is_err());
    assert!(Message::new("a\0b").is_err());
    assert!(Message::new(&"x".repeat(10_001)).is_err());
    assert_eq!(Message::new(" a\r\nb ").unwrap().as_str(), "a\nb");
    let bench = Bench::new();
    let author = Author { name: "Eve <root@x>\nparent 0".to_owned(), email: "e>\nx".to_owned() };
    let message = Message::new("tree 1234\nauthor me").unwrap();
    bench.repository.commit(&branch("main"), None, &[put("a", "")], &author, &message, NOW).unwrap();
    let head = bench.repository.head(&branch("main")).unwrap();
    let entry = bench.repository.commit_entry(head).unwrap();
    assert_eq!((entry.author.name.as_str(), entry.author.email.as_str()), ("Eve root@xparent 0", "ex"));
    assert_eq!((entry.summary.as_str(), entry.parents.len(), entry.at), ("tree 1234", 0, NOW));
}

#[test]
fn a_difference_names_files_and_lines() {
    let bench = Bench::new();
    bench.commit(&[put("a", "one\ntwo\nthree\n"), put("gone", "x\n"), put("old/name", &"same\n".repeat(20))]).unwrap();
    let binary = Edit::Put(Put { content: vec![0, 1, 2], is_executable: None });
    let made = bench
        .commit(&[
            put("a", "one\n2\nthree\n"),
            delete("gone"),
            moved("old/name", "new/name"),
            Change { edit: binary, ..put("bin", "") },
        ])
        .unwrap();
    let diff = bench.repository.commit_diff(made.commit).unwrap();
    let told: Vec<_> =
        diff.files.iter().map(|file| (file.path.as_str(), file.delta, file.added, file.removed)).collect();
    assert_eq!(
        told,
        [
            ("a", Delta::Changed, 1, 1),
            ("bin", Delta::Added, 0, 0),
            ("gone", Delta::Deleted, 0, 1),
            ("new/name", Delta::Renamed, 0, 0)
        ]
    );
    assert!(diff.files[1].is_binary);
    assert_eq!(diff.files[3].old_path.as_deref(), Some("old/name"));
    let lines: Vec<_> =
        diff.files[0].hunks[0].iter().map(|line| (line.kind, line.old, line.new, line.text.as_str())).collect();
    assert_eq!(
        lines,
        [
            (LineKind::Kept, Some(1), Some(1), "one"),
            (LineKind::Removed, Some(2), None, "two"),
            (LineKind::Added, None, Some(2), "2"),
            (LineKind::Kept, Some(3), Some(3), "three"),
        ]
    );
    let many = "line\n".repeat(20_000);
    let made = bench.commit(&[put("long", &many)]).unwrap();
    let diff = bench.repository.commit_diff(made.commit).unwrap();
    assert_eq!((diff.added, diff.files[0].is_cut), (20_000, true));
    assert!(diff.files[0].hunks.iter().map(Vec::len).sum::<usize>() <= 5_000);
}

#[test]
fn one_branch_comes_into_another_in_three_ways() {
    let by = (&Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() }, &Message::new("Merge").unwrap());
    for kind in [MergeKind::Merge, MergeKind::Squash, MergeKind::FastForward] {
        let bench = Bench::new();
        let (main, side) = (branch("main"), branch("side"));
        let first = bench.commit(&[put("a", "one\n"), put("b", "one\n")]).unwrap().commit;
        bench.repository.create_branch(&side, first).unwrap();
        let author = by.0;
        let on_side = |change| bench.repository.commit(&side, None, &[change], author, by.1, NOW).unwrap().commit;
        let from = on_side(put("a", "two\n"));
        let compared = bench.repository.compare(first, from).unwrap();
        assert_eq!((compared.base, compared.ahead, compared.behind), (Some(first), 1, 0));
        let made = bench.repository.merge((&main, first), from, &How::plain(kind), by, NOW).unwrap();
        assert_eq!(bench.text("a").unwrap(), "two\n");
        let parents = bench.repository.commit_entry(made).unwrap().parents;
        match kind {
            MergeKind::Merge => assert_eq!(parents, [first, from]),
            MergeKind::Squash => assert_eq!(parents, [first]),
            MergeKind::FastForward => assert_eq!(made, from),
        }
        let again = bench.repository.merge((&main, made), from, &How::plain(kind), by, NOW).unwrap();
        assert_eq!(again, made, "it is in it already");
        // Who has seen another head than there is now is told so.
        assert!(matches!(
            bench.repository.merge((&main, first), from, &How::plain(kind), by, NOW),
            Err(Error::Stale { .. })
        ));

        // Other files on both sides fit together; the same lines do not, and nothing moves.
        let head = bench.commit(&[put("b", "two\n")]).unwrap().commit;
        let from = on_side(put("c", "new\n"));
        let merged = bench.repository.merge((&main, head), from, &How::plain(kind), by, NOW);
        if kind == MergeKind::FastForward {
            assert!(matches!(merged, Err(Error::NotFastForward(_))));
            continue;
        }
        let head = merged.unwrap();
        assert_eq!((bench.text("b").unwrap().as_str(), bench.text("c").unwrap().as_str()), ("two\n", "new\n"));
        bench.commit(&[put("c", "mine\n")]).unwrap();
        let head_now = bench.repository.head(&main).unwrap();
        assert_ne!(head, head_now);
        let from = on_side(put("c", "theirs\n"));
        match bench.repository.merge((&main, head_now), from, &How::plain(kind), by, NOW) {
            Err(Error::Conflict { paths }) => assert_eq!(paths, [path("c")]),
            other => panic!("{other:?}"),
        }
        assert_eq!(bench.repository.head(&main).unwrap(), head_now);
    }
}

#[test]
fn behind_a_fence_nothing_but_the_one_branch_moves() {
    let bench = Bench::new();
    let made = bench.commit(&[put("a.txt", "one")]).unwrap();
    let own = branch("agent/own");
    bench.repository.create_branch(&own, made.commit).unwrap();
    let fenced = Repository::open(bench.repository.folder()).unwrap().only(own.clone());
    let is_refused = |result: Result<()>| matches!(result, Err(Error::Protected(_)));

    let author = Author { name: "It".to_owned(), email: "it@localhost".to_owned() };
    let message = Message::new("A change").unwrap();
    let change = [put("a.txt", "two")];
    let committed = fenced.commit(&own, Some(made.commit), &change, &author, &message, NOW).unwrap();
    let on_main = fenced.commit(&branch("main"), None, &change, &author, &message, NOW).map(drop);
    assert!(is_refused(on_main));
    assert!(is_refused(fenced.move_branch(&branch("main"), Some(made.commit), Some(committed.commit))));
    assert!(is_refused(fenced.create_branch(&branch("agent/other"), made.commit)));
    assert!(is_refused(fenced.delete_branch(&branch("main"), made.commit)));
    assert!(fenced.set_default_branch(&own).is_err());
    assert_eq!(fenced.head(&branch("main")).unwrap(), made.commit, "nothing has moved");
    fenced.delete_branch(&own, committed.commit).unwrap();
}
