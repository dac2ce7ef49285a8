//! Lanes when jobs, sinks or the disk misbehave.

use super::{
    super::*,
    lane::{World, hold, submit},
    *,
};

#[tokio::test]
async fn a_job_that_is_undone_takes_back_only_its_own_writes() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    submit(&file, 1, "before");
    file.submit(2, |tx| (Verdict::Undo, write(tx, "regretted").and_then(|_| read(tx)))).unwrap();
    submit(&file, 3, "after");
    drop(held);

    outcomes.recv().unwrap();
    let group = outcomes.recv().unwrap();
    assert!(group.committed.is_ok());
    // It saw its own write, and its outcome is handed out all the same.
    assert_eq!(group.outcomes[1].1.as_ref().unwrap().as_ref().unwrap(), &["before", "regretted"]);
    assert_eq!(notes_in(&world.folder.file("a.db")), ["before", "after"]);
}

#[tokio::test]
async fn a_job_that_panics_takes_back_only_its_own_writes() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    submit(&file, 1, "before");
    file.submit(2, |tx| {
        write(tx, "regretted").unwrap();
        panic!("job {}", 2)
    })
    .unwrap();
    submit(&file, 3, "after");
    drop(held);

    outcomes.recv().unwrap();
    let group = outcomes.recv().unwrap();
    assert!(group.committed.is_ok());
    assert_eq!(group.outcomes[1].1.as_ref().unwrap_err(), &JobPanicked("job 2".to_owned()));
    assert_eq!(notes_in(&world.folder.file("a.db")), ["before", "after"]);
}

#[tokio::test]
async fn a_lost_transaction_saves_nothing_and_says_so() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    submit(&file, 1, "before");
    // As SQLite itself does when the disk fails or is full: the whole transaction is gone, not the savepoint alone.
    file.submit(2, |tx| (Verdict::Keep, tx.execute("ROLLBACK", []).map(|_| Vec::new()))).unwrap();
    submit(&file, 3, "after");
    drop(held);

    outcomes.recv().unwrap();
    let group = outcomes.recv().unwrap();
    assert!(group.committed.is_err());
    assert_eq!(group.outcomes.len(), 3);
    assert_eq!(notes_in(&world.folder.file("a.db")), [""; 0]);

    submit(&file, 4, "again");
    assert!(outcomes.recv().unwrap().committed.is_ok());
    assert_eq!(notes_in(&world.folder.file("a.db")), ["again"]);
}

#[tokio::test]
async fn a_sink_that_panics_does_not_end_the_lane() {
    let world = World::new();
    let sink: Sink<u32, Result<Vec<String>>> = Box::new(|_| panic!("a sink"));
    let faulty = world.lanes.open(world.folder.file("faulty.db"), 0, true, sink).await.unwrap();
    submit(&faulty, 1, "hello");

    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 1, "hello");
    assert!(outcomes.recv().unwrap().committed.is_ok());
}

#[tokio::test]
async fn a_full_lane_gives_the_tag_back_and_recovers() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    let refused = (1..10_000).find_map(|tag| file.submit(tag, |tx| (Verdict::Keep, read(tx))).err());
    assert_eq!(refused, Some(4_097));
    drop(held);

    let mut told = 0;
    while told < 4_097 {
        told += outcomes.recv().unwrap().outcomes.len();
    }
    submit(&file, 1, "hello");
    assert!(outcomes.recv().unwrap().committed.is_ok());
}

#[tokio::test]
async fn a_closing_is_not_lost_in_a_full_lane() {
    let world = World::new();
    let (file, _outcomes) = world.open("a.db").await;
    let held = hold(&file);
    while file.submit(1, |tx| (Verdict::Keep, read(tx))).is_ok() {}
    let closing = tokio::task::spawn_blocking(move || file.close());
    drop(held);
    closing.await.unwrap().await.unwrap();
}
