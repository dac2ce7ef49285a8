//! `kill -9` under load from 64 tabs that remember every ack, then an audit of every operation, again and again.

use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::{
    audit::Findings,
    crew::{Crew, UNLIMITED},
    dice::Dice,
    scale::Scale,
    support::process::{Process, new_data},
};

const USERS: usize = 16;
const TABS: usize = 4;

/// Kills that one data folder lives through before a fresh one takes its place.
const KILLS_OF_ONE_FOLDER: usize = 10;

/// One kill in so many comes while the tabs are still coming back: into the recovery from the one before.
const EARLY: u64 = 4;

/// The load lasts from 50 ms to half a second.
const LOAD_MS: (u64, u64) = (50, 450);

/// Coming back takes the tabs about this long.
const RETURN_MS: u64 = 250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice_when_the_server_is_killed() {
    let dice = Dice::cast("kill");
    let (kills, mut findings, mut done) = (Scale::chosen().of(30, 1_000), Findings::default(), 0);
    while done < kills {
        let now = KILLS_OF_ONE_FOLDER.min(kills - done);
        let found = one_folder(now, &dice).await;
        found.assert_clean();
        findings.add(found);
        done += now;
        println!("kill: {done} kills: {}", findings.summary());
    }
    assert!(findings.acknowledged > 100 * kills, "too little load: {}", findings.summary());
}

/// Kills the server on one data folder `kills` times, and audits it after each.
async fn one_folder(kills: usize, dice: &Dice) -> Findings {
    let (_folder, data) = new_data();
    let mut process = Process::serve(&data, &UNLIMITED);
    let mut crew = Crew::hire(&process, &data, USERS, TABS, dice).await;
    let mut last = Findings::default();
    for _ in 0..kills {
        let address = process.address().to_owned();
        let kill_after = async |ms: u64| {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            kill_process(process.pid(), Signal::KILL).expect("the process is there");
        };
        if dice.below(EARLY) == 0 {
            tokio::join!(kill_after(dice.below(RETURN_MS)), crew.come_back(&address));
        } else {
            let back = crew.come_back(&address).await;
            assert!(back.iter().all(Result::is_ok), "everybody comes back: {back:?}");
            crew.look_at_the_desks(&address).await;
            tokio::join!(kill_after(LOAD_MS.0 + dice.below(LOAD_MS.1)), crew.work());
        }
        process.end(Signal::KILL);
        // What was done unheard is heard at the next return: each audit counts its own.
        let unheard = last.unheard;
        last = crew.audit(&data);
        last.unheard += unheard;
        if !last.problems.is_empty() {
            return last;
        }
        process = Process::serve(&data, &UNLIMITED);
    }
    let back = crew.come_back(process.address()).await;
    assert!(back.iter().all(Result::is_ok), "everybody comes back: {back:?}");
    crew.look_at_the_desks(process.address()).await;
    last
}
