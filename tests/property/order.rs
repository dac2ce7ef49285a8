//! Order, over the core of a Sprite: tabs that come, go, repeat themselves and read slowly; commits that fail; jobs
//! and Sprites that panic; crashes between any two effects. In the end all tabs show what is stored, and what was
//! acknowledged is stored once.
//!
//! Everything follows from a seed. A run that fails says which, and `STACKHOUSE_ORDER_SEED` tries that one alone.

mod dice;
mod lane;
mod peer;
mod seen;
mod world;

use stackhouse::db::{self, Migrations, Pool};

use crate::desk::SCHEMA;
use seen::Seen;
use world::World;

/// Seeds that are tried, shared among the threads.
const SEEDS: u64 = 2_000;

const THREADS: u64 = 2;

/// Things that happen to a world before it is left in peace.
const EVENTS: usize = 90;

/// Why a world's transaction ends: always with an error, so that it is taken back.
enum End {
    Held,
    Failed(String),
    Db(db::Error),
}

impl From<db::Error> for End {
    fn from(error: db::Error) -> Self {
        Self::Db(error)
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the option is the test's own, no setting of the server")]
fn tabs_agree_and_nothing_acknowledged_is_lost_or_done_twice_wherever_it_crashes() {
    match std::env::var("STACKHOUSE_ORDER_SEED") {
        Ok(seed) => try_seeds(std::iter::once(seed.parse().expect("a seed is a number"))),
        Err(_) => std::thread::scope(|scope| {
            for thread in 0..THREADS {
                scope.spawn(move || try_seeds((0..SEEDS).filter(|seed| seed % THREADS == thread)));
            }
        }),
    }
}

fn try_seeds(seeds: impl Iterator<Item = u64>) {
    let folder = tempfile::tempdir().expect("a folder to test in");
    let pool = Pool::open(&folder.path().join("user.db"), &Migrations::embedded(&SCHEMA)).expect("a fresh file");
    let mut seen = Seen::default();
    for seed in seeds {
        let end = pool.write_now(|tx| -> Result<(), End> {
            let mut world = World::new(tx, seed);
            Err(live(&mut world, &mut seen).map_or_else(End::Failed, |()| End::Held))
        });
        match end {
            Err(End::Held) => {}
            Err(End::Failed(why)) => panic!("STACKHOUSE_ORDER_SEED={seed}: {why}"),
            Err(End::Db(error)) => panic!("STACKHOUSE_ORDER_SEED={seed}: {error}"),
            Ok(()) => unreachable!("a world's transaction is always taken back"),
        }
    }
    println!("order: {seen:?}");
}

/// A life with faults, then peace until everybody has been heard, then the audit.
fn live(world: &mut World<'_>, seen: &mut Seen) -> Result<(), String> {
    for _ in 0..EVENTS {
        world.happen()?;
    }
    world.settle_down()?;
    *seen += world.seen;
    world.audit()
}
