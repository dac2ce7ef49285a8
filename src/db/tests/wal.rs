//! Logs as a crash leaves them, and logs that no crash leaves.

use std::{fs, path::Path};

use super::{super::*, *};

const NOTES: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// A file whose last six commits are still in its log, as after a crash; the log's content.
fn crashed(folder: &Folder) -> (PathBuf, Vec<u8>) {
    let (open, crashed) = (folder.file("open.db"), folder.file("crashed.db"));
    let connection = Opened::or_create(&open, &first()).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    for note in NOTES {
        write(&Tx::new(&connection), note).unwrap();
    }
    fs::copy(open, &crashed).unwrap();
    let log = fs::read(folder.file("open.db-wal")).unwrap();
    (crashed, log)
}

/// How many notes are found with this log; `None` when the file is refused.
fn found(file: &Path, log: &[u8]) -> Option<usize> {
    let (fresh, beside) = (file.with_extension("again"), file.with_extension("again-wal"));
    fs::copy(file, &fresh).unwrap();
    fs::write(beside, log).unwrap();
    match Opened::alone(&fresh, &first()) {
        Ok(connection) => Some(read(&Tx::new(&connection)).unwrap().len()),
        Err(Error::Damaged { path, .. }) => {
            assert!(path.ends_with("crashed.again-wal"));
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_log_that_a_crash_cut_short_is_taken_as_far_as_it_goes() {
    let folder = Folder::new();
    let (file, log) = crashed(&folder);
    let mut most = 0;
    for length in (0..=log.len()).step_by(60).chain([log.len()]) {
        let count = found(&file, &log[..length]).expect("a crash may leave it");
        assert!(count >= most, "a longer log holds no less");
        most = count;
    }
    assert_eq!(most, NOTES.len());
}

#[test]
fn a_last_transaction_that_a_crash_tore_is_left_out() {
    let folder = Folder::new();
    let (file, mut log) = crashed(&folder);
    let middle_of_the_last_page = log.len() - 2_000;
    log[middle_of_the_last_page..].fill(0);
    assert_eq!(found(&file, &log), Some(NOTES.len() - 1));
}

#[test]
fn a_flipped_bit_costs_the_last_transactions_or_is_refused() {
    let folder = Folder::new();
    let (file, log) = crashed(&folder);
    let mut refused = 0;
    for at in (0..log.len()).step_by(101) {
        let mut flipped = log.clone();
        flipped[at] ^= 1 << (at % 8);
        match found(&file, &flipped) {
            Some(count) => assert!(count >= NOTES.len() - 2, "the bit at {at} costs {}", NOTES.len() - count),
            None => refused += 1,
        }
    }
    assert!(refused > 100, "only {refused} were refused");
}

#[test]
fn noise_is_no_log() {
    let folder = Folder::new();
    let (file, log) = crashed(&folder);
    for noise in [0_u8, 7, 255] {
        assert_eq!(found(&file, &vec![noise; log.len()]), None);
        // Not even one frame: nothing can have been committed to it.
        assert_eq!(found(&file, &[noise; 50]), Some(0));
    }
}

#[test]
fn what_an_earlier_round_of_the_log_left_is_no_damage() {
    let folder = Folder::new();
    let open = folder.file("open.db");
    let connection = Opened::or_create(&open, &first()).unwrap();
    for note in NOTES {
        write(&Tx::new(&connection), note).unwrap();
    }
    connection.execute_batch("PRAGMA wal_checkpoint(RESTART)").unwrap();
    write(&Tx::new(&connection), "seven").unwrap();

    let log = fs::read(folder.file("open.db-wal")).unwrap();
    let file = folder.file("crashed.db");
    fs::copy(open, &file).unwrap();
    assert_eq!(found(&file, &log), Some(NOTES.len() + 1));
}
