//! The binary itself: what it prints, how it ends, and what it says when it can't.

mod serve;
mod users;
