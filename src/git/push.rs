//! A push from outside: taken in beside the repository, looked at, and only then let in.
//!
//! Git itself receives it into a staging repository that borrows the objects of the real one. What it would move is
//! checked there: names, paths, sizes, protection. Then its packs are handed over, and each ref moves by the same
//! compare-and-swap as every other write. A push that is refused, or whose server is killed, has touched nothing.

mod commands;
mod report;
mod staging;
#[cfg(test)]
mod tests;

pub use commands::{Command, Commands, RefName};
pub use report::Report;
pub(in crate::git) use staging::bytes_in;
pub use staging::{Rules, Staging};
