//! Tools of other servers, as the product knows them: which there are, and how the assistant may use each.
//!
//! An admin adds a server; what it says of its tools is kept as the admin saw it, and a tool is used only as the admin
//! has said. When a server says something else of a tool, that tool is out of use until an admin has looked again. This
//! room owns `tool_servers` in the server's own file. Keys are kept sealed, and bound to the address that they are for.

mod offered;
mod store;
#[cfg(test)]
mod tests;
mod verbs;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    db,
    fetch::BadSite,
    kit::{BadText, Id, Kind, Line, Secret},
    mcp,
    stack::Status,
};

pub use offered::{OutsideTool, offered};
pub use verbs::{add, archive, ask, find, list, refresh, set_rules};

/// Servers that are in use at once: each brings tools that a model has to read about with every question.
pub const SERVERS_MAX: usize = 20;

/// Characters of a key.
pub const KEY_CHARS_MAX: usize = 1_000;

/// Names a server of tools.
pub enum ToolServerNoun {}

impl Kind for ToolServerNoun {
    const NOUN: &'static str = "tool_server";
}

pub type ToolServerId = Id<ToolServerNoun>;

/// A server's name, as people know it: one line of 1 to 40 characters.
pub type Name = Line<40>;

/// How a tool may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Not at all.
    #[default]
    Off,
    /// Each call waits until its user has approved it.
    Asks,
    /// Without asking anybody, because it only looks.
    Free,
}

impl Rule {
    pub const ALL: [Self; 3] = [Self::Off, Self::Asks, Self::Free];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Asks => "asks",
            Self::Free => "free",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }
}

/// A tool as its server described it when an admin looked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub description: String,
    pub input_schema: Value,
    pub claims_to_read: bool,
    #[serde(default)]
    pub rule: Rule,
}

/// A server of tools, with what opens it.
#[derive(Clone, PartialEq, Debug)]
pub struct ToolServer {
    pub id: ToolServerId,
    pub name: Name,
    pub url: String,
    pub key: Key,
    pub tools: Vec<Tool>,
    pub status: Status,
}

/// What a server is asked with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// It wants none.
    None,
    Known(Secret),
    /// It was sealed with another key file.
    Lost,
}

/// Why nothing was done. The text is for whoever filled in the form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such server")]
    NotFound,
    #[error("the name {0}")]
    BadName(BadText),
    #[error("a server is called {0:?} already: choose another name")]
    NameTaken(String),
    #[error("the address can't be used: {0}")]
    BadUrl(BadSite),
    #[error("the key has to be one line of at most {KEY_CHARS_MAX} plain characters")]
    BadKey,
    #[error("there are {SERVERS_MAX} servers already: archive one that is no longer used first")]
    TooMany,
    #[error("the server can't be asked: {0}")]
    Unasked(mcp::Error),
    #[error("the key could not be sealed: nothing was changed")]
    Unsealed,
    #[error(transparent)]
    Db(#[from] db::Error),
}
