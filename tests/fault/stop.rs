//! SIGTERM under load: tabs are told to come back, what was acknowledged is there, and the files are closed.

use rustix::process::Signal;

use crate::{
    audit::Findings,
    crew::{Crew, UNLIMITED},
    dice::Dice,
    rounds::Moment,
    scale::Scale,
    support::process::{Process, new_data},
    worker::Closed,
};

const USERS: usize = 8;
const TABS: usize = 4;

/// The code with which a server that goes away closes.
const GOING_AWAY: u16 = 1001;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_told_to_end_says_goodbye_and_keeps_everything_that_it_acknowledged() {
    let dice = Dice::cast("stop");
    let (_folder, data) = new_data();
    let mut process = Process::serve(&data, &UNLIMITED);
    let mut crew = Crew::hire(&process, &data, USERS, TABS, &dice).await;
    let mut findings = Findings::default();
    let rounds = Scale::chosen().of(3, 100);
    for _ in 0..rounds {
        let address = process.address().to_owned();
        crew.come_back_all(&address).await;

        let stop = async {
            tokio::time::sleep(Moment::draw(&dice).after).await;
            // Waits ten seconds at most.
            tokio::task::spawn_blocking(move || process.end(Signal::TERM)).await.expect("an end")
        };
        let (status, ends) = tokio::join!(stop, crew.work());

        assert!(status.success(), "{status}");
        assert!(ends.iter().all(|end| *end == Closed(GOING_AWAY)), "{ends:?}");
        assert_eq!(crew.open_files(&data), 0, "files that were not closed");
        findings = crew.audit(&data);
        findings.assert_clean();
        process = Process::serve(&data, &UNLIMITED);
    }
    println!("stop: {rounds} rounds: {}", findings.summary());
    assert!(findings.acknowledged > 100 * rounds, "too little load");
}
