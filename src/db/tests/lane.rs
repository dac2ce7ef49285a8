//! Lanes when all goes well.

use std::sync::mpsc;

use super::{super::*, *};

pub(super) type Outcomes = Flushed<u32, Result<Vec<String>>>;
pub(super) type TestFile = File<u32, Result<Vec<String>>>;

/// One lane, and what its sinks have been handed.
pub(super) struct World {
    pub folder: Folder,
    pub lanes: Lanes<u32, Result<Vec<String>>>,
}

impl World {
    pub fn new() -> Self {
        Self { folder: Folder::new(), lanes: Lanes::start(1, &shared()).unwrap() }
    }

    pub async fn open(&self, name: &str) -> (TestFile, mpsc::Receiver<Outcomes>) {
        let (told, outcomes) = mpsc::channel();
        let sink: Sink<_, _> = Box::new(move |flushed| drop(told.send(flushed)));
        (self.lanes.open(self.folder.file(name), 0, true, sink).await.unwrap(), outcomes)
    }
}

/// Holds the lane at this job until the sender is used or dropped, so that what comes after is grouped.
pub(super) fn hold(file: &TestFile) -> mpsc::Sender<()> {
    let (let_go, held) = mpsc::channel();
    let (begun, begins) = mpsc::channel();
    file.submit(0, move |tx| {
        begun.send(()).unwrap();
        let _ = held.recv();
        (Verdict::Keep, read(tx))
    })
    .unwrap();
    begins.recv().unwrap();
    let_go
}

pub(super) fn submit(file: &TestFile, tag: u32, text: &'static str) {
    file.submit(tag, move |tx| (Verdict::Keep, write(tx, text).and_then(|_| read(tx)))).unwrap();
}

#[tokio::test]
async fn a_lone_job_is_committed_at_once() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 7, "hello");

    let flushed = outcomes.recv().unwrap();
    assert!(flushed.committed.is_ok());
    let (tag, outcome) = &flushed.outcomes[0];
    assert_eq!((*tag, outcome.as_ref().unwrap().as_ref().unwrap().as_slice()), (7, ["hello".to_owned()].as_slice()));
    assert_eq!(notes_in(&world.folder.file("a.db")), ["hello"]);
}

#[tokio::test]
async fn what_waits_is_committed_together_and_in_order() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    for (tag, text) in (1..).zip(["one", "two", "three"]) {
        submit(&file, tag, text);
    }
    drop(held);

    assert_eq!(outcomes.recv().unwrap().outcomes.len(), 1);
    let group = outcomes.recv().unwrap();
    assert_eq!(group.outcomes.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(notes_in(&world.folder.file("a.db")), ["one", "two", "three"]);
}

#[tokio::test]
async fn a_group_is_bounded() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    for tag in 0..600 {
        file.submit(tag, move |tx| (Verdict::Keep, write(tx, &tag.to_string()).map(|_| Vec::new()))).unwrap();
    }
    drop(held);
    let sizes: Vec<usize> = (0..4).map(|_| outcomes.recv().unwrap().outcomes.len()).collect();
    assert_eq!(sizes, [1, 256, 256, 88]);
}

#[tokio::test]
async fn nothing_is_told_before_it_is_on_the_disk() {
    let world = World::new();
    let path = world.folder.file("a.db");
    let (told, found) = mpsc::channel();
    let reader = path.clone();
    let sink: Sink<u32, Result<Vec<String>>> = Box::new(move |_| told.send(notes_in(&reader)).unwrap());
    let file = world.lanes.open(path, 0, true, sink).await.unwrap();
    submit(&file, 1, "hello");
    assert_eq!(found.recv().unwrap(), ["hello"]);
}

#[tokio::test]
async fn files_on_one_lane_do_not_mix() {
    let world = World::new();
    let (a, of_a) = world.open("a.db").await;
    let (b, of_b) = world.open("b.db").await;
    let held = hold(&a);
    submit(&a, 1, "to a");
    submit(&b, 2, "to b");
    submit(&a, 3, "to a again");
    drop(held);

    of_a.recv().unwrap();
    assert_eq!(of_a.recv().unwrap().outcomes.len(), 2);
    assert_eq!(of_b.recv().unwrap().outcomes.len(), 1);
    assert_eq!(notes_in(&world.folder.file("a.db")), ["to a", "to a again"]);
    assert_eq!(notes_in(&world.folder.file("b.db")), ["to b"]);
}

#[tokio::test]
async fn closing_waits_for_what_was_queued_and_leaves_one_file() {
    let world = World::new();
    let (file, _outcomes) = world.open("a.db").await;
    submit(&file, 1, "last words");
    file.close().await.unwrap();

    let all: Vec<_> = std::fs::read_dir(world.folder.file("")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(all, ["a.db"]);
    assert_eq!(notes_in(&world.folder.file("a.db")), ["last words"]);
}

#[tokio::test]
async fn a_job_for_a_closed_file_tells_whoever_waits_by_letting_go() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    file.close().await.unwrap();
    submit(&file, 1, "too late");
    file.close().await.unwrap();
    assert!(outcomes.recv().is_err());
    assert_eq!(notes_in(&world.folder.file("a.db")), [""; 0]);
}

#[tokio::test]
async fn a_file_that_is_opened_while_it_closes_waits_its_turn() {
    let world = World::new();
    let (before, _outcomes) = world.open("a.db").await;
    let held = hold(&before);
    submit(&before, 1, "before");
    let closed = before.close();
    let opening = world.open("a.db");
    drop(held);
    let (after, outcomes) = opening.await;
    closed.await.unwrap();

    submit(&after, 2, "after");
    let flushed = outcomes.recv().unwrap();
    assert_eq!(flushed.outcomes[0].1.as_ref().unwrap().as_ref().unwrap().len(), 2);
}

#[tokio::test]
async fn a_missing_file_is_an_error_of_its_opener_alone() {
    let world = World::new();
    let sink: Sink<u32, Result<Vec<String>>> = Box::new(|_| {});
    assert!(world.lanes.open(world.folder.file("nowhere.db"), 0, false, sink).await.is_err());
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 1, "hello");
    assert!(outcomes.recv().unwrap().committed.is_ok());
}

#[tokio::test]
async fn lanes_end_when_nobody_holds_them() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 1, "hello");
    outcomes.recv().unwrap();
    drop(file);
    drop(world.lanes);
    // The thread drops the sink on its way out.
    assert!(outcomes.recv().is_err());
}
