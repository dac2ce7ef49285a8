//! A desk that lives in one transaction, which is taken back at the end: nothing is synced, so that hundreds of
//! them take seconds.

use std::sync::Arc;

use include_dir::{Dir, include_dir};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use stackhouse::{
    activity::{self, By, Seq},
    db::{self, Migrations, Pool, Tx},
    desk::{self, Command, Context, Done, Error, Snapshot},
    kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    },
    stack::Allowance,
};

pub static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

/// Sequences that each property is tried with.
const CASES: u32 = 150;

/// Active stacks that the desks' tier allows: few enough that sequences reach the limit.
const STACKS_MAX: u64 = 5;

pub struct Desk<'t> {
    pub tx: &'t Tx<'t>,
    pub ambient: Ambient,
    pub clock: Arc<ManualClock>,
    pub allowance: Arc<Allowance>,
}

/// Why a case's transaction ends: always with an error, so that it is taken back.
enum End {
    Held,
    Failed(TestCaseError),
    Db(db::Error),
}

impl From<db::Error> for End {
    fn from(error: db::Error) -> Self {
        Self::Db(error)
    }
}

/// Tries `property` on fresh desks with inputs from `inputs`.
pub fn check<I: std::fmt::Debug>(
    inputs: impl proptest::strategy::Strategy<Value = I>,
    property: impl Fn(&Desk<'_>, I) -> Result<(), TestCaseError>,
) {
    let folder = tempfile::tempdir().expect("a folder to test in");
    let pool = Pool::open(&folder.path().join("user.db"), &Migrations::embedded(&SCHEMA)).expect("a fresh file");
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&inputs, |input| {
        let end = pool.write_now(|tx| -> Result<(), End> {
            let held = property(&Desk::found(tx), input);
            Err(held.map_or_else(End::Failed, |()| End::Held))
        });
        match end {
            Err(End::Failed(failure)) => Err(failure),
            Err(End::Db(error)) => Err(TestCaseError::fail(error.to_string())),
            Err(End::Held) | Ok(()) => Ok(()),
        }
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}

impl<'t> Desk<'t> {
    pub fn found(tx: &'t Tx<'t>) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SeededChance::new(7)));
        desk::found(tx, ambient.id(), &ambient).expect("a fresh file can be founded");
        let allowance = Arc::new(Allowance { tier: "few".to_owned(), stacks_max: Some(STACKS_MAX) });
        Self { tx, ambient, clock, allowance }
    }

    /// Runs the command; an error takes back what it did.
    pub fn run(&self, command: Command) -> Result<Done, Error> {
        self.clock.advance_ms(1);
        self.savepoint("SAVEPOINT command");
        let now = self.ambient.now();
        let context = Context { by: By::User, now, allowance: &self.allowance, ambient: &self.ambient };
        let done = desk::run(self.tx, command, &context);
        if done.is_err() {
            self.savepoint("ROLLBACK TO command");
        }
        self.savepoint("RELEASE command");
        done
    }

    /// Looks at what would be, and takes it back.
    pub fn imagine<T>(&self, look: impl FnOnce() -> T) -> T {
        self.savepoint("SAVEPOINT imagined");
        let seen = look();
        self.savepoint("ROLLBACK TO imagined");
        self.savepoint("RELEASE imagined");
        seen
    }

    pub fn snapshot(&self, since: Option<(desk::Epoch, Seq)>) -> Snapshot {
        let mut whole = desk::snapshot(self.tx, since).expect("a desk can be read");
        let mut last = whole.clone();
        while last.more.is_some() {
            last = desk::next_page(self.tx, last).expect("a page can be read");
            whole.cards.extend(last.cards.iter().cloned());
        }
        Snapshot { more: None, ..whole }
    }

    pub fn latest(&self) -> Seq {
        activity::latest(self.tx).expect("a desk can be read")
    }

    pub fn savepoint(&self, sql: &str) {
        self.tx.execute(sql, []).expect("a savepoint can be set and left");
    }
}
