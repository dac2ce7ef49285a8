//! A bench for the tests of the rooms: a user's file in a folder of its own, a clock that stands until it is
//! moved, and chance from a seed.

use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::{Error, Migrations, Pool, Tx};
use crate::kit::{
    Ambient, Id, Kind, Timestamp,
    simulated::{ManualClock, SeededChance},
};

static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

/// When every bench's clock begins.
pub const START: Timestamp = Timestamp(1_800_000_000_000);

pub struct Bench {
    pool: Pool,
    pub clock: Arc<ManualClock>,
    pub ambient: Ambient,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder to test in");
        let clock = Arc::new(ManualClock::at(START));
        let ambient = Ambient::new(clock.clone(), Arc::new(SeededChance::new(7)));
        let pool = Pool::open(&folder.path().join("user.db"), &Self::migrations()).expect("a fresh file to test with");
        Self { pool, clock, ambient, _folder: folder }
    }

    pub fn migrations() -> Migrations {
        Migrations::embedded(&SCHEMA)
    }

    /// Runs `verb` in a transaction of its own; an error takes it back.
    pub fn tx<T, E: From<Error>>(&self, verb: impl FnOnce(&Tx) -> Result<T, E>) -> Result<T, E> {
        self.pool.write_now(verb)
    }

    pub fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    pub fn id<K: Kind>(&self) -> Id<K> {
        self.ambient.id()
    }
}
