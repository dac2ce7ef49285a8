//! Language models as the product knows them: which there are, whom they answer, and what they have cost.
//!
//! A model stands in the settings file, or an admin adds it; everybody chooses among those that they may use, and may
//! bring a key of their own. This room owns `models`, `model_choices`, `model_keys` and `model_usage` in the server's own
//! file: what is spent there is the server's. Keys are kept sealed, and bound to the address that they are for: whoever
//! changes the address has to enter the key again.

mod catalogue;
mod connect;
mod error;
mod store;
#[cfg(test)]
mod tests;
mod usage;
mod verbs;

use rust_decimal::Decimal;

use crate::{
    config::Dialect,
    kit::{Id, Kind, Line, Secret},
    llm::Prices,
    stack::Status,
};

pub use catalogue::Catalogue;
pub use connect::{Tried, connect, try_out};
pub use error::Error;
pub use usage::{DayOfUsage, Spent, UserUsage, note_usage, spent_today, usage, usage_of_all};
pub use verbs::{KeyChange, NewModel, add, archive, choose, choose_for_all, edit, find, offered, restore, set_own_key};

/// Characters of a model's name, and of what its server calls it.
pub const NAME_CHARS_MAX: usize = 60;
pub const MODEL_CHARS_MAX: usize = 200;

/// What chooses the assistant that needs no model.
pub const BUILTIN: &str = "builtin";

/// Names a model that an admin has added.
pub enum ModelNoun {}

impl Kind for ModelNoun {
    const NOUN: &'static str = "model";
}

pub type ModelId = Id<ModelNoun>;

/// A model's name, as people choose it.
pub type Name = Line<NAME_CHARS_MAX>;

/// Who may choose a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    Everyone,
    Admins,
}

impl Audience {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Admins => "admins",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Everyone, Self::Admins].into_iter().find(|audience| audience.as_str() == word)
    }
}

crate::word_column!(Audience);

/// What a million tokens cost; `None` is nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PriceList {
    pub input: Option<Decimal>,
    /// `None` is as much as the others.
    pub cached: Option<Decimal>,
    pub output: Option<Decimal>,
}

impl PriceList {
    #[must_use]
    pub fn prices(&self) -> Prices {
        let input = self.input.unwrap_or_default();
        Prices { input, cached: self.cached.unwrap_or(input), output: self.output.unwrap_or_default() }
    }
}

/// What a model is asked with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// Its server wants none.
    None,
    Known(Secret),
    /// It was sealed for another address, or with another key file.
    Lost,
}

/// A model that can answer, wherever it was named.
#[derive(Clone, Debug)]
pub struct Model {
    /// `None` for one of the settings file.
    pub id: Option<ModelId>,
    pub name: Name,
    pub dialect: Dialect,
    /// As its server calls it.
    pub model: String,
    pub url: String,
    pub key: Key,
    pub output_tokens_max: Option<u32>,
    pub prices: PriceList,
    pub audience: Audience,
    pub status: Status,
}
