//! How long the tests take: short with all others, long by an option.

/// How much of a fault is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    Short,
    Long,
}

impl Scale {
    /// Long when `STACKHOUSE_FAULT` says so.
    #[expect(clippy::disallowed_methods, reason = "the option is the test's own, no setting of the server")]
    pub fn chosen() -> Self {
        match std::env::var("STACKHOUSE_FAULT").as_deref() {
            Err(_) | Ok("" | "short") => Self::Short,
            Ok("long") => Self::Long,
            Ok(other) => panic!("STACKHOUSE_FAULT is short or long, not {other}"),
        }
    }

    /// One of two numbers: of rounds, clients, seconds.
    pub fn of(self, short: usize, long: usize) -> usize {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// Says that a part was not run, and why, where the test runner shows it even when the test passes.
#[allow(dead_code, reason = "said only where a machine forbids something")]
pub fn not_run(what: &str, why: &str) {
    use std::io::Write;
    // Past the runner's capture, which takes what `eprintln!` says.
    let _ = writeln!(std::io::stderr().lock(), "NOT RUN: {what}: {why}");
}
