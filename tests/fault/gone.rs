//! Peers that are gone without having said so, or as good as gone: none is kept for more than a minute.

use std::{fs, time::Duration};

use futures_util::future::join_all;
use socket2::{SockFilter, SockRef};
use tokio::time::{Instant, sleep};

use crate::{
    town::Town,
    wire::{PING, TEXT, Wire, masked},
};

/// Within this the server has let go of a peer that is gone.
const GONE_MAX: Duration = Duration::from_mins(1);

/// What a peer that talks and never listens may cost.
const MEMORY_EACH_BYTES_MAX: u64 = 2 << 20;

/// So many of each kind talk for so long while the memory is looked at.
const TALKERS: usize = 10;
const TALK: Duration = Duration::from_secs(2);

const LOOK: Duration = Duration::from_millis(100);

/// How a peer is gone.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// The machine has lost its power or its network: nothing comes back, not even from its kernel.
    Vanished,
    /// The program stands still, or a proxy on the way does; its kernel goes on acknowledging.
    StandsStill,
    /// It sends what is answered, and reads no answer.
    OnlyTalks(Talk),
}

#[derive(Clone, Copy, Debug)]
enum Talk {
    Rubbish,
    Pings,
    Syncs,
}

const TALKS: [Talk; 3] = [Talk::Rubbish, Talk::Pings, Talk::Syncs];

const WAYS: [Way; 5] =
    [Way::Vanished, Way::StandsStill, Way::OnlyTalks(TALKS[0]), Way::OnlyTalks(TALKS[1]), Way::OnlyTalks(TALKS[2])];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_is_gone_without_a_word_is_let_go_within_a_minute() {
    let town = Town::settle(WAYS.len(), &[]);
    let gone = WAYS.iter().enumerate().map(async |(user, way)| {
        let wire = Wire::open_deaf(&town.address(), &town.users[user].token).await;
        (way, be_gone(&town, wire, *way).await)
    });
    for (way, took) in join_all(gone).await {
        println!("gone: {way:?}: let go after {took:?}");
        assert!(took < GONE_MAX, "{way:?}: {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_talks_and_never_listens_costs_little() {
    let town = Town::settle(TALKS.len() * TALKERS, &[]);
    let mut peers = Vec::new();
    for (number, user) in town.users.iter().enumerate() {
        let talk = TALKS[number % TALKS.len()];
        peers.push((talk.words(), Wire::open_deaf(&town.address(), &user.token).await));
    }
    let (before, began, mut most_bytes) = (town.cost().memory_bytes, Instant::now(), 0);
    while began.elapsed() < TALK {
        for (words, wire) in &peers {
            while wire.stream.try_write(words).is_ok() {}
        }
        most_bytes = most_bytes.max(town.cost().memory_bytes);
        sleep(LOOK / 10).await;
    }
    let each_bytes = most_bytes.saturating_sub(before) / peers.len() as u64;
    println!("gone: peers that only talk cost {} KiB each", each_bytes >> 10);
    assert!(each_bytes <= MEMORY_EACH_BYTES_MAX, "{each_bytes} bytes each");
}

/// Is gone in that way. Answers after how long the server has let go of the connection.
async fn be_gone(town: &Town, wire: Wire, way: Way) -> Duration {
    let connection = connection_of(town, &wire);
    let began = Instant::now();
    match way {
        Way::Vanished => {
            // A filter that keeps no byte of any packet (BPF_RET | BPF_K, 0): the kernel does not see them either.
            let nothing = SockFilter::new(0x06, 0, 0, 0);
            SockRef::from(&wire.stream).attach_filter(&[nothing]).expect("a filter");
        }
        Way::StandsStill => {}
        Way::OnlyTalks(talk) => {
            let words = talk.words();
            while is_held(&connection) && began.elapsed() < GONE_MAX {
                if wire.stream.try_write(&words).is_err() {
                    sleep(LOOK).await;
                }
                tokio::task::yield_now().await;
            }
        }
    }
    while is_held(&connection) && began.elapsed() < GONE_MAX {
        sleep(LOOK).await;
    }
    began.elapsed()
}

impl Talk {
    /// Many frames of the kind.
    fn words(self) -> Vec<u8> {
        let frame = match self {
            Self::Rubbish => masked(TEXT, b"{"),
            Self::Pings => masked(PING, &[7; 125]),
            Self::Syncs => masked(TEXT, br#"{"type":"state_sync_request","id":"s"}"#),
        };
        frame.repeat(64)
    }
}

/// The server's end of a connection, as the kernel lists it (`proc_pid_net(5)`): its own port, then the peer's.
fn connection_of(town: &Town, wire: &Wire) -> (String, String) {
    let (peer, server) =
        (wire.stream.local_addr().expect("a port").port(), wire.stream.peer_addr().expect("a port").port());
    assert!(town.address().ends_with(&server.to_string()));
    (format!(":{server:04X}"), format!(":{peer:04X}"))
}

/// Whether the server still has a descriptor of it.
fn is_held((server, peer): &(String, String)) -> bool {
    let list = fs::read_to_string("/proc/net/tcp").expect("Linux keeps /proc");
    list.lines().any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = fields.len() > 9 && fields[1].ends_with(server) && fields[2].ends_with(peer);
        // One that nobody holds has the inode 0.
        is_it && fields[9] != "0"
    })
}
