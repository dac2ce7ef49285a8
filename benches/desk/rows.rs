//! What can be measured, by name.

mod agents;
mod apps;
mod chats;
mod documents;
mod fan_out;
mod first_delta;
mod latency;
mod live;
mod memory;
mod moves;
mod page;
mod peer;
mod repositories;
mod restore;
mod search;
mod start;
mod sync;
mod wake;

use std::path::PathBuf;

use crate::table::Table;

/// Users who move cards at once, and the tabs of each.
const USERS: usize = 64;
const TABS: usize = 2;

/// Cards of a user with a usual desk.
const CARDS: usize = 30;

/// What to measure.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Name {
    Moves,
    FanOut,
    Latency,
    Wake,
    Sync,
    Archived,
    Memory,
    Start,
    Page,
    Peer,
    FirstDelta,
    Search,
    Documents,
    Restore,
    Apps,
    Repositories,
    Live,
    Agents,
    Chats,
}

/// How much is measured.
pub struct Plan {
    pub scratch: PathBuf,
    /// Pairs of slices, and how long one is.
    pub rounds: usize,
    pub seconds: f64,
    /// Frames that one tab is sent in one slice of fan-out.
    pub frames: usize,
    pub sleepers: usize,
    pub syncs: usize,
    /// Cards on the largest desk, and in the fullest Drawer.
    pub cards_max: usize,
    pub awake: usize,
    pub starts: usize,
    /// Users on disk, of whom nobody comes.
    pub crowd: usize,
}

impl Plan {
    pub const fn full(scratch: PathBuf) -> Self {
        Self {
            scratch,
            rounds: 12,
            seconds: 0.4,
            frames: 10_000,
            sleepers: 1_000,
            syncs: 15,
            cards_max: 100_000,
            awake: 100,
            starts: 9,
            crowd: 10_000,
        }
    }

    pub const fn quick(scratch: PathBuf) -> Self {
        Self {
            scratch,
            rounds: 3,
            seconds: 0.2,
            frames: 2_000,
            sleepers: 20,
            syncs: 3,
            cards_max: 1_000,
            awake: 20,
            starts: 3,
            crowd: 100,
        }
    }
}

impl Name {
    /// As it is given on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::FanOut => "fan-out",
            Self::Latency => "latency",
            Self::Wake => "wake",
            Self::Sync => "sync",
            Self::Archived => "archived",
            Self::Memory => "memory",
            Self::Start => "start",
            Self::Page => "page",
            Self::Peer => "peer",
            Self::FirstDelta => "first-delta",
            Self::Search => "search",
            Self::Documents => "documents",
            Self::Restore => "restore",
            Self::Apps => "apps",
            Self::Repositories => "repositories",
            Self::Live => "live",
            Self::Agents => "agents",
            Self::Chats => "chats",
        }
    }
}

/// Measures one thing.
pub async fn measure(name: Name, plan: &Plan, table: &mut Table) {
    let rows = match name {
        Name::Moves => moves::measure(plan).await,
        Name::FanOut => fan_out::measure(plan).await,
        Name::Latency => latency::measure(plan).await,
        Name::Wake => wake::measure(plan).await,
        Name::Sync => sync::sizes(plan).await,
        Name::Archived => sync::archived(plan).await,
        Name::Memory => memory::measure(plan).await,
        Name::Start => start::measure(plan),
        Name::Page => page::measure(plan).await,
        Name::Peer => peer::measure(plan).await,
        Name::FirstDelta => first_delta::measure(plan).await,
        Name::Search => search::measure(plan).await,
        Name::Documents => documents::measure(plan).await,
        Name::Restore => restore::measure(plan).await,
        Name::Apps => apps::measure(plan).await,
        Name::Repositories => repositories::measure(plan).await,
        Name::Live => live::measure(plan).await,
        Name::Agents => agents::measure(plan).await,
        Name::Chats => chats::measure(plan).await,
    };
    for row in rows {
        table.add(name.word(), row);
    }
}
