//! `kill -9` under load from 64 tabs that remember every ack, then an audit of every operation, again and again.

use rustix::process::{Signal, kill_process};

use crate::{
    audit::Findings,
    crew::{Crew, UNLIMITED},
    dice::Dice,
    rounds::{self, Moment},
    scale::Scale,
    support::process::{Process, new_data},
};

const USERS: usize = 16;
const TABS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice_when_the_server_is_killed() {
    let dice = Dice::cast("kill");
    let kills = Scale::chosen().of(30, 1_000);
    rounds::clean("kill", kills, async |kills| one_folder(kills, &dice).await).await;
}

/// Kills the server on one data folder `kills` times, and audits it after each.
async fn one_folder(kills: usize, dice: &Dice) -> Findings {
    let (_folder, data) = new_data();
    let mut process = Process::serve(&data, &UNLIMITED);
    let mut crew = Crew::hire(&process, &data, USERS, TABS, dice).await;
    let mut last = Findings::default();
    for _ in 0..kills {
        let address = process.address().to_owned();
        let moment = Moment::draw(dice);
        let kill = async {
            tokio::time::sleep(moment.after).await;
            kill_process(process.pid(), Signal::KILL).expect("the process is there");
        };
        if moment.is_early {
            tokio::join!(kill, crew.come_back(&address));
        } else {
            crew.come_back_all(&address).await;
            tokio::join!(kill, crew.work());
        }
        process.end(Signal::KILL);
        last = crew.audit(&data).after(&last);
        if !last.problems.is_empty() {
            return last;
        }
        process = Process::serve(&data, &UNLIMITED);
    }
    crew.come_back_all(process.address()).await;
    last
}
