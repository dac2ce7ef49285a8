//! A user's file is damaged, gone, somebody else's or of a newer version: that user is told, everybody else works on,
//! nobody is taken for a new user, and a good file that is put back is taken up.

use std::{
    fs,
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use rusqlite::Connection;

use crate::{
    dice::Dice,
    household::{Household, Visit},
    scale::Scale,
};

/// The lengths of a database's header and of a page.
const HEADER: u64 = 100;
const PAGE: u64 = 4_096;

/// What can befall a file, so that nothing of it may be used. The last ones befall no file that is open.
const FATES: [&str; 13] = [
    "zero length",
    "half of it",
    "one page",
    "a few bytes",
    "missing",
    "missing with its folder",
    "zeros",
    "noise",
    "a folder",
    "somebody else's",
    "nobody's",
    "of a newer version",
    "a noisy log beside it",
];

/// How many of them can befall a file that is open.
const OPEN_FATES: usize = 9;

/// More than a connection keeps in memory, so that what is damaged on the disk is met.
const MANY_CARDS: usize = 150;

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
        for (user, fate) in FATES[..well].iter().enumerate() {
            assert_eq!(house.visit(user).await, Visit::Unavailable, "{fate}, {when}, {round} visit");
            assert!(!house.write(user).await, "{fate}, {when}, {round} visit");
        }
        assert_eq!(house.visit(well).await, house.users[well].desk, "{when}: somebody else's desk");
    }
}

/// Good files that are put back are taken up, without a restart.
async fn assert_mendable(house: &Household, when: &str) {
    for (user, fate) in FATES[..house.users.len() - 1].iter().enumerate() {
        house.mend(user);
        assert_eq!(house.visit(user).await, house.users[user].desk, "{fate}, {when}: after the file was put back");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_damaged_while_the_server_was_away_is_refused_and_can_be_put_back() {
    let mut house = Household::make(FATES.len() + 1, 20).await;
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
    let house = Household::make(FATES.len() + 1, 20).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_damaged_while_its_user_is_awake_is_refused_and_can_be_put_back() {
    let house = Household::make(OPEN_FATES + 1, MANY_CARDS).await;
    let mut tabs = Vec::new();
    for user in 0..house.users.len() {
        tabs.push(house.tab(user).await);
    }
    for (user, fate) in FATES[..OPEN_FATES].iter().enumerate() {
        damage(&house, user, fate);
    }
    let mut well = tabs.pop().expect("the last user's tab");
    for (user, tab) in tabs.iter_mut().enumerate() {
        house.meets_the_damage(user).await;
        let code = tab.closing().await;
        assert!([1011, 1013].contains(&code), "{}: the tab is sent away with {code}", FATES[user]);
    }
    assert_refused(&house, "awake").await;
    well.send("ping", serde_json::json!({})).await;
    well.until("pong").await;
    assert_mendable(&house, "awake").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_file_that_takes_the_place_of_an_open_one_is_taken_up() {
    let house = Household::make(1, MANY_CARDS).await;
    let mut tab = house.tab(0).await;
    let Visit::Desk { stack, .. } = &house.users[0].desk else { panic!("no desk") };
    tab.card(stack, "written to a file that is gone", serde_json::json!([])).await;
    house.mend(0);

    // What is written after the other file came is not acknowledged as if it were in there.
    assert!(!house.write(0).await);
    assert_eq!(house.finds_a_desk(0).await, house.users[0].desk);
    assert!(house.write(0).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_the_header_changes_nothing_or_is_refused() {
    let dice = Dice::cast("flipped bits");
    let (step, rounds) = (Scale::chosen().of(4, 1), Scale::chosen().of(1, 20));
    let places: Vec<u64> = (0..HEADER).step_by(step).collect();
    let mut house = Household::make(places.len(), 20).await;
    let mut refused = 0;
    for _ in 0..rounds {
        house.stop();
        for (user, at) in places.iter().enumerate() {
            house.mend(user);
            flip(&house.file(user), *at, dice.below(8));
        }
        house.start();
        for (user, at) in places.iter().enumerate() {
            let visit = house.visit(user).await;
            assert!(visit == Visit::Unavailable || visit == house.users[user].desk, "byte {at}: {visit:?}");
            house.write(user).await;
            refused += usize::from(visit == Visit::Unavailable);
        }
    }
    println!("flipped bits in the header: {refused} of {} were refused", rounds * places.len());
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_a_page_is_never_taken_for_a_new_desk() {
    let dice = Dice::cast("flipped bits");
    let (users, rounds) = (30, Scale::chosen().of(1, 30));
    let mut house = Household::make(users, 20).await;
    let (mut refused, mut changed) = (0, 0);
    for _ in 0..rounds {
        house.stop();
        let mut places = Vec::new();
        for user in 0..users {
            house.mend(user);
            let length = fs::metadata(house.file(user)).expect("a file").len();
            places.push((HEADER + dice.below(length - HEADER), dice.below(8)));
            flip(&house.file(user), places[user].0, places[user].1);
        }
        house.start();
        for (user, place) in places.iter().enumerate() {
            let visit = house.visit(user).await;
            house.write(user).await;
            assert!(house.users[user].desk.is_the_same_life_as(&visit), "byte and bit {place:?}: {visit:?}");
            refused += usize::from(visit == Visit::Unavailable);
            changed += usize::from(visit != Visit::Unavailable && visit != house.users[user].desk);
        }
    }
    let all = users * rounds;
    println!("flipped bits in pages: {refused} of {all} were refused, {changed} changed what somebody sees");
}

/// Flips one bit.
fn flip(file: &Path, at: u64, bit: u64) {
    let mut file = fs::File::options().read(true).write(true).open(file).expect("a file");
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut byte)).expect("a byte");
    byte[0] ^= 1 << bit;
    file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(&byte)).expect("a byte");
}
