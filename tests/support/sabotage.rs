//! A clock that panics once, at a named place in the server: how tests break what can't be broken from outside.

use std::{
    backtrace::Backtrace,
    sync::{
        Arc, Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use stackhouse::kit::{Clock, Timestamp, simulated::ManualClock};

const SABOTAGE: &str = "sabotage";

/// Everything in the server that asks for the time asks this.
pub struct Sabotage {
    clock: Arc<ManualClock>,
    is_armed: AtomicBool,
    place: Mutex<&'static str>,
}

impl Sabotage {
    pub fn new(clock: Arc<ManualClock>) -> Self {
        // The first trace of a process reads its symbols, which takes longer than what the tests measure.
        drop(Backtrace::force_capture().to_string());
        hush();
        Self { clock, is_armed: AtomicBool::new(false), place: Mutex::default() }
    }

    /// From now on the first who asks for the time in a function whose path holds `place` panics.
    pub fn arm(&self, place: &'static str) {
        *self.lock() = place;
        self.is_armed.store(true, Ordering::SeqCst);
    }

    /// Whether it has happened, or was never to happen.
    pub fn is_over(&self) -> bool {
        !self.is_armed.load(Ordering::SeqCst)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, &'static str> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn strike(&self) {
        let place = *self.lock();
        let is_here = Backtrace::force_capture().to_string().contains(place);
        let is_first = is_here && self.is_armed.swap(false, Ordering::SeqCst);
        assert!(!is_first, "{SABOTAGE} in {place}");
    }
}

impl Clock for Sabotage {
    fn now(&self) -> Timestamp {
        if self.is_armed.load(Ordering::SeqCst) {
            self.strike();
        }
        self.clock.now()
    }
}

/// What is broken on purpose leaves no trace in the log: with `RUST_BACKTRACE` it takes longer than to recover.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let is_ours = panic.payload_as_str().is_some_and(|text| text.starts_with(SABOTAGE));
            if !is_ours {
                usual(panic);
            }
        }));
    });
}
