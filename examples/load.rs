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
#[path = "../benches/desk/tab.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod tab;

use std::path::PathBuf;

use clap::Parser;
use stackhouse::{card::CardId, kit::Ambient, stack::StackId};

use house::{House, Part, Process};
use tab::{Load, Tab, is, move_cards, refuse_errors};

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
}

fn main() {
    let options = Options::parse();
    if let (Some(Part::Server), Some(data)) = (options.part, &options.data) {
        return house::serve(data);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let load = match &options.address {
            Some(address) => put_on(address, &options.token, &options).await,
            None => put_on_own(&options).await,
        };
        print(&load);
    });
}

async fn put_on_own(options: &Options) -> Load {
    let house = House::new(&options.scratch);
    let tokens: Vec<String> = house.move_in("user", options.users, 0).into_iter().map(|user| user.token).collect();
    let server = Process::start(Part::Server, house.path());
    put_on(&server.address, &tokens, options).await
}

async fn put_on(address: &str, tokens: &[String], options: &Options) -> Load {
    let ambient = Ambient::system();
    let mut tabs = Vec::new();
    for token in tokens {
        for _ in 0..options.tabs {
            let mut tab = Tab::knock(address).await;
            let stack = tab.enter(token).await.stack.expect("every desk has a stack");
            let card: CardId = ambient.id();
            create_card(&mut tab, card, stack).await;
            tabs.push((tab, card));
        }
    }
    println!("{} users x {} tabs, {} in flight, {} s", tokens.len(), options.tabs, options.in_flight, options.seconds);
    move_cards(&mut tabs, options.in_flight, options.seconds).await
}

/// Makes an empty card, and waits until it is there.
async fn create_card(tab: &mut Tab, card: CardId, stack: StackId) {
    let data = format!(r#"{{"stack_id":"{stack}","title":"Load"}}"#);
    tab.send("canvas_interaction", &format!(r#"{{"card_id":"{card}","action":"create_card","data":{data}}}"#)).await;
    let mut frame = tab.next().await;
    while !is(&frame, "ack") {
        refuse_errors(&frame);
        frame = tab.next().await;
    }
}

fn print(load: &Load) {
    println!("{:>10.0} moves a second, each committed and acknowledged", load.per_second());
    for percent in [50, 95, 99] {
        println!("{:>10} microseconds at {percent} %", load.percentile_us(percent));
    }
}
