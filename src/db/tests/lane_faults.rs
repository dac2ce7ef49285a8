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

#[tokio::test]
async fn a_file_that_nobody_holds_is_closed() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 1, "last words");
    drop(file);
    assert!(outcomes.recv().unwrap().committed.is_ok());
    assert!(outcomes.recv().is_err());
    assert_eq!(world.folder.names(), ["a.db"]);
    assert!(!world.folder.file("a.db-wal").exists());
}

#[tokio::test]
async fn a_read_sees_what_was_queued_before_it() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    submit(&file, 1, "hello");
    file.submit_read(2, read).unwrap();
    drop(held);

    outcomes.recv().unwrap();
    assert_eq!(outcomes.recv().unwrap().outcomes.len(), 1);
    let (tag, found) = outcomes.recv().unwrap().outcomes.remove(0);
    assert_eq!((tag, found.unwrap().unwrap()), (2, vec!["hello".to_owned()]));
}

#[tokio::test]
async fn a_commit_that_fails_takes_no_read_with_it() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    let held = hold(&file);
    file.submit(1, |tx| (Verdict::Keep, tx.execute("ROLLBACK", []).map(|_| Vec::new()))).unwrap();
    file.submit_read(2, read).unwrap();
    drop(held);

    outcomes.recv().unwrap();
    assert!(outcomes.recv().unwrap().committed.is_err());
    let reads = outcomes.recv().unwrap();
    assert!(reads.committed.is_ok());
    assert_eq!(reads.outcomes[0].1.as_ref().unwrap().as_ref().unwrap(), &["hello"; 0]);
}

#[tokio::test]
async fn a_file_that_can_not_be_reopened_is_closed_and_opens_again_later() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 1, "kept");
    outcomes.recv().unwrap();

    let (path, aside) = (world.folder.file("a.db"), world.folder.file("aside.db"));
    let (from, to) = (path.clone(), aside.clone());
    let held = hold(&file);
    let break_off = move |tx: &Tx| {
        std::fs::rename(from, to).unwrap();
        (Verdict::Keep, tx.execute("ROLLBACK", []).map(|_| Vec::new()))
    };
    file.submit(2, break_off).unwrap();
    file.submit_read(3, read).unwrap();
    drop(held);
    outcomes.recv().unwrap();
    assert!(outcomes.recv().unwrap().committed.is_err());
    let read_too_late = outcomes.recv().unwrap();
    assert!(read_too_late.committed.is_err());
    assert_eq!(read_too_late.outcomes[0].0, 3);
    // The sink is dropped: whoever listens knows that nothing more will come.
    assert!(outcomes.recv().is_err());

    std::fs::rename(aside, path).unwrap();
    let (file, outcomes) = world.open("a.db").await;
    submit(&file, 4, "again");
    assert!(outcomes.recv().unwrap().committed.is_ok());
    assert_eq!(notes_in(&world.folder.file("a.db")), ["kept", "again"]);
}

#[tokio::test]
async fn a_full_disk_is_told_as_such_and_the_file_stays_open() {
    let world = World::new();
    let (file, outcomes) = world.open("a.db").await;
    // SQLite's own limit fails in the same way as a disk without room.
    let limit =
        |tx: &Tx, pages: i64| tx.one(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0));
    file.submit(1, move |tx| (Verdict::Keep, limit(tx, 1).map(|_| Vec::new()))).unwrap();
    outcomes.recv().unwrap();
    let long = "x".repeat(100_000);
    file.submit(2, move |tx| (Verdict::Keep, write(tx, &long).map(|_| Vec::new()))).unwrap();
    let group = outcomes.recv().unwrap();
    assert!(group.committed.is_err_and(|error| error.is_full()));

    file.submit(3, move |tx| (Verdict::Keep, limit(tx, 1_000).map(|_| Vec::new()))).unwrap();
    submit(&file, 4, "hello");
    while let Ok(flushed) = outcomes.recv_timeout(std::time::Duration::from_secs(5)) {
        assert!(flushed.committed.is_ok());
        if flushed.outcomes.iter().any(|(tag, _)| *tag == 4) {
            break;
        }
    }
    assert_eq!(notes_in(&world.folder.file("a.db")), ["hello"]);
}

#[tokio::test]
async fn a_file_that_was_moved_or_replaced_takes_no_more_writes() {
    for replace in [false, true] {
        let world = World::new();
        let (file, outcomes) = world.open("a.db").await;
        submit(&file, 1, "before");
        assert!(outcomes.recv().unwrap().committed.is_ok());
        let path = world.folder.file("a.db");
        std::fs::rename(&path, world.folder.file("moved.db")).unwrap();
        if replace {
            world.folder.with_notes("a.db", &["of a backup"]);
        }

        submit(&file, 2, "after");
        let group = outcomes.recv().unwrap();
        assert!(group.is_damaged);
        assert!(matches!(group.committed, Err(Error::Damaged { .. })));
        submit(&file, 3, "later");
        assert!(outcomes.recv().is_err(), "the file is closed, and its sink is gone");
        if replace {
            assert_eq!(notes_in(&path), ["of a backup"]);
        }
    }
}

#[tokio::test]
async fn a_file_that_is_found_broken_is_closed() {
    let world = World::new();
    let path = world.folder.with_notes("a.db", &["one"]);
    let long = "x".repeat(4_000);
    for number in 0..100 {
        write(&Tx::new(&Connection::open(&path).unwrap()), &format!("{number}{long}")).unwrap();
    }
    let (file, outcomes) = world.open("a.db").await;
    let (others, told) = world.open("b.db").await;
    // The end of the file becomes noise, under the open connection.
    let mut noisy = std::fs::read(&path).unwrap();
    let half = noisy.len() / 2;
    noisy[half..].fill(0);
    std::fs::write(&path, noisy).unwrap();

    file.submit(1, |tx| (Verdict::Keep, read(tx))).unwrap();
    let group = outcomes.recv().unwrap();
    assert!(group.is_damaged);
    assert!(group.outcomes[0].1.as_ref().unwrap().is_err());
    assert!(outcomes.recv().is_err(), "the file is closed, and its sink is gone");

    submit(&others, 1, "hello");
    assert!(told.recv().unwrap().committed.is_ok());
}
