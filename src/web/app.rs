//! Running apps as pages show them.

pub mod render;
