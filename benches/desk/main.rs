//! What the desk costs, each figure beside its floor, measured alternately in one run.
//!
//! `cargo bench --bench desk` runs everything in about a minute; `-- --quick` in a quarter of that, for trying;
//! names such as `-- moves wake` choose. The server runs in a process of its own, with its default settings but
//! for the limit of operations a tab; the load comes from this one, over loopback. Machines differ, and disks differ
//! from one second to the next: ours and the floor alternate in short slices, and the ratio is the median over
//! the pairs of slices. Read the ratios.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod floor;
mod house;
mod tab;
mod table;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Parser;
use futures_util::future::join_all;

use house::{House, Part, Process, Resident};
use tab::{Cause, Tab, fan_out, move_cards};
use table::{Pairs, Unit, ms};

/// Users who move cards at once, and the tabs of each.
const USERS: usize = 64;
const TABS: usize = 2;

/// Tabs of one user who all see a change.
const AUDIENCE: usize = 8;

/// What may be on its way to the audience: less than the server lets wait for one tab.
const AUDIENCE_IN_FLIGHT: usize = 32;

/// Cards of a user whose Sprite is woken.
const CARDS_OF_SLEEPER: usize = 30;

/// Cards that an idle tab was given.
const CARDS_OF_IDLE: usize = 100;

