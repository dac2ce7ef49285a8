//! Tabs that stop reading: they are shut, cost little until then, and nobody else notices.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;
use tokio::time::{Instant, interval, sleep};

use crate::{
    scale::Scale,
    town::{Town, percentile_99},
    wire::Wire,
};

const JAMMED: usize = 100;

/// The tenth socket of each of their users is the tab that makes the changes.
const JAMMED_OF_ONE_USER: usize = 9;
const USERS: usize = JAMMED.div_ceil(JAMMED_OF_ONE_USER);

/// Others, whose acks are timed.
const BYSTANDERS: usize = 8;

/// The text of one change: as much as a tab is sent whole.
const CHANGE_BYTES: usize = 60_000;

/// The changes take at least this long, so that everybody is shut while they are made.
const LOAD_MIN: Duration = Duration::from_secs(11);

/// Within this a tab that has stopped reading is shut.
const SHUT_MAX: Duration = Duration::from_secs(10);

/// What a tab that has stopped reading may cost.
const MEMORY_EACH_BYTES_MAX: u64 = 2 << 20;

/// The longest that others wait for an ack, but for one in a hundred.
const OTHERS_P99_MAX: Duration = Duration::from_millis(250);

/// How often a tab that does not read looks whether it has been shut, and the memory is looked at.
const LOOK: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tabs_that_stop_reading_are_shut_and_nobody_else_notices() {
    let goal_mib = Scale::chosen().of(128, 1_024);
    let town = Town::settle(USERS + BYSTANDERS, &[("STACKHOUSE_SOCKET__OPERATIONS_PER_SECOND", "100000")]);
    let jammed = join_all((0..JAMMED).map(|number| deaf(&town, number))).await;
    let (before, began, is_over) = (town.cost(), Instant::now(), AtomicBool::new(false));

    let changes = (goal_mib << 20) / CHANGE_BYTES / USERS + 1;
    let working = async {
        let took = join_all((0..USERS).map(|user| change(&town, user, changes))).await;
        is_over.store(true, Ordering::Relaxed);
        (took.concat(), began.elapsed())
    };
    let is_wanted = || !is_over.load(Ordering::Relaxed);
    let bystanders =
        (USERS..USERS + BYSTANDERS).map(|user| town.move_while(user, Duration::from_millis(25), is_wanted));
    let jamming = jammed.into_iter().enumerate().map(|(number, wire)| jam(&town, number, wire, &is_over));
    let ((took, worked), others, shut, most_bytes) =
        tokio::join!(working, join_all(bystanders), join_all(jamming), most_memory(&town, &is_over));

    let each_bytes = most_bytes.saturating_sub(before.memory_bytes) / JAMMED as u64;
    let (p99, others_p99) = (percentile_99(took), percentile_99(others.concat()));
    assert!(shut.iter().all(|shut| !shut.is_empty()), "some were never shut");
    let slowest = shut.concat().into_iter().max().expect("all were shut");
    println!(
        "jam: {goal_mib} MiB of changes in {worked:?}, for {JAMMED} tabs that read none: shut {} times, after at most \
         {slowest:?}; {} KiB each; p99 of the changes {p99:?}, of other users {others_p99:?}",
        shut.concat().len(),
        each_bytes >> 10,
    );
    assert!(slowest <= SHUT_MAX, "{slowest:?}");
    assert!(each_bytes <= MEMORY_EACH_BYTES_MAX, "{each_bytes} bytes each");
    assert!(others_p99 <= OTHERS_P99_MAX, "{others_p99:?}");
}

async fn deaf(town: &Town, number: usize) -> Wire {
    Wire::open_deaf(&town.address(), &town.users[number / JAMMED_OF_ONE_USER].token).await
}

/// Comes back whenever it is shut. Answers how long that took each time.
async fn jam(town: &Town, number: usize, mut wire: Wire, is_over: &AtomicBool) -> Vec<Duration> {
    let mut took = Vec::new();
    loop {
        let began = Instant::now();
        while !wire.is_shut() {
            if is_over.load(Ordering::Relaxed) {
                return took;
            }
            sleep(LOOK).await;
        }
        took.push(began.elapsed());
        wire = deaf(town, number).await;
    }
}

/// Changes a card again and again. Answers how long each ack took.
async fn change(town: &Town, user: usize, changes: usize) -> Vec<Duration> {
    let mut wire = Wire::open(&town.address()).await;
    wire.enter(&town.users[user].token).await;
    let mut pace = interval(LOAD_MIN / u32::try_from(changes).expect("it is small"));
    let mut took = Vec::new();
    for number in 0..changes {
        pace.tick().await;
        let text = format!("{number} {}", "heron ".repeat(CHANGE_BYTES / 6));
        let data = json!({ "blocks": [{ "type": "text", "content": text }] });
        let payload = json!({ "action": "update_card", "card_id": town.users[user].cards[0], "data": data });
        let began = Instant::now();
        wire.text(&json!({ "type": "canvas_interaction", "id": "change", "payload": payload }).to_string()).await;
        while !wire.next_text().await.starts_with(r#"{"type":"ack""#) {}
        took.push(began.elapsed());
    }
    took
}

/// The most memory that the server has until it is over.
async fn most_memory(town: &Town, is_over: &AtomicBool) -> u64 {
    let mut most_bytes = 0;
    while !is_over.load(Ordering::Relaxed) {
        most_bytes = most_bytes.max(town.cost().memory_bytes);
        sleep(LOOK).await;
    }
    most_bytes
}
