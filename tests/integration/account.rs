//! Who may come in, seen from outside.

mod errors;
mod guard;
