//! The server from outside: clients that speak only HTTP, and the binary itself.

mod account;
mod cli;
mod socket;
mod support;
