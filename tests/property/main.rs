//! What holds for every sequence of commands, every tab that comes and goes, and every crowd of cards.

mod apps;
mod convergence;
mod desk;
mod invariants;
mod order;
mod places;
mod scenes;
mod sessions;
mod steps;
mod tab;
