//! A user's file is damaged, gone, somebody else's or of a newer version: that user is told, everybody else works on,
//! nobody is taken for a new user, and a good file that is put back is taken up.

use std::{fs, io::Write};

use rusqlite::Connection;

use crate::household::{Household, Visit};

/// The length of a page.
const PAGE: u64 = 4_096;

/// What can befall a file, so that nothing of it may be used.
const FATES: [&str; 13] = [
    "zero length",
    "half of it",
    "one page",
    "a few bytes",
    "missing",
    "missing with its folder",
    "zeros",
    "noise",
    "somebody else's",
    "nobody's",
    "of a newer version",
    "a folder",
    "a noisy log beside it",
];

/// Does to user `user`'s file what the fate says.
fn damage(house: &Household, user: usize, fate: &str) {
    let file = house.file(user);
    let length = fs::metadata(&file).expect("a file").len();
    let cut =
        |length| fs::File::options().write(true).open(&file).and_then(|file| file.set_len(length)).expect("shorter");
    let fill = |byte: fn(u64) -> u8| {
        let content: Vec<u8> = (0..length).map(byte).collect();
        fs::File::options().write(true).open(&file).and_then(|mut file| file.write_all(&content)).expect("overwritten");
    };
    let noise: fn(u64) -> u8 = |at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[3];
    let say = |sql: &str| {
        let connection = Connection::open(&file).expect("a database");
        connection.execute_batch(sql).expect("changed");
        connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").expect("a checkpoint");
    };
    match fate {
        "zero length" => cut(0),
        "half of it" => cut(length / 2),
        "one page" => cut(PAGE),
        "a few bytes" => cut(50),
        "missing" => fs::remove_file(&file).expect("removed"),
        "missing with its folder" => fs::remove_dir_all(house.folder(user)).expect("removed"),
        "zeros" => fill(|_| 0),
        "noise" => fill(noise),
        "somebody else's" => say("UPDATE sprite SET user_id = '01900000-0000-7000-8000-000000000000'"),
        "nobody's" => say("DELETE FROM sprite"),
        "of a newer version" => say("PRAGMA user_version = 999"),
        "a folder" => {
            fs::remove_file(&file).expect("removed");
            fs::create_dir(&file).expect("a folder");
        }
        "a noisy log beside it" => {
            let content: Vec<u8> = (0..5 * PAGE).map(noise).collect();
            fs::write(file.with_extension("db-wal"), content).expect("a log");
        }
        other => panic!("{other}"),
    }
}

/// Everybody whose file is damaged is refused, again and again; the last user, whose file is not, notices nothing.
async fn assert_refused(house: &Household, when: &str) {
    let well = house.users.len() - 1;
    for round in ["first", "second"] {
        for (user, fate) in FATES.iter().enumerate() {
            assert_eq!(house.visit(user).await, Visit::Unavailable, "{fate}, {when}, {round} visit");
            assert!(!house.write(user).await, "{fate}, {when}, {round} visit");
        }
        assert_eq!(house.visit(well).await, house.users[well].desk, "{when}: somebody else's desk");
    }
}

/// Good files that are put back are taken up, without a restart.
async fn assert_mendable(house: &Household, when: &str) {
    for (user, fate) in FATES.iter().enumerate() {
        house.mend(user);
        assert_eq!(house.visit(user).await, house.users[user].desk, "{fate}, {when}: after the file was put back");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_damaged_while_the_server_was_away_is_refused_and_can_be_put_back() {
    let mut house = Household::make(FATES.len() + 1).await;
    house.stop();
    for (user, fate) in FATES.iter().enumerate() {
        damage(&house, user, fate);
    }
    house.start();
    assert_refused(&house, "while the server was away").await;
    house.stop();
    house.start();
    assert_refused(&house, "after one more restart").await;
    assert_mendable(&house, "while the server was away").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_damaged_while_its_user_slept_is_refused_and_can_be_put_back() {
    let house = Household::make(FATES.len() + 1).await;
    for user in 0..house.users.len() {
        assert_eq!(house.visit(user).await, house.users[user].desk);
    }
    house.fall_asleep().await;
    for (user, fate) in FATES.iter().enumerate() {
        damage(&house, user, fate);
    }
    assert_refused(&house, "asleep").await;
    assert_mendable(&house, "asleep").await;
}
