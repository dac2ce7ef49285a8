//! A peer that a user could have picked: a small Node server, driven by the same load. Both at FULL.

use std::{path::Path, process::Command};

use stackhouse::card::CardId;

use super::{Plan, TABS, USERS};
use crate::{
    figures::{Pairs, figure},
    house::House,
    load::{move_cards, seat},
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{Nothing, TimesAtLeast, TimesAtMost},
        Row,
        Unit::{Microseconds, Milliseconds, PerSecond},
    },
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer");

/// Moves under way in each tab; how many times the peer's moves a second; how much of its processor time a move.
const REACH: [(usize, f64, f64); 2] = [(1, 3.0, 0.5), (8, 8.0, 0.25)];

pub async fn measure(plan: &Plan) -> Vec<Row> {
    if !Path::new(FOLDER).join("node_modules").is_dir() {
        println!("NOT RUN: peer; first: npm install --no-package-lock --prefix benches/peer");
        return Vec::new();
    }
    let (house, yard) = (House::new(&plan.scratch), House::new(&plan.scratch));
    let tokens: Vec<String> = house.move_in("user", USERS, 0).into_iter().map(|user| user.token).collect();
    let names: Vec<String> = (0..USERS).map(|number| format!("user-{number}")).collect();
    let ours = Process::start(Part::Server, house.path());
    let peer = Process::spawn(Command::new("node").arg("server.mjs").arg(yard.path()).current_dir(FOLDER));
    let mut our_tabs = seat(&ours.address, &tokens, TABS).await;
    let mut peer_tabs = seat(&peer.address, &names, TABS).await;

    let mut rows = Vec::new();
    for (in_flight, times, share) in REACH {
        let (mut moves, mut cpu, mut tails) = (Pairs::default(), Pairs::default(), Pairs::default());
        for _ in 0..plan.rounds {
            let (per_second, cpu_us, tail_ms) = slice(&ours, &mut our_tabs, in_flight, plan.seconds).await;
            moves.ours(per_second);
            cpu.ours(cpu_us);
            tails.ours(tail_ms);
            let (per_second, cpu_us, tail_ms) = slice(&peer, &mut peer_tabs, in_flight, plan.seconds).await;
            moves.floor(per_second);
            cpu.floor(cpu_us);
            tails.floor(tail_ms);
        }
        let what = format!("moves beside Node, {USERS} users × {TABS} tabs, {in_flight} in flight; floor: Node");
        rows.push(moves.row(what, PerSecond, TimesAtLeast(times)));
        rows.push(cpu.row("… processor time a move", Microseconds, TimesAtMost(share)));
        rows.push(tails.row("… the slowest in a hundred", Milliseconds, Nothing));
    }
    rows
}

/// Moves a second, processor time a move in microseconds, and how long the slowest in a hundred took.
async fn slice(server: &Process, tabs: &mut [(Tab, CardId)], in_flight: usize, seconds: f64) -> (f64, f64, f64) {
    let before = server.cpu_us();
    let load = move_cards(tabs, in_flight, seconds).await;
    let cpu_us = figure(server.cpu_us() - before) / figure(load.latencies_us.len() as u64);
    (load.per_second(), cpu_us, figure(load.percentile_us(99)) / 1_000.0)
}
