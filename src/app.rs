//! Apps: packages that people install, and what runs them.
//!
//! A [`package::Package`] is strict, declarative JSON: state, a view of components, and handlers in Rhai. The
//! [`runtime`] is pure: a state and something that happened give a new state, effects, and a [`tree::Tree`] that is
//! shown. An app reaches no page, no cookie and no network; whatever it wants from the world is an effect, which
//! somebody else performs after asking for the permission.

pub mod component;
pub mod package;
pub mod permission;
pub mod tree;

use crate::kit::{Id, Kind};

pub use crate::card::block::{InstanceId, InstanceKind};
pub use package::{Package, PackageId, Version};
pub use permission::Permission;

/// Names an app that a user has installed. Minted here; what a package calls itself is a [`PackageId`].
pub enum AppKind {}

impl Kind for AppKind {
    const NOUN: &'static str = "app";
}

pub type AppId = Id<AppKind>;
