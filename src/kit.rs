//! The ground: small things that every floor stands on and that know no word of the product.

mod ambient;
mod id;
pub mod problem;
mod secret;
#[cfg(test)]
mod tests;
mod text;

pub use ambient::{Ambient, Chance, Clock, SystemChance, SystemClock, Timestamp};
pub use id::{BadId, Id, Kind};
pub use secret::Secret;
pub use text::{BadText, Line};

/// Simulated time and seeded chance for tests.
pub mod simulated {
    pub use super::ambient::{ManualClock, SeededChance};
}
