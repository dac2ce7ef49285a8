//! The shared file.

use super::{super::*, *};

fn open(folder: &Folder) -> Pool {
    Pool::open(&folder.file("shared.db"), &first()).unwrap()
}

#[test]
fn a_verb_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let pool = open(&folder);
    let refused: Result<()> = pool.write_now(|tx| {
        write(tx, "half a thought")?;
        Err(Error::Unavailable("changed my mind".to_owned()))
    });
    assert!(refused.is_err());
    assert_eq!(pool.write_now(read).unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_verb_that_panics_leaves_nothing_and_the_pool_goes_on() {
    let folder = Folder::new();
    let pool = open(&folder);
    let panicked: Result<()> = pool
        .write(|tx| {
            write(tx, "half a thought")?;
            panic!("in the middle")
        })
        .await;
    assert!(matches!(panicked, Err(Error::Unavailable(_))));
    for number in 0..20 {
        pool.write(move |tx| write(tx, &number.to_string())).await.unwrap();
    }
    assert_eq!(pool.read(read).await.unwrap().len(), 20);
}

#[tokio::test]
async fn a_read_keeps_nothing_that_it_writes() {
    let folder = Folder::new();
    let pool = open(&folder);
    pool.read(|tx| write(tx, "by mistake")).await.unwrap();
    assert_eq!(pool.read(read).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn writers_wait_for_each_other_and_lose_nothing() {
    let folder = Folder::new();
    let pool = open(&folder);
    let writers: Vec<_> = (0..40)
        .map(|number| {
            let pool = pool.clone();
            tokio::spawn(async move { pool.write(move |tx| write(tx, &format!("{number}"))).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(pool.read(read).await.unwrap().len(), 40);
}

#[test]
fn a_broken_rule_is_told_apart_from_other_refusals() {
    let folder = Folder::new();
    let pool = open(&folder);
    pool.write_now(|tx| write(tx, "once")).unwrap();
    let twice: Error = pool.write_now(|tx| write(tx, "once")).unwrap_err();
    let nonsense: Error = pool.write_now(|tx| tx.execute("INSERT INTO nowhere VALUES (1)", [])).unwrap_err();
    assert!(twice.is_constraint());
    assert!(!nonsense.is_constraint());
}

#[test]
fn a_watch_sees_what_others_wrote_once() {
    let folder = Folder::new();
    let pool = open(&folder);
    let mut watch = pool.watch().unwrap();
    assert!(!watch.changed().unwrap());

    pool.write_now(|tx| write(tx, "by this process")).unwrap();
    assert!(watch.changed().unwrap());
    assert!(!watch.changed().unwrap());

    // The command line is another process with a connection of its own.
    write(&Tx::new(&Opened::existing(&folder.file("shared.db"), &first()).unwrap()), "by another").unwrap();
    assert!(watch.changed().unwrap());
}

#[test]
fn a_watch_is_not_woken_by_reads_and_by_writes_that_were_taken_back() {
    let folder = Folder::new();
    let pool = open(&folder);
    let mut watch = pool.watch().unwrap();
    let _: Result<()> = pool.write_now(|tx| {
        write(tx, "half a thought")?;
        Err(Error::Unavailable("changed my mind".to_owned()))
    });
    pool.write_now(read).unwrap();
    assert!(!watch.changed().unwrap());
}

#[test]
fn a_pool_opens_nothing_that_a_newer_version_wrote() {
    let folder = Folder::new();
    drop(Opened::or_create(&folder.file("shared.db"), &second()).unwrap());
    assert!(matches!(Pool::open(&folder.file("shared.db"), &first()), Err(Error::Schema(SchemaError::Newer { .. }))));
}
