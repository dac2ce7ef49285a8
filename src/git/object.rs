//! Names of objects: the hash of what they hold.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hexadecimal digits of a name.
const DIGITS: usize = 40;

/// The name of a commit, a tree or a file's content: 40 lower-case hexadecimal digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(git2::Oid);

/// A text that is not 40 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not the name of an object: expected 40 hexadecimal digits")]
pub struct BadObjectId;

impl ObjectId {
    pub(super) const fn new(oid: git2::Oid) -> Self {
        Self(oid)
    }

    pub(super) const fn oid(self) -> git2::Oid {
        self.0
    }

    /// The name that this content has as a file's, whether it is kept anywhere or not. `None` when there is more of it
    /// than a name can be made of.
    #[must_use]
    pub fn of_content(content: &[u8]) -> Option<Self> {
        git2::Oid::hash_object(git2::ObjectType::Blob, content).ok().map(Self)
    }

    /// The first ten digits, for people.
    #[must_use]
    pub fn short(self) -> String {
        self.to_string().chars().take(10).collect()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ObjectId {
    type Err = BadObjectId;

    fn from_str(text: &str) -> Result<Self, BadObjectId> {
        if text.len() != DIGITS {
            return Err(BadObjectId);
        }
        text.parse().map(Self).map_err(|_| BadObjectId)
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for ObjectId {
    fn schema_name() -> Cow<'static, str> {
        "ObjectId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{40}$" })
    }
}
