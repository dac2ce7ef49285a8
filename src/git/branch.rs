//! Names of branches: git's rules, and a few of ours.

#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};

/// Bytes of a name: it becomes a file name, and part of addresses.
const BYTES_MAX: usize = 200;

/// Hexadecimal digits that git takes for the name of a commit.
const COMMIT_DIGITS: usize = 40;

/// Where branches stand among the refs.
const FOLDER: &str = "refs/heads/";

/// The name of a branch, without `refs/heads/`. May hold slashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct BranchName(String);

/// Why a text can't name a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadBranch {
    #[error("a branch needs a name")]
    Empty,
    #[error("the name of a branch has at most {BYTES_MAX} bytes")]
    TooLong,
    #[error("this name means something else to git")]
    Reserved,
    #[error(
        "git allows no blanks, no control characters, none of ~ ^ : ? * [ \\, no `..`, no `@{{`, no part of a name that \
         begins with a dot or ends in `.lock`, and no slash at either end"
    )]
    Spelling,
}

impl BranchName {
    /// Checks `text`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn new(text: &str) -> Result<Self, BadBranch> {
        let is_commit = text.len() == COMMIT_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match text {
            "" => Err(BadBranch::Empty),
            _ if text.len() > BYTES_MAX => Err(BadBranch::TooLong),
            "HEAD" | "@" => Err(BadBranch::Reserved),
            _ if text.starts_with('-') || text.starts_with("refs/") || is_commit => Err(BadBranch::Reserved),
            _ if !git2::Reference::is_valid_name(&format!("{FOLDER}{text}")) => Err(BadBranch::Spelling),
            // libgit2 allows a backslash's kin that shells and pages would stumble over.
            _ if text.chars().any(|c| c.is_control() || c.is_whitespace()) => Err(BadBranch::Spelling),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The branch that a full name such as `refs/heads/main` names.
    #[must_use]
    pub fn of_ref(name: &str) -> Option<Self> {
        Self::new(name.strip_prefix(FOLDER)?).ok()
    }

    /// The full name: `refs/heads/main`.
    #[must_use]
    pub fn as_ref_name(&self) -> String {
        format!("{FOLDER}{}", self.0)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BranchName {
    type Err = BadBranch;

    fn from_str(text: &str) -> Result<Self, BadBranch> {
        Self::new(text)
    }
}

impl fmt::Display for BranchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BranchName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for BranchName {
    fn schema_name() -> Cow<'static, str> {
        "BranchName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": BYTES_MAX })
    }
}
