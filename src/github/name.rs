//! Names of repositories, and other parts of addresses.

use std::{fmt, str::FromStr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// What a part of an address holds as it is (RFC 3986, "unreserved"). A slash within a part is encoded too.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters of an owner's name and of a repository's: GitHub's own bounds, and room for the suffix that a company's
/// accounts have.
const CHARS_MAX: usize = 100;

/// A repository's name on GitHub: `owner/name`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RepoName {
    owner: String,
    name: String,
}

/// A text that names no repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected the name of a repository on GitHub, such as octocat/hello-world")]
pub struct BadRepoName;

impl RepoName {
    /// Checks both parts.
    ///
    /// # Errors
    /// [`BadRepoName`].
    pub fn new(owner: &str, name: &str) -> Result<Self, BadRepoName> {
        let fits = |text: &str| (1..=CHARS_MAX).contains(&text.len());
        let is_owner = owner.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        let is_step = matches!(name, "." | "..");
        let is_one = fits(owner) && fits(name) && is_owner && is_name && !is_step;
        if is_one { Ok(Self { owner: owner.to_owned(), name: name.to_owned() }) } else { Err(BadRepoName) }
    }

    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address of `rest` below this repository. All that a name may hold stands in an address as it is.
    pub(super) fn at(&self, rest: &str) -> String {
        let slash = if rest.is_empty() { "" } else { "/" };
        format!("repos/{self}{slash}{rest}")
    }
}

impl fmt::Display for RepoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl FromStr for RepoName {
    type Err = BadRepoName;

    fn from_str(text: &str) -> Result<Self, BadRepoName> {
        let (owner, name) = text.split_once('/').ok_or(BadRepoName)?;
        Self::new(owner, name)
    }
}

/// A text as one part of an address, or as a value in its query.
pub(super) fn part(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, PART)
}
