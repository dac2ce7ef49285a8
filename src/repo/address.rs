//! How a repository is addressed: where it really is, whose it is there, and how it is called.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Origin, Repo, Result, find, store};
use crate::{account::UserId, db::Tx, repo::Error};

/// Where a repository really is: the first part of its address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// On this server.
    #[default]
    Local,
    /// On GitHub, with a mirror here.
    GitHub,
}

impl Provider {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::GitHub => "github",
        }
    }
}

/// How a repository is addressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    pub provider: Provider,
    pub owner: String,
    pub name: String,
}

impl Address {
    #[must_use]
    pub fn of(repo: &Repo) -> Self {
        let provider = if repo.origin.is_some() { Provider::GitHub } else { Provider::Local };
        Self { provider, owner: repo.owner_part().to_owned(), name: repo.name_part().to_owned() }
    }

    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, rest) = match text.trim().strip_prefix("github/").filter(|rest| rest.contains('/')) {
            Some(rest) => (Provider::GitHub, rest),
            None => (Provider::Local, text.trim()),
        };
        let (owner, name) = rest.split_once('/')?;
        Some(Self { provider, owner: owner.to_owned(), name: name.to_owned() })
    }
}

/// `OWNER/NAME`, with `github/` before those of GitHub: as people choose them.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.provider {
            Provider::Local => write!(f, "{}/{}", self.owner, self.name),
            Provider::GitHub => write!(f, "github/{}/{}", self.owner, self.name),
        }
    }
}

/// The repository at an address, as `user` sees it.
///
/// # Errors
/// [`Error::NotFound`], the same when there is none and when `user` may not see it.
pub fn find_at(tx: &Tx, user: UserId, address: &Address) -> Result<Repo> {
    match address.provider {
        Provider::Local => find(tx, user, &address.owner, &address.name),
        Provider::GitHub => {
            let origin = Origin::new(&address.owner, &address.name).map_err(|_| Error::NotFound)?;
            store::find_mirror(tx, user, &origin)?.ok_or(Error::NotFound)
        }
    }
}

/// The address in the columns of a row: the owner and the name here, and those on GitHub where it is a mirror.
pub(crate) fn of_row(here: (String, String), there: Option<(String, String)>) -> Address {
    let provider = if there.is_some() { Provider::GitHub } else { Provider::Local };
    let (owner, name) = there.unwrap_or(here);
    Address { provider, owner, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for text in ["Ada/site", "github/octo/site", "github/site"] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Address::parse("github/site").unwrap().provider, Provider::Local, "somebody may be called so");
        assert_eq!(Address::parse("site"), None);
    }
}
