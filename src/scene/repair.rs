//! Mends what two changes, each good by itself, can make of a scene together.
//!
//! The same scene is mended the same way wherever it is read: in the order of the ids. Who is within whom is all that
//! can go wrong; nothing is ever left out.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{
    DEPTH_MAX, Entity, EntityId, Scene,
    property::{Kind, Property},
};

/// Something that had to be mended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Repair {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    #[serde(flatten)]
    pub reason: Reason,
}

/// Why. But for the first, the thing stands at the top of the scene now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Something is said twice, and the last time counts.
    Twice { pointer: String },
    /// Its parent is not there, or no group.
    ParentGone,
    /// Its parent was within itself.
    Circle,
    /// It was too deep.
    Deep,
}

/// Mends the scene, and says what was wrong.
pub(super) fn mend(scene: &mut Scene) -> Vec<Repair> {
    let ids: Vec<EntityId> = scene.entities.keys().cloned().collect();
    let mut repairs = Vec::new();
    let mut free = |scene: &mut Scene, id: &EntityId, reason| {
        if let Some(entity) = scene.entities.get_mut(id) {
            entity.properties.insert(Property::Parent, Value::Null);
        }
        repairs.push(Repair { entity: Some(id.clone()), reason });
    };
    for id in &ids {
        let parent = scene.entities.get(id).and_then(Entity::parent);
        let is_gone = |parent| scene.entities.get(parent).is_none_or(|parent| parent.kind != Kind::Group);
        if parent.is_some_and(is_gone) {
            free(scene, id, Reason::ParentGone);
        }
    }
    // The smallest id of a circle is the first that comes back to itself; freeing it opens the circle.
    for id in &ids {
        if above(scene, id) == Above::Itself {
            free(scene, id, Reason::Circle);
        }
    }
    for id in &ids {
        if above(scene, id) == Above::Groups(DEPTH_MAX + 1) {
            free(scene, id, Reason::Deep);
        }
    }
    repairs
}

/// What a thing stands in.
#[derive(PartialEq, Eq)]
enum Above {
    /// So many groups; one more than there may be stands for all numbers beyond.
    Groups(usize),
    Itself,
}

fn above(scene: &Scene, id: &EntityId) -> Above {
    let (mut here, mut count) = (id.as_str(), 0);
    // Who is not back after so many steps is below a circle that is somebody else's, or too deep.
    while let Some(parent) = scene.entities.get(here).and_then(Entity::parent).filter(|_| count < scene.entities.len())
    {
        if parent == id.as_str() {
            return Above::Itself;
        }
        (here, count) = (parent, count + 1);
    }
    Above::Groups(count.min(DEPTH_MAX + 1))
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = self.entity.as_ref().map_or_else(String::new, ToString::to_string);
        match &self.reason {
            Reason::Twice { pointer } => write!(f, "{pointer} is said twice: the last one counts"),
            Reason::ParentGone => write!(f, "the group of {who} is not there: it stands at the top"),
            Reason::Circle => write!(f, "{who} was within itself: it stands at the top"),
            Reason::Deep => write!(f, "{who} was within more than {DEPTH_MAX} groups: it stands at the top"),
        }
    }
}
