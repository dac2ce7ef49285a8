//! The desk in a real browser: every test is a story that its reader could play with mouse and keyboard.
//!
//! They need Chromium and chromedriver, so that plain `cargo test` lists them as ignored; `bin/test` runs them and
//! fails where there is no browser. With `STACKHOUSE_PICTURES=FOLDER` they leave pictures of the pages there.

mod accessibility;
mod agents;
mod apps;
mod assets;
mod catalogue;
mod code;
mod commands;
mod connection;
mod creator;
mod documents;
mod drawer;
mod github;
#[path = "../support/github/mod.rs"]
#[expect(dead_code, reason = "the stories need less of it than the tests without a browser")]
mod github_double;
mod invoices;
mod launcher;
mod livechat;
mod memory;
#[path = "../support/model.rs"]
#[expect(dead_code, reason = "the stories need less of it than the tests without a browser")]
mod model;
mod newcomer;
mod palette;
mod phone;
mod picture;
mod preview;
mod review;
mod scenes;
mod search;
mod sessions;
mod settings;
mod support;
mod tabs;
mod together;
mod without_script;
mod workspace;
