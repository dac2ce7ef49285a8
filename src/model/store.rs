//! The SQL of [`super`], a file a table.

pub(super) mod choices;
pub(super) mod models;
pub(super) mod usage;
