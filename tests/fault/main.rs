//! Faults: the server is killed, starved, flooded and jammed, and then audited.
//!
//! Every test has a short form, which runs with all others, and a long one: `STACKHOUSE_FAULT=long`. What a
//! machine does not allow (loop devices, `strace`) is counted as not run, and said.

mod agents;
mod audit;
mod chats;
mod crew;
mod damaged;
mod dice;
mod disk;
mod disk_full;
mod events;
mod frames;
mod gone;
mod hit;
#[path = "../../benches/desk/house.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod house;
mod household;
mod idle;
mod inject;
mod jam;
mod kill;
mod model;
mod panics;
mod people;
mod power;
mod rounds;
mod scale;
mod stop;
mod strace;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod support;
mod town;
mod wire;
mod worker;
