//! Thousands of tabs that do nothing: what they cost, all of them coming back at once, and the end of the server.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use rustix::process::{Resource, Signal, getrlimit};

use crate::{
    scale::{Scale, not_run},
    town::{Town, move_frame, percentile_99},
    wire::{CLOSE, TEXT, Wire},
};

const TABS_OF_EACH: usize = 10;

/// Connections that are opened at the same time, where that is not what is tried.
const OPENING: usize = 128;

/// All have their desks again within this when all knock at once, for each thousand of them.
const BACK_WITHIN_A_THOUSAND: Duration = Duration::from_secs(3);

/// As many Sprites as there are users are awake, so that none has to make room for another.
const SETTINGS: [(&str, &str); 1] = [("STACKHOUSE_SPRITE__AWAKE_MAX", "2000")];

/// What an idle tab may cost, its share of the Sprite included.
const MEMORY_OF_EACH_MAX: u64 = 96 << 10;

const END_WITHIN: Duration = Duration::from_secs(10);

/// One tab of so many is at work when the server ends.
const WORKING: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_idle_tabs_cost_little_come_back_at_once_and_end_in_order() {
    let Some(tabs) = tabs_that_fit() else { return };
    let town = Town::settle(tabs / TABS_OF_EACH, &SETTINGS);
    drop(open(&town, 20, OPENING).await);
    let before = town.cost();

    let (wires, _) = open(&town, tabs, OPENING).await;
    let open = town.cost();
    let memory = open.memory_bytes.saturating_sub(before.memory_bytes) / tabs as u64;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = town.cost().cpu.saturating_sub(open.cpu);
    println!("idle: {tabs} tabs: {} KiB each, their Sprites included; {idle:?} of CPU in 3 s", memory >> 10);
    assert!(memory < MEMORY_OF_EACH_MAX, "{memory} bytes for each tab");
    assert!(idle < Duration::from_millis(1_500), "{idle:?} of CPU in 3 s for doing nothing");

    drop(wires);
    let wires = all_at_once(&town, tabs, "awake").await;
    let town = end(town, wires).await;
    all_at_once(&town, tabs, "started anew").await;
}

/// As many tabs as the form says, when the process may have so many descriptors.
fn tabs_that_fit() -> Option<usize> {
    let tabs = Scale::chosen().of(2_000, 10_000);
    // One for each connection, and three files for each Sprite.
    let wanted = (tabs + 3 * tabs / TABS_OF_EACH + 200) as u64;
    match getrlimit(Resource::Nofile).maximum {
        Some(most) if most < wanted => {
            not_run(&format!("{tabs} idle tabs"), &format!("a process may have {most} descriptors, not {wanted}"));
            None
        }
        _ => Some(tabs),
    }
}

/// Opens tabs of all users in turn, so many at the same time; answers how long each took to have its desk.
async fn open(town: &Town, tabs: usize, at_once: usize) -> (Vec<Wire>, Vec<Duration>) {
    let one = async |number: usize| {
        let began = Instant::now();
        let mut wire = Wire::open(&town.address()).await;
        wire.enter(&town.users[number % town.users.len()].token).await;
        (wire, began.elapsed())
    };
    stream::iter(0..tabs).map(one).buffered(at_once).unzip().await
}

/// Every tab knocks in the same moment.
async fn all_at_once(town: &Town, tabs: usize, how: &str) -> Vec<Wire> {
    let began = Instant::now();
    let (wires, took) = open(town, tabs, tabs).await;
    let all = began.elapsed();
    println!(
        "idle: {tabs} tabs knocked at once at a server {how}: all in after {all:?}, 99 % {:?}",
        percentile_99(took)
    );
    assert!(all < BACK_WITHIN_A_THOUSAND * u32::try_from(tabs.div_ceil(1_000)).expect("it is small"), "{all:?}");
    wires
}

/// Some of the tabs work while the server is told to end: what they were told is saved must be there. Answers the
/// server that has been started again.
async fn end(town: Town, mut wires: Vec<Wire>) -> Town {
    let users = town.users.len();
    for (number, wire) in wires.iter_mut().enumerate().step_by(WORKING) {
        let card = town.users[number % users].cards[0].to_string();
        wire.text(&move_frame("first", &card, 50)).await;
        while !wire.next_text().await.starts_with(r#"{"type":"ack""#) {}
        for step in 0..8 {
            wire.text(&move_frame(&format!("{number}-{step}"), &card, step)).await;
        }
    }
    rustix::process::kill_process(town.process.pid(), Signal::TERM).expect("the process is there");
    let told = Instant::now();
    let heard: Vec<(u16, u64)> = stream::iter(wires).map(hear_out).buffered(OPENING).collect().await;
    let Town { process, users: residents, house } = town;
    let status = process.end(Signal::TERM);
    println!("idle: {} tabs were closed and the server ended {:?} after SIGTERM", heard.len(), told.elapsed());

    assert!(status.success(), "{status}");
    assert!(told.elapsed() < END_WITHIN, "{:?}", told.elapsed());
    let acknowledged = heard.iter().filter(|(_, seq)| *seq > 0).count();
    assert!(acknowledged > 0, "nobody was acknowledged anything");
    for (number, (code, seq)) in heard.into_iter().enumerate() {
        assert_eq!(code, 1001, "of tab {number}");
        let file = &residents[number % users].file;
        assert!(!file.with_extension("db-wal").exists(), "every file was closed");
        if seq > 0 {
            let connection = rusqlite::Connection::open(file).expect("a database");
            let stored: u64 = connection
                .query_row("SELECT max(seq) FROM activity", [], |row| row.get(0))
                .expect("a desk that has changed");
            assert!(stored >= seq, "change {seq} was acknowledged, and {stored} is the last that is there");
        }
    }
    Town::serve(house, residents, &SETTINGS)
}

/// Listens until the connection is closed: the code, and the last change that was acknowledged.
async fn hear_out(mut wire: Wire) -> (u16, u64) {
    let mut seq = 0;
    while let Some((first, payload)) = wire.next().await {
        match first {
            CLOSE => return (payload.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]])), seq),
            TEXT if payload.starts_with(br#"{"type":"ack""#) => {
                let ack: serde_json::Value = serde_json::from_slice(&payload).expect("JSON");
                seq = ack["payload"]["seq"].as_u64().expect("a number");
            }
            _ => {}
        }
    }
    (1006, seq)
}
