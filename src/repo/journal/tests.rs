//! What is told of branches that move, by whom ever and while whatever else goes on.

use tempfile::TempDir;

use super::*;
use crate::{
    git::{Author, Change, Edit, Expect, Message, Put},
    kit::Ambient,
};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

struct Bench {
    folder: TempDir,
    journal: Arc<Journal>,
    by: UserId,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Repository::create(&folder.path().join("it.git"), &branch("main")).unwrap();
        let journal = Arc::new(Journal::new(Ambient::system().id(), folder.path().join("it.db")));
        Self { folder, journal, by: Ambient::system().id() }
    }

    /// The repository as somebody has it who works outside.
    fn plain(&self) -> Repository {
        Repository::open(&self.folder.path().join("it.git")).unwrap()
    }

    fn watched(&self) -> Repository {
        self.plain().watched(self.journal.watch(Some(self.by)))
    }

    fn catch_up(&self, all: bool, now: Timestamp) {
        self.journal.catch_up(&self.plain(), all, now, |_| ()).unwrap();
    }

    fn events(&self) -> Vec<Event> {
        self.journal.since(0, u64::MAX).unwrap().events
    }

    /// The same in short: `branch.moved by`, `file.edited a.txt`.
    fn told(&self) -> Vec<String> {
        let said = |event: &Event| {
            let what = event
                .path
                .clone()
                .unwrap_or_else(|| event.branch.as_ref().map(ToString::to_string).unwrap_or_default());
            let old = event.old_path.as_ref().map(|old| format!(" from {old}")).unwrap_or_default();
            format!("{} {what}{old}{}", event.kind.as_str(), if event.by.is_some() { "" } else { " by nobody" })
        };
        self.events().iter().map(said).collect()
    }

    /// The same process, started again.
    fn again(self) -> Self {
        let journal = Arc::new(Journal::new(self.journal.id, self.folder.path().join("it.db")));
        Self { journal, ..self }
    }
}

fn branch(name: &str) -> BranchName {
    name.parse().unwrap()
}

fn put(path: &str, text: &str) -> Change {
    let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
    Change { path: path.parse().unwrap(), edit, expect: Expect::Anything }
}

fn commit(git: &Repository, changes: &[Change]) -> ObjectId {
    try_commit(git, changes).unwrap()
}

fn try_commit(git: &Repository, changes: &[Change]) -> git::Result<ObjectId> {
    let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
    let made = git.commit(&branch("main"), None, changes, &author, &Message::new("A change").unwrap(), NOW)?;
    Ok(made.commit)
}

/// Holds the events to what must always be true of them: numbers without gaps, and each move of a branch beginning where
/// the one before it ended.
fn check_chain(events: &[Event]) {
    let mut heads: BTreeMap<BranchName, Option<ObjectId>> = BTreeMap::new();
    for (event, seq) in events.iter().zip(1..) {
        assert_eq!(event.seq, seq);
        if event.kind.is_of_branch() {
            let before = heads.insert(event.branch.clone().unwrap(), event.head).flatten();
            assert_eq!(event.old_head, before, "{event:?}");
        }
    }
}

#[test]
fn each_move_is_told_once_with_its_files_and_who_it_was() {
    let bench = Bench::new();
    let git = bench.watched();
    commit(&git, &[put("a.txt", "one"), put("logo.png", "picture")]);
    commit(&git, &[put("a.txt", "two"), put("intro.scene.json", "{}")]);
    let moved = Change {
        path: "b.txt".parse().unwrap(),
        edit: Edit::MoveFrom("a.txt".parse().unwrap()),
        expect: Expect::Anything,
    };
    commit(&git, &[moved, put("logo.png", "another")]);
    let gone = Change { path: "logo.png".parse().unwrap(), edit: Edit::Delete, expect: Expect::Anything };
    let last = commit(&git, &[gone]);
    git.create_branch(&branch("side"), last).unwrap();
    git.delete_branch(&branch("side"), last).unwrap();
    bench.catch_up(false, NOW);
    bench.catch_up(true, NOW.plus_ms(10_000));
    let expected = [
        "branch.created main",
        "branch.moved main",
        "file.edited a.txt",
        "file.created intro.scene.json",
        "scene.updated intro.scene.json",
        "branch.moved main",
        "file.renamed b.txt from a.txt",
        "file.edited logo.png",
        "asset.uploaded logo.png",
        "branch.moved main",
        "file.deleted logo.png",
        "branch.created side",
        "branch.deleted side",
    ];
    assert_eq!(bench.told(), expected);
    check_chain(&bench.events());
}

#[test]
fn what_a_killed_process_has_left_out_is_told_by_the_next_one() {
    let bench = Bench::new();
    commit(&bench.watched(), &[put("a.txt", "one")]);
    bench.catch_up(false, NOW);
    commit(&bench.watched(), &[put("a.txt", "two")]);
    commit(&bench.watched(), &[put("b.txt", "three")]);
    let bench = bench.again();
    bench.catch_up(false, NOW);
    let expected = [
        "branch.created main",
        "branch.moved main by nobody",
        "file.edited a.txt by nobody",
        "file.created b.txt by nobody",
    ];
    assert_eq!(bench.told(), expected);
    check_chain(&bench.events());
}

