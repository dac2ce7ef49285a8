//! The JSON doors under `/api`.

pub mod me;
pub mod token;
