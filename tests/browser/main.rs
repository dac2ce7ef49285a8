//! The interface in Chromium, as a person uses it: each test is a story with a server and a browser of its own.
//!
//! `bin/test` runs these and fails when there is no browser. Plain `cargo test` lists them as ignored, so that
//! it needs nothing but Rust; every test here says so with `#[ignore = "needs Chromium: bin/test runs it"]`.

mod newcomer;
mod support;
