//! Keeps the house: what ARCHITECTURE.md and the house style promise and a program can read.
//!
//! Each rule is a test, and each failure names the places and what to do instead.

#[path = "tidy/documents.rs"]
mod documents;
#[path = "tidy/floors.rs"]
mod floors;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/pages.rs"]
mod pages;
#[path = "tidy/protocol.rs"]
mod protocol;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/style.rs"]
mod style;

/// Fails with every problem and with what to do about them.
fn assert_none(problems: &[String], instead: &str) {
    assert!(problems.is_empty(), "\n\n  {}\n\n{instead}\n", problems.join("\n  "));
}
