//! Tiers: what the settings allow whom.

use super::{Error, Result};
use crate::{config::Config, stack::Allowance};

/// The tiers of this server.
#[derive(Clone, Debug)]
pub struct Tiers {
    tiers: crate::config::TierMap,
    default: String,
}

impl Tiers {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self { tiers: config.tiers.clone(), default: config.accounts.default_tier.clone() }
    }

    /// The tier of a new user when nobody says otherwise.
    #[must_use]
    pub fn default_name(&self) -> &str {
        &self.default
    }

    /// The names of all tiers, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tiers.keys().map(String::as_str)
    }

    /// The tier called `name`, for giving it to somebody.
    ///
    /// # Errors
    /// [`Error::NoSuchTier`].
    pub fn find(&self, name: &str) -> Result<String> {
        let found = self.tiers.get_key_value(name);
        found.map(|(name, _)| name.clone()).ok_or_else(|| Error::NoSuchTier(name.to_owned()))
    }

    /// What the tier `name` allows. A tier that has left the settings allows what the default one does.
    #[must_use]
    pub fn allowance(&self, name: &str) -> Allowance {
        let tier = self.tiers.get(name).or_else(|| self.tiers.get(&self.default));
        Allowance { tier: name.to_owned(), stacks_max: tier.and_then(|tier| tier.stacks_max) }
    }
}
