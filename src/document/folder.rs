//! Folders: labels in which a document lies, such as `Taxes/2026`. A folder is there as long as something lies in it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{DocumentId, Result, find, store};
use crate::{db::Tx, kit::Line};

/// Folders one in another, so that a path fits on a line.
pub const DEPTH_MAX: usize = 8;
/// Folders that are listed.
const LISTED_MAX: usize = 500;

/// The names of folders with `/` between them; empty for what lies in none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Folder(String);

/// Why a text is no folder. The text is for the user.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadFolder {
    #[error("at most {DEPTH_MAX} folders lie one in another")]
    TooDeep,
    #[error("{0}")]
    BadName(String),
}

/// A folder, and how many documents lie in it or in one of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Counted {
    pub folder: Folder,
    pub documents: u32,
}

impl Folder {
    /// Reads `Taxes / 2026`: blanks beside the names and empty names mean nothing.
    ///
    /// # Errors
    /// [`BadFolder`].
    pub fn new(text: &str) -> std::result::Result<Self, BadFolder> {
        let names = text.split('/').map(str::trim).filter(|name| !name.is_empty());
        let names = names.map(|name| Line::<80>::new(name).map_err(|error| BadFolder::BadName(error.to_string())));
        let names = names.collect::<std::result::Result<Vec<_>, _>>()?;
        if names.len() > DEPTH_MAX {
            return Err(BadFolder::TooDeep);
        }
        Ok(Self(names.iter().map(|name| &**name).collect::<Vec<_>>().join("/")))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what lies in `other` lies in this one, too. The top holds everything.
    #[must_use]
    pub fn holds(&self, other: &str) -> bool {
        self.0.is_empty() || other.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Folder> for String {
    fn from(folder: Folder) -> Self {
        folder.0
    }
}

impl TryFrom<String> for Folder {
    type Error = BadFolder;

    fn try_from(text: String) -> std::result::Result<Self, BadFolder> {
        Self::new(&text)
    }
}

impl schemars::JsonSchema for Folder {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Folder".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// Lays the document into a folder.
///
/// # Errors
/// [`super::Error::NotFound`].
pub fn lay_into(tx: &Tx, id: DocumentId, folder: &Folder) -> Result<()> {
    find(tx, id)?;
    Ok(store::set_folder(tx, id, folder.as_str())?)
}

/// The folders in which documents lie that were not put away, and those around them, in the order of their names.
///
/// # Errors
/// Whatever the database refuses.
pub fn folders(tx: &Tx) -> Result<Vec<Counted>> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (path, documents) in store::folders(tx)? {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            *counts.entry(path[..end].to_owned()).or_default() += documents;
        }
    }
    let counted = counts.into_iter().filter(|(path, _)| !path.is_empty());
    Ok(counted.take(LISTED_MAX).map(|(path, documents)| Counted { folder: Folder(path), documents }).collect())
}
