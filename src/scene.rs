//! Scenes: pictures of things that stand somewhere, in a text that two people can change at once.
//!
//! This engine owns the format `*.scene.json`: what may stand in it ([`property`]), reading with the place of everything
//! that is wrong ([`read`]), one way of writing it ([`write`]), and making three versions one ([`merge`]). It promises
//! that what it has written reads as the same scene and is written as the same bytes, and that a merge can always be
//! read. It knows nothing of where texts come from.

mod merge;
pub mod property;
mod read;
mod repair;
mod schema;
#[cfg(test)]
mod tests;
mod value;
mod write;

use std::{
    borrow::{Borrow, Cow},
    collections::BTreeMap,
    fmt,
    str::FromStr,
};

use serde::{Serialize, Serializer};
use serde_json::Value;

pub use merge::{Clash, Merged, merge};
use property::{Kind, Property};
pub use read::{Fault, Read, from_value, read};
pub use repair::{Reason, Repair};
pub use schema::schema;
pub use write::{TooLarge, to_value, write};

/// How the names of scenes end.
pub const ENDING: &str = ".scene.json";

/// The version of the format that is written.
pub const VERSION: u64 = 1;

/// Bytes of one scene: as many as a request of the interface may carry.
pub const BYTES_MAX: usize = 1 << 20;

/// Things in one scene: what a browser still draws at every movement of a pointer.
pub const ENTITIES_MAX: usize = 1_000;

/// Groups within groups.
pub const DEPTH_MAX: usize = 32;

/// Digits of a thing's name.
const ID_DIGITS: std::ops::RangeInclusive<usize> = 8..=32;

/// Names a thing in a scene: 8 to 32 lower-case hexadecimal digits, drawn by chance, so that two people who add things
/// add them at different places of the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct EntityId(String);

/// A text that names nothing in a scene.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an id is 8 to 32 digits, 0 to 9 and a to f")]
pub struct BadId;

/// What something is like: a checked value for each property that it has.
pub type Properties = BTreeMap<Property, Value>;

/// One thing in a scene. It has every property of its kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    pub kind: Kind,
    pub properties: Properties,
}

/// A scene: the canvas, and what stands on it. Every parent is a group of the scene, and none is within itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    pub canvas: Properties,
    pub entities: BTreeMap<EntityId, Entity>,
}

impl Scene {
    /// A canvas with nothing on it.
    #[must_use]
    pub fn empty() -> Self {
        Self { canvas: property::defaults(property::CANVAS), entities: BTreeMap::new() }
    }

    /// All things as they are drawn: the hindmost first, each group before what is in it, with how deep it stands.
    #[must_use]
    pub fn drawn(&self) -> Vec<(usize, &EntityId, &Entity)> {
        let mut within: BTreeMap<Option<&str>, Vec<(&str, &EntityId, &Entity)>> = BTreeMap::new();
        for (id, entity) in &self.entities {
            within.entry(entity.parent()).or_default().push((entity.text(Property::Order), id, entity));
        }
        for siblings in within.values_mut() {
            siblings.sort_by_key(|(order, id, _)| (*order, *id));
        }
        let mut drawn = Vec::with_capacity(self.entities.len());
        let mut next: Vec<_> =
            within.get(&None).into_iter().flatten().rev().map(|(_, id, entity)| (0, *id, *entity)).collect();
        while let Some((depth, id, entity)) = next.pop() {
            drawn.push((depth, id, entity));
            let inside = within.get(&Some(id.as_str())).into_iter().flatten().rev();
            next.extend(inside.map(|(_, id, entity)| (depth + 1, *id, *entity)));
        }
        drawn
    }
}

impl Entity {
    /// A thing of this kind as it is when nothing is said of it.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, properties: property::defaults(kind.properties()) }
    }

    /// The group that it stands in.
    #[must_use]
    pub fn parent(&self) -> Option<&str> {
        self.properties.get(&Property::Parent).and_then(Value::as_str)
    }

    /// A property that holds text; empty for one that it has not.
    #[must_use]
    pub fn text(&self, property: Property) -> &str {
        self.properties.get(&property).and_then(Value::as_str).unwrap_or_default()
    }
}

impl EntityId {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`BadId`].
    pub fn new(text: &str) -> Result<Self, BadId> {
        let is_spelt = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_spelt && ID_DIGITS.contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(BadId) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for EntityId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EntityId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Self::new(text)
    }
}

impl schemars::JsonSchema for EntityId {
    fn schema_name() -> Cow<'static, str> {
        "EntityId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{8,32}$" })
    }
}

impl Serialize for Scene {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        to_value(self).serialize(serializer)
    }
}