#[test]
fn what_somebody_has_moved_on_the_disk_is_noticed() {
    let bench = Bench::new();
    let first = commit(&bench.watched(), &[put("a.txt", "one")]);
    bench.catch_up(false, NOW);
    let second = commit(&bench.plain(), &[put("a.txt", "two")]);
    bench.catch_up(true, NOW.plus_ms(100));
    assert_eq!(bench.events().len(), 1, "all branches were compared a moment ago");
    bench.catch_up(true, NOW.plus_ms(10_000));
    let moved = &bench.events()[1];
    assert_eq!((moved.old_head, moved.head, moved.by), (Some(first), Some(second), None));

    // One who works here comes upon it before it is noticed.
    let third = commit(&bench.plain(), &[put("a.txt", "three")]);
    commit(&bench.watched(), &[put("a.txt", "four")]);
    bench.catch_up(false, NOW.plus_ms(10_000));
    check_chain(&bench.events());
    let moves: Vec<_> = bench.events().into_iter().filter(|event| event.kind.is_of_branch()).collect();
    assert_eq!((moves[2].head, moves[2].by), (Some(third), None));
    assert_eq!(moves[3].by, Some(bench.by));
}

#[test]
fn a_move_of_very_many_files_is_told_of_the_branch_alone() {
    let bench = Bench::new();
    let many = |text: &str| (0..=FILES_MAX).map(|number| put(&format!("d/{number}.txt"), text)).collect::<Vec<_>>();
    for text in ["one", "two"] {
        for part in many(text).chunks(900) {
            commit(&bench.watched(), part);
        }
    }
    let last = bench.plain().head(&branch("main")).unwrap();
    let first = bench.plain().history(last, None, 10).unwrap().entries[2].commit;
    bench.catch_up(false, NOW);
    let before = bench.events().len();
    bench.watched().move_branch(&branch("main"), Some(last), Some(first)).unwrap();
    bench.catch_up(false, NOW);
    let events = bench.events();
    assert_eq!(events.len(), before + 1);
    assert_eq!(events[before].file_count, Some(FILES_MAX as u64 + 1));
}

#[test]
fn the_latest_events_are_kept_and_who_asks_for_older_ones_starts_over() {
    let bench = Bench::new();
    commit(&bench.watched(), &[put("a.txt", "one")]);
    bench.catch_up(false, NOW);
    let one = bench.events().remove(0);
    for _ in 0..108 {
        let mut file = lock(&bench.journal.file);
        let mut many = vec![one.clone(); 100];
        bench.journal.open(&mut file).unwrap().write(|tx| event::record(tx, &mut many)).unwrap();
    }
    let last = bench.journal.since(0, u64::MAX).unwrap();
    assert!(last.is_cut);
    assert_eq!(last.latest, 10_801);
    let known = bench.journal.since(last.latest - 9_000, u64::MAX).unwrap();
    assert_eq!((known.is_cut, known.events.len()), (false, 9_000));
    assert!(bench.journal.since(last.latest - 9_000, 100).unwrap().is_cut, "more than was asked for");
    assert!(bench.journal.since(last.latest + 1, 100).unwrap().is_cut, "of another time");
}

#[test]
fn a_damaged_file_is_put_aside_and_made_anew() {
    let bench = Bench::new();
    commit(&bench.watched(), &[put("a.txt", "one")]);
    bench.catch_up(false, NOW);
    let bench = bench.again();
    fs::write(bench.folder.path().join("it.db"), "this is no database, and was never one").unwrap();
    bench.catch_up(false, NOW);
    assert_eq!(bench.told(), ["branch.created main by nobody"]);
    assert!(bench.folder.path().join("it.db.damaged").exists());
}

#[test]
fn whoever_saves_and_catches_up_at_once_tells_every_move_once() {
    const SAVERS: usize = 4;
    const SAVES: usize = 25;
    let bench = Bench::new();
    commit(&bench.watched(), &[put("a.txt", "begin")]);
    std::thread::scope(|scope| {
        for saver in 0..SAVERS {
            let bench = &bench;
            scope.spawn(move || {
                for number in 0..SAVES {
                    // On a busy machine others may be faster many times in a row: whoever saves tries again.
                    let change = [put(&format!("{saver}.txt"), &number.to_string())];
                    while let Err(error) = try_commit(&bench.watched(), &change) {
                        assert!(matches!(error, git::Error::Stale { .. } | git::Error::Unavailable(_)), "{error}");
                    }
                    if number % 3 == saver % 3 {
                        bench.catch_up(number % 2 == 0, NOW.plus_ms(i64::try_from(number).unwrap() * 2_000));
                    }
                }
            });
        }
    });
    bench.catch_up(true, NOW.plus_ms(1_000_000));
    let events = bench.events();
    check_chain(&events);
    let told: Vec<ObjectId> =
        events.iter().filter(|event| event.kind.is_of_branch()).filter_map(|event| event.head).collect();
    let git = bench.plain();
    let history = git.history(git.head(&branch("main")).unwrap(), None, 500).unwrap();
    let made: Vec<ObjectId> = history.entries.iter().rev().map(|entry| entry.commit).collect();
    assert_eq!(told, made, "one event for each commit, in their order");
    assert!(events.iter().all(|event| event.by == Some(bench.by)));
}
