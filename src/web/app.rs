//! Running apps as pages show them.

pub mod gone;
pub mod render;
pub mod run;
