//! The server from outside: clients that speak only HTTP, and the binary itself.

mod account;
mod agent_news;
mod agents;
mod api;
mod apps;
mod assistant;
mod cli;
mod creator;
mod documents;
mod documents_with_a_model;
mod forms;
mod github;
mod github_apps;
mod github_double;
mod github_look;
mod imports;
mod injection;
mod live;
mod livechat;
mod mcp;
mod media;
mod memory;
mod mirrors;
mod model_settings;
mod models;
mod pulls;
mod repositories;
mod review;
mod running;
mod sandbox;
mod scenes;
mod search;
mod sessions;
mod settings;
mod shell;
mod socket;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod support;
mod tool_servers;
mod turns;
mod workspace;
