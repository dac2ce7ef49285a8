//! The server from outside: clients that speak only HTTP, and the binary itself.

mod account;
mod api;
mod assistant;
mod cli;
mod forms;
mod kill;
mod socket;
mod support;
mod turns;
