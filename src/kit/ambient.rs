//! Time and chance, passed in.
//!
//! Everything that wants to know the time, make an id or draw a secret is handed an [`Ambient`]. Reading
//! the system clock or the system's randomness anywhere else is banned in clippy.toml, so that a seed and a
//! start time reproduce whatever a test saw.

use std::{
    cell::RefCell,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use super::id::{Id, Kind};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The same moment, `ms` milliseconds later.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; 0 when `earlier` is later.
    #[must_use]
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Draws bytes that nobody can guess.
pub trait Chance: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// What the process takes from its surroundings: the time and chance. Cheap to clone.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl Ambient {
    /// The machine's own clock and randomness.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemChance))
    }

    /// A given clock and a given source of chance.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self { clock, chance }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new UUIDv7: the present millisecond, then 74 bits of chance.
    #[must_use]
    pub fn id<K: Kind>(&self) -> Id<K> {
        let mut random = [0; 10];
        self.chance.fill(&mut random);
        let ms = u64::try_from(self.now().0).unwrap_or(0);
        Id::new(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// 32 bytes of chance as 64 hexadecimal digits: a token that nobody can guess.
    #[must_use]
    pub fn secret(&self) -> String {
        let mut bytes = [0; 32];
        self.chance.fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Fills `bytes` with chance, for salts and keys.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.chance.fill(bytes);
    }
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ambient")
    }
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }
}

/// The machine's randomness.
///
/// Drawn in advance, a few ids at a time for each thread: every frame has an id, and asking the kernel for each
/// cost more than making it. What was handed out is wiped here.
pub struct SystemChance;

/// Bytes drawn in advance: 51 ids.
const DRAWN_BYTES: usize = 512;

struct Drawn {
    bytes: [u8; DRAWN_BYTES],
    used: usize,
}

thread_local! {
    static DRAWN: RefCell<Drawn> = const { RefCell::new(Drawn { bytes: [0; DRAWN_BYTES], used: DRAWN_BYTES }) };
}

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > DRAWN_BYTES {
            return draw(bytes);
        }
        DRAWN.with_borrow_mut(|drawn| {
            if drawn.used + bytes.len() > DRAWN_BYTES {
                draw(&mut drawn.bytes);
                drawn.used = 0;
            }
            let taken = &mut drawn.bytes[drawn.used..drawn.used + bytes.len()];
            bytes.copy_from_slice(taken);
            taken.fill(0);
            drawn.used += bytes.len();
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that draws the machine's randomness")]
fn draw(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("a kernel without randomness can't keep any secret");
}

/// A clock that stands still until a test moves it.
#[derive(Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A repeatable stream of bytes from a seed (SplitMix64, Steele et al. 2014). Never for secrets.
pub struct SeededChance(Mutex<u64>);

impl SeededChance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}
