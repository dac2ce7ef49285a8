//! A server in a process of its own with many users, and what it costs the machine.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::time::{Duration, Instant};

use crate::{
    house::{House, Resident},
    support::process::Process,
    wire::Wire,
};

/// Cards on every desk.
const CARDS: usize = 3;

/// A server whose users have moved in.
pub struct Town {
    pub process: Process,
    pub users: Vec<Resident>,
    /// Dropped last, so that the server has stopped before its data goes.
    pub house: House,
}

/// What a process has used.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub memory_bytes: u64,
    pub cpu: Duration,
}

impl Town {
    pub fn settle(users: usize, environment: &[(&str, &str)]) -> Self {
        let house = House::new(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")));
        let users = house.move_in("user", users, CARDS);
        Self::serve(house, users, environment)
    }

    /// The same for users who live there already.
    pub fn serve(house: House, users: Vec<Resident>, environment: &[(&str, &str)]) -> Self {
        let process = Process::serve(house.path(), environment);
        Self { process, users, house }
    }

    pub fn address(&self) -> String {
        self.process.base.trim_start_matches("http://").to_owned()
    }

    pub fn cost(&self) -> Cost {
        let pid = self.process.pid().as_raw_nonzero();
        let read = |file: &str| std::fs::read_to_string(format!("/proc/{pid}/{file}")).expect("Linux keeps /proc");
        let status = read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a running process has memory");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        // After the name in brackets: the 12th and 13th fields are user and system time, in hundredths of a second.
        let stat = read("stat");
        let fields: Vec<&str> = stat.rsplit_once(") ").expect("a name").1.split(' ').collect();
        let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().expect("a number")).sum();
        Cost { memory_bytes: kib * 1_024, cpu: Duration::from_millis(ticks * 10) }
    }

    /// Moves a card of the user's every `pause` until `until`, and answers how long each acknowledgement took.
    pub async fn move_calmly(&self, user: usize, pause: Duration, until: Instant) -> Vec<Duration> {
        self.move_while(user, pause, || Instant::now() < until).await
    }

    /// The same for as long as it is wanted.
    pub async fn move_while(&self, user: usize, pause: Duration, is_wanted: impl Fn() -> bool) -> Vec<Duration> {
        let mut wire = Wire::open(&self.address()).await;
        wire.enter(&self.users[user].token).await;
        let (card, mut took, mut number) = (self.users[user].cards[0], Vec::new(), 0);
        while is_wanted() {
            number += 1;
            let began = Instant::now();
            wire.text(&move_frame(&number.to_string(), &card.to_string(), number)).await;
            let answer = format!(r#""request_id":"{number}""#);
            while !wire.next_text().await.contains(&answer) {}
            took.push(began.elapsed());
            tokio::time::sleep(pause).await;
        }
        took
    }
}

/// A frame that moves a card.
pub fn move_frame(id: &str, card: &str, step: u32) -> String {
    let x = step % 100 * 8;
    format!(
        r#"{{"type":"canvas_interaction","id":"{id}","payload":{{"card_id":"{card}","action":"move","data":{{"position_x":{x},"position_y":8}}}}}}"#
    )
}

/// The duration below which 99 of 100 stayed.
pub fn percentile_99(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[(took.len() * 99 / 100).min(took.len() - 1)]
}