#[derive(Parser)]
struct Options {
    /// What to measure: moves, fan-out, wake, sync, memory, start. All when left out.
    names: Vec<String>,
    /// A quarter of the time, for trying whether everything works.
    #[arg(long)]
    quick: bool,
    /// A folder on the disk that is to be measured.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    scratch: PathBuf,
    /// What a child process of this program does.
    #[arg(long, hide = true, requires = "data")]
    part: Option<Part>,
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How much is measured.
struct Plan {
    scratch: PathBuf,
    rounds: usize,
    seconds: f64,
    frames: usize,
    sleepers: usize,
    syncs: usize,
    awake: usize,
    starts: usize,
}

fn main() {
    let options = Options::parse();
    match (options.part, &options.data) {
        (Some(Part::Server), Some(data)) => house::serve(data),
        (Some(Part::Echo), _) => floor::echo(),
        _ => measure(&options),
    }
}

fn measure(options: &Options) {
    let scratch = options.scratch.clone();
    let plan = if options.quick {
        Plan { scratch, rounds: 3, seconds: 0.2, frames: 200, sleepers: 20, syncs: 3, awake: 20, starts: 3 }
    } else {
        Plan { scratch, rounds: 12, seconds: 0.4, frames: 2_000, sleepers: 200, syncs: 15, awake: 100, starts: 9 }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let is_wanted = |name: &str| options.names.is_empty() || options.names.iter().any(|wanted| wanted == name);
    table::head();
    if is_wanted("moves") {
        runtime.block_on(moves(&plan));
    }
    if is_wanted("fan-out") {
        runtime.block_on(fanning_out(&plan));
    }
    if is_wanted("wake") {
        runtime.block_on(wake(&plan));
    }
    if is_wanted("sync") {
        runtime.block_on(sync(&plan));
    }
    if is_wanted("memory") {
        runtime.block_on(memory(&plan));
    }
    if is_wanted("start") {
        start(&plan);
    }
}

/// A durable card move, from the socket to the disk and back, against bare commits.
async fn moves(plan: &Plan) {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("mover", USERS, CARDS_OF_SLEEPER);
    let files = floor::copies(&residents, house.path());
    let server = Process::start(Part::Server, house.path());
    let mut tabs = Vec::new();
    for resident in &residents {
        for card in resident.cards.iter().take(TABS) {
            tabs.push((Tab::open(&server.address, &resident.token).await, *card));
        }
    }

    for in_flight in [1, 8] {
        let (mut pairs, mut latencies) = (Pairs::default(), Pairs::default());
        for _ in 0..plan.rounds {
            let load = move_cards(&mut tabs, in_flight, plan.seconds).await;
            pairs.ours(load.per_second());
            latencies.ours(ms(Duration::from_micros(load.percentile_us(99))));
            pairs.floor(floor::moves(&files, plan.seconds));
        }
        let what = format!("durable moves, {USERS} users x {TABS} tabs, {in_flight} in flight");
        pairs.print(&what, Unit::PerSecond);
        latencies.print("  the slowest in a hundred", Unit::Milliseconds);
    }

    let mut alone = Pairs::default();
    for _ in 0..plan.rounds {
        alone.ours(move_cards(&mut tabs[..1], 8, plan.seconds).await.per_second());
        alone.floor(floor::grouped_moves(&files[0], 8, plan.seconds));
    }
    alone.print("durable moves, 1 user, 8 in flight; floor: 8 a commit", Unit::PerSecond);
}

/// One change to many tabs of a user, against a bare broadcast of the same bytes.
async fn fanning_out(plan: &Plan) {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("speaker", 1, CARDS_OF_SLEEPER);
    let card = residents[0].cards[0];
    let server = Process::start(Part::Server, house.path());
    let echo = Process::start(Part::Echo, house.path());
    let mut tabs = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..AUDIENCE {
        tabs.push(Tab::open(&server.address, &residents[0].token).await);
        bare.push(Tab::knock(&echo.address).await);
    }
    tabs[0].send_move(card).await;
    let frame = join_all(tabs.iter_mut().map(Tab::next_update)).await.remove(0);

    let mut pairs = Pairs::default();
    for _ in 0..plan.rounds {
        pairs.ours(fan_out(&mut tabs, &Cause::Move(card), plan.frames, AUDIENCE_IN_FLIGHT).await);
        pairs.floor(fan_out(&mut bare, &Cause::Text(frame.clone()), plan.frames, AUDIENCE_IN_FLIGHT).await);
    }
    pairs.print(&format!("frames of durable moves to {AUDIENCE} tabs; floor: echoed"), Unit::PerSecond);
}

/// A sleeping Sprite, from the credential to the desk, against opening the file and reading the rows.
async fn wake(plan: &Plan) {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("sleeper", plan.sleepers, CARDS_OF_SLEEPER);
    let server = Process::start(Part::Server, house.path());
    let mut pairs = Pairs::default();
    for Resident { token, file, .. } in &residents {
        let mut tab = Tab::knock(&server.address).await;
        // The server opens the file after the floor has: what the machine has cached is the same for both.
        let began = Instant::now();
        std::hint::black_box(floor::wake(file));
        pairs.floor(ms(began.elapsed()));

        let began = Instant::now();
        tab.enter(token).await;
        pairs.ours(ms(began.elapsed()));
    }
    pairs.print_with_tail(&format!("wake, {CARDS_OF_SLEEPER} cards"), Unit::Milliseconds);
}

/// The whole desk to one tab, against reading and writing the rows.
async fn sync(plan: &Plan) {
    let house = House::new(&plan.scratch);
    let sizes = [100, 1_000, 10_000];
    let residents = sizes.map(|cards| house.move_in(&format!("owner-{cards}"), 1, cards).remove(0));
    let server = Process::start(Part::Server, house.path());
    for (cards, resident) in sizes.into_iter().zip(&residents) {
        let copy = house.path().join(format!("copy-{cards}.db"));
        std::fs::copy(&resident.file, &copy).expect("room for a copy");
        let connection = floor::open(&copy);
        let mut tab = Tab::open(&server.address, &resident.token).await;
        let mut pairs = Pairs::default();
        for _ in 0..plan.syncs {
            let began = Instant::now();
            tab.sync().await;
            pairs.ours(ms(began.elapsed()));

            let began = Instant::now();
            std::hint::black_box(floor::read_desk(&connection));
            pairs.floor(ms(began.elapsed()));
        }
        pairs.print(&format!("state_sync, {cards} cards of 1 KiB"), Unit::Milliseconds);
    }
}

/// What an awake Sprite and an idle tab add to the server's resident memory.
async fn memory(plan: &Plan) {
    let house = House::new(&plan.scratch);
    let warm_up = house.move_in("early", plan.awake / 4, CARDS_OF_IDLE);
    let residents = house.move_in("idler", plan.awake, CARDS_OF_IDLE);
    let server = Process::start(Part::Server, house.path());
    let open_all = async |residents: &[Resident]| {
        let mut tabs = Vec::with_capacity(residents.len());
        for resident in residents {
            tabs.push(Tab::open(&server.address, &resident.token).await);
        }
        tabs
    };
    drop(open_all(&warm_up).await);
    settle().await;
    let before = server.memory_bytes();

    drop(open_all(&residents).await);
    settle().await;
    let awake = server.memory_bytes();
    print_memory("memory of an awake Sprite, 100 cards", before, awake, residents.len());

    let mut tabs = Vec::new();
    for _ in 0..4 {
        tabs.extend(open_all(&residents).await);
    }
    settle().await;
    print_memory("memory of an idle tab, after a sync of 100 cards", awake, server.memory_bytes(), tabs.len());
}

/// From starting the process to the first answer, against a bare server of the same library.
fn start(plan: &Plan) {
    let mut pairs = Pairs::default();
    for _ in 0..plan.starts {
        let house = House::new(&plan.scratch);
        for part in [Part::Server, Part::Echo] {
            let began = Instant::now();
            let process = Process::start(part, house.path());
            first_answer(&process.address);
            let took = ms(began.elapsed());
            if part == Part::Server { pairs.ours(took) } else { pairs.floor(took) }
        }
    }
    pairs.print("start on an empty folder, to the first answer", Unit::Milliseconds);
}

fn first_answer(address: &str) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).expect("the server listens");
    write!(stream, "GET /livez HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Lets the server finish what it does after the last answer.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[expect(clippy::cast_precision_loss, reason = "no machine has 2^52 KiB")]
fn print_memory(name: &str, before: u64, after: u64, count: usize) {
    let mut pairs = Pairs::default();
    pairs.ours(after.saturating_sub(before) as f64 / 1_024.0 / count as f64);
    pairs.print(name, Unit::Kibibytes);
}
