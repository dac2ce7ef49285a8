//! Load on a server: users with several tabs each, who move cards and wait for every acknowledgement.
//!
//! `cargo run --release --example load -- --users 64 --tabs 2 --seconds 5` starts a server of its own on a folder
//! that goes afterwards. With `--address HOST:PORT` and a `--token` for each user (from `POST /api/auth/token`) it
//! speaks to a server that is there; each tab leaves one card called "Load" on the user's desk, and a tab may do
//! no more than the server's limit allows.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

#[path = "../benches/desk/house.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod house;
#[path = "../benches/desk/load.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod load;
#[path = "../benches/desk/process.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod process;
#[path = "../benches/desk/tab.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod tab;

use std::path::PathBuf;

use clap::Parser;
use house::House;
use load::{Load, move_cards, seat};
use process::{Part, Process};

#[derive(Parser)]
struct Options {
    /// Users of the server that is started.
    #[arg(long, default_value_t = 64)]
    users: usize,
    /// Tabs of each user, each with a card of its own.
    #[arg(long, default_value_t = 2)]
    tabs: usize,
    /// Moves that each tab has under way.
    #[arg(long, default_value_t = 1)]
    in_flight: usize,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// A server that is there already.
    #[arg(long, requires = "token")]
    address: Option<String>,
    /// The token of one user of that server; give it once for each user.
    #[arg(long)]
    token: Vec<String>,
    /// A folder for the data of the server that is started.
    #[arg(long, default_value = "/tmp")]
    scratch: PathBuf,
    #[arg(long, hide = true, requires = "data")]
    part: Option<Part>,
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
    #[arg(long, hide = true)]
    setting: Vec<String>,
}

fn main() {
    let options = Options::parse();
    if let (Some(Part::Server), Some(data)) = (options.part, &options.data) {
        return process::serve(data, &options.setting);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        match &options.address {
            Some(address) => print(&put_on(address, &options.token, &options, || ()).await),
            None => put_on_own(&options).await,
        }
    });
}

async fn put_on_own(options: &Options) {
    let house = House::new(&options.scratch);
    let tokens: Vec<String> = house.move_in("user", options.users, 0).into_iter().map(|user| user.token).collect();
    let server = Process::start(Part::Server, house.path());
    let mut before_us = 0;
    let load = put_on(&server.address, &tokens, options, || before_us = server.cpu_us()).await;
    let cpu_us = server.cpu_us() - before_us;
    print(&load);
    let moves = u64::try_from(load.latencies_us.len()).unwrap_or(u64::MAX).max(1);
    println!("{:>10} microseconds of the server's processors a move", cpu_us / moves);
}

/// Opens the tabs, says that it begins, and moves their cards.
async fn put_on(address: &str, tokens: &[String], options: &Options, begin: impl FnOnce()) -> Load {
    let mut tabs = seat(address, tokens, options.tabs).await;
    println!("{} users x {} tabs, {} in flight, {} s", tokens.len(), options.tabs, options.in_flight, options.seconds);
    begin();
    move_cards(&mut tabs, options.in_flight, options.seconds).await
}

fn print(load: &Load) {
    println!("{:>10.0} moves a second, each committed and acknowledged", load.per_second());
    for percent in [50, 95, 99] {
        println!("{:>10} microseconds at {percent} %", load.percentile_us(percent));
    }
}
