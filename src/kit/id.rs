//! Ids that can't be mixed up: a UUID that knows what it names.

use std::{
    borrow::Cow,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// What an id names. Implemented by an empty type beside the named thing: `pub enum CardKind {}`.
pub trait Kind: 'static {
    /// The word for messages: `card`, `stack`.
    const NOUN: &'static str;
}

/// A UUID that names a `K`. Made by either side of the wire; new ones are version 7 (RFC 9562).
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// A string that is not a UUID in its usual form of 36 characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not an id: expected a UUID such as 0197b7a0-8c5e-7cc3-9d4f-0123456789ab")]
pub struct BadId;

impl<K> Id<K> {
    pub(super) const fn new(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The id that belongs to `seed`, the same whenever it is asked for (RFC 9562, version 8).
    #[must_use]
    pub fn of_seed(seed: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(seed.as_bytes()).as_bytes()[..16]);
        Self::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The same UUID, as the name of something else: a message and the turn that it starts share theirs.
    #[must_use]
    pub const fn cast<L>(self) -> Id<L> {
        Id::new(self.uuid)
    }

    /// A number that is spread evenly over all ids, for choosing one of several workers.
    #[must_use]
    pub fn spread(self) -> u64 {
        self.uuid.as_u64_pair().1
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> FromStr for Id<K> {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(BadId);
        }
        Uuid::try_parse(text).map(Self::new).map_err(|_| BadId)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = Uuid::encode_buffer();
        serializer.serialize_str(self.uuid.hyphenated().encode_lower(&mut buffer))
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<K: Kind> schemars::JsonSchema for Id<K> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Id", K::NOUN).into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "uuid" })
    }
}
