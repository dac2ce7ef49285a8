//! Paths within a repository, checked on every way in.
//!
//! What a path must not be comes from what the systems of those who clone make of it: Windows drops dots and blanks
//! at the end of a name, has short names and streams; macOS ignores some characters and the case
//! (git's own `verify_path`, `is_hfs_dotgit` and `is_ntfs_dotgit` refuse the same).

#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::is_nfc;

/// Bytes of one part, as file systems have it.
const PART_BYTES_MAX: usize = 255;

/// Bytes of a whole path, as Linux has it.
const PATH_BYTES_MAX: usize = 4_096;

/// A path of a file or a folder within a repository: parts with `/` between them, none of them dangerous to anybody
/// who clones.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct TreePath(String);

/// Why a text is no [`TreePath`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPath {
    #[error("a path needs a name between its slashes")]
    EmptyPart,
    #[error("a path can't have `.` or `..` in it")]
    Dots,
    #[error("a path can't lead into `.git`, in whatever spelling")]
    DotGit,
    #[error("a path can't hold a backslash or a control character")]
    Character,
    #[error("a path must be in Unicode's composed form (NFC)")]
    NotComposed,
    #[error("a path must be UTF-8")]
    NotUtf8,
    #[error("a name in a path has at most {PART_BYTES_MAX} bytes, and a path {PATH_BYTES_MAX}")]
    TooLong,
}

impl TreePath {
    /// Checks `text`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn new(text: &str) -> Result<Self, BadPath> {
        if text.len() > PATH_BYTES_MAX {
            return Err(BadPath::TooLong);
        }
        text.split('/').try_for_each(check_part)?;
        Ok(Self(text.to_owned()))
    }

    /// The path of `name` within this folder.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn join(&self, name: &str) -> Result<Self, BadPath> {
        Self::new(&format!("{}/{name}", self.0))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder that it stands in; `None` at the top.
    #[must_use]
    pub fn folder(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(folder, _)| Self(folder.to_owned()))
    }

    /// The folders that lead to it, the outermost first.
    pub fn folders(&self) -> impl Iterator<Item = Self> + '_ {
        self.0.match_indices('/').map(|(at, _)| Self(self.0[..at].to_owned()))
    }
}

/// Checks one part of a path: the name of one file or folder.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn check_part(part: &str) -> Result<(), BadPath> {
    match part {
        "" => return Err(BadPath::EmptyPart),
        "." | ".." => return Err(BadPath::Dots),
        _ if part.len() > PART_BYTES_MAX => return Err(BadPath::TooLong),
        _ => {}
    }
    if part.chars().any(|c| c == '\\' || c == '/' || c.is_control()) {
        return Err(BadPath::Character);
    }
    if is_dot_git(part) {
        return Err(BadPath::DotGit);
    }
    if is_nfc(part) { Ok(()) } else { Err(BadPath::NotComposed) }
}

/// Whether some system takes the name for `.git`, or for `.` or `..` with something that it ignores.
fn is_dot_git(part: &str) -> bool {
    let seen: String = part.chars().filter(|c| !is_ignored(*c)).flat_map(char::to_lowercase).collect();
    let name = seen.split(':').next().unwrap_or_default();
    let name = name.trim_end_matches([' ', '.']);
    let short =
        name.strip_prefix("git~").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    name == ".git" || name.is_empty() || short
}

/// Characters that HFS+ leaves out when it compares names (Apple, Technical Note TN1150).
const fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

impl FromStr for TreePath {
    type Err = BadPath;

    fn from_str(text: &str) -> Result<Self, BadPath> {
        Self::new(text)
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TreePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for TreePath {
    fn schema_name() -> Cow<'static, str> {
        "TreePath".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": PATH_BYTES_MAX })
    }
}
