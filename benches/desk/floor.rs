//! The floors: what the libraries can do with nothing of ours round them.

mod desk;
mod echo;
mod files;
mod git;
mod moves;
mod parsers;
mod restore;
mod search;

pub use desk::{read_desk, wake};
pub use echo::echo;
pub use files::{copy, open};
pub use git::{GitDaemon, GitEdits};
pub use moves::{Bare, Work, grouped_moves, moves, paced_moves};
pub use parsers::parse;
pub use restore::put_back;
pub use search::{rewrite, search};
