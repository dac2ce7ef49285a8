//! What Sprites and tabs add to the server's resident memory, awake, idle and asleep.

use std::time::Duration;

use super::Plan;
use crate::{
    figures::{Pairs, figure},
    house::{House, Resident},
    process::{Part, Process},
    tab::Tab,
    table::{Reach::AtMost, Row, Unit::Kibibytes},
};

/// Cards that each tab was given.
const CARDS: usize = 100;

/// Further tabs that each user opens.
const IDLE_TABS: usize = 4;

/// Waves of people who come, go and sleep, until the allocator has what it needs.
const FIRST_WAVES: usize = 4;

/// And waves after those.
const WAVES: usize = 8;

/// Sprites of the waves sleep at once when nobody is there.
const LIGHT_SLEEP: &str = "STACKHOUSE_SPRITE__SLEEP_AFTER_S=1";

/// Nothing, as far as resident memory can tell: it comes in pages of 4 KiB and in the allocator's own time.
const NOTHING_KIB: f64 = 1.0;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = awake(plan).await;
    rows.push(asleep(plan).await);
    rows
}

async fn awake(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let warm_up = house.move_in("early", plan.awake / 4, CARDS);
    let residents = house.move_in("idler", plan.awake, CARDS);
    let server = Process::start(Part::Server, house.path());
    drop(open_all(&server, &warm_up).await);
    settle().await;
    let before = server.memory_bytes();

    drop(open_all(&server, &residents).await);
    settle().await;
    let awake = server.memory_bytes();

    let mut tabs = Vec::new();
    for _ in 0..IDLE_TABS {
        tabs.extend(open_all(&server, &residents).await);
    }
    settle().await;
    let idle = server.memory_bytes();
    vec![
        row(&format!("memory of an awake Sprite, {CARDS} cards"), before, awake, residents.len(), 250.0),
        row(&format!("memory of an idle tab, after a sync of {CARDS} cards"), awake, idle, tabs.len(), 48.0),
    ]
}

async fn asleep(plan: &Plan) -> Row {
    let house = House::new(&plan.scratch);
    let people = house.move_in("dreamer", plan.awake * (FIRST_WAVES + WAVES), CARDS);
    let server = Process::start_with(Part::Server, house.path(), &[LIGHT_SLEEP]);
    let (first, others) = people.split_at(plan.awake * FIRST_WAVES);
    for wave in first.chunks(plan.awake) {
        come_and_sleep(&server, wave).await;
    }
    let before = server.memory_bytes();
    for wave in others.chunks(plan.awake) {
        come_and_sleep(&server, wave).await;
    }
    row("memory of a sleeping user who was there", before, server.memory_bytes(), others.len(), NOTHING_KIB)
}

async fn come_and_sleep(server: &Process, people: &[Resident]) {
    drop(open_all(server, people).await);
    while server.files_open() > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    settle().await;
}

async fn open_all(server: &Process, residents: &[Resident]) -> Vec<Tab> {
    let mut tabs = Vec::with_capacity(residents.len());
    for resident in residents {
        tabs.push(Tab::open(&server.address, &resident.token).await);
    }
    tabs
}

/// Lets the server finish what it does after the last answer.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

fn row(what: &str, before: u64, after: u64, count: usize, most: f64) -> Row {
    let mut pairs = Pairs::default();
    pairs.ours((figure(after) - figure(before)) / 1_024.0 / figure(count as u64));
    pairs.row(what, Kibibytes, AtMost(most))
}
