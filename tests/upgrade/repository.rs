//! A repository's own file: what happened in it, and who was there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use stackhouse::{
    account::UserId,
    config::Config,
    git::{Author, BranchName, Change, Edit, Expect, Message, Put},
    kit::Ambient,
    repo::{Event, EventKind, RepoId, Repos},
};
use tokio::runtime::Runtime;

use crate::{START, ambient};

pub static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/repository");

struct Bench {
    repos: Repos,
    runtime: Runtime,
    id: RepoId,
    ada: UserId,
    main: BranchName,
}

impl Bench {
    /// A folder of repositories with an empty one in it.
    fn new(data: &Path) -> Self {
        let (_, ambient): (_, Ambient) = ambient(3);
        let repos = Repos::prepare(data, &Config::for_testing(data).repositories, ambient.clone()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (id, ada, main) = (ambient.id(), ambient.id(), BranchName::new("main").unwrap());
        runtime.block_on(repos.create(id, main.clone())).unwrap();
        Self { repos, runtime, id, ada, main }
    }

    fn file(&self, data: &Path) -> PathBuf {
        data.join("repositories").join(format!("{}.db", self.id))
    }

    fn save(&self, path: &str, text: &str) {
        let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
        let change = Change { path: path.parse().unwrap(), edit, expect: Expect::Anything };
        let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
        let (message, main) = (Message::new("Ändern").unwrap(), self.main.clone());
        let saved = self
            .repos
            .write(self.id, self.ada, move |git| git.commit(&main, None, &[change], &author, &message, START));
        self.runtime.block_on(saved).unwrap();
        self.events();
    }

    fn events(&self) -> Vec<Event> {
        self.runtime.block_on(self.repos.events(self.id, 0, 1_000)).unwrap().events
    }
}

/// Writes a repository's file into `data` and answers where it is.
pub fn make(data: &Path) -> PathBuf {
    let bench = Bench::new(data);
    bench.save("straße.txt", "eins");
    bench.save("straße.txt", "zwei");
    let visit = vec![(bench.main.clone(), bench.ada, START)];
    bench.runtime.block_on(bench.repos.note_visits(bench.id, visit)).unwrap();
    bench.file(data)
}

/// Holds the file at `made` to what [`make`] wrote. The repository beside it is empty now, which is noticed.
pub fn check(made: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::new(folder.path());
    fs::copy(made, bench.file(folder.path())).unwrap();
    let events = bench.events();
    let told: Vec<_> = events.iter().map(|event| (event.seq, event.kind, event.path.as_deref(), event.by)).collect();
    let ada = Some(bench.ada);
    let expected = [
        (1, EventKind::BranchCreated, None, ada),
        (2, EventKind::BranchMoved, None, ada),
        (3, EventKind::FileEdited, Some("straße.txt"), ada),
        (4, EventKind::BranchDeleted, None, None),
    ];
    assert_eq!(told, expected);
    assert_eq!((events[1].old_head, events[1].at), (events[0].head, START));
    let visits = bench.runtime.block_on(bench.repos.visits(bench.id, bench.main.clone())).unwrap();
    assert_eq!(visits, [(bench.ada, START)]);
}
