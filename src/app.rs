//! Apps: packages that people install, and what runs them.
//!
//! A [`package::Package`] is strict, declarative JSON: state, a view of components, and handlers in Rhai. The
//! [`runtime`] is pure: a state and something that happened give a new state, effects, and a [`tree::Tree`] that is
//! shown. An app reaches no page, no cookie and no network; whatever it wants from the world is an effect, which
//! somebody else performs after asking for the permission.
//!
//! This room owns the tables whose names begin with `app`: what is installed, in which versions ([`registry`]), its
//! windows ([`instance`]), what it keeps ([`state`]), may do ([`grant`]), did ([`audit`]), says to other apps
//! ([`message`]) and does while nobody looks ([`job`]).

pub mod audit;
pub mod catalogue;
pub mod check;
mod code;
pub mod component;
mod error;
mod frozen;
pub mod grant;
pub mod guide;
pub mod instance;
pub mod job;
mod launch;
pub mod message;
pub mod package;
pub mod permission;
pub mod preview;
mod read;
pub mod registry;
pub mod runtime;
pub mod startup;
pub mod state;
mod store;
pub mod template;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod trial;
pub mod wake;

use crate::kit::{Id, Kind};

pub use crate::card::block::{InstanceId, InstanceKind};
pub use crate::kit::problem;
pub use check::{parse, read};
pub use error::Error;
pub use frozen::{Frozen, FrozenApp, freeze, thaw};
pub use launch::{Launched, launch};
pub use package::{Category, Package, PackageId, Version};
pub use permission::Permission;
pub use problem::Problem;
pub use read::{kept, receive};
pub use registry::{App, Origin, by_package, current, epoch, find};
pub(crate) use store::bytes;

/// Names an app that a user has installed. Minted here; what a package calls itself is a [`PackageId`].
pub enum AppKind {}

impl Kind for AppKind {
    const NOUN: &'static str = "app";
}

pub type AppId = Id<AppKind>;
