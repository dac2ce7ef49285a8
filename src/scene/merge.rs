//! Makes three versions of a scene one, property by property.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Entity, EntityId, Properties, Repair, Scene,
    property::{Holds, Property},
    repair::mend,
    value::CUSTOM_MAX,
};

/// Two changes of a scene, made one.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged {
    pub scene: Scene,
    /// What both have changed, each another way.
    pub clashes: Vec<Clash>,
    /// What had to be mended, because two good changes made no good scene.
    pub repairs: Vec<Repair>,
}

/// What both have changed, each another way: ours stands. What one has removed and the other changed is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Clash {
    /// The thing; absent for the canvas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// Which property, such as `at` or `custom.speed`; absent when one has removed it and the other changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
}

/// Brings together what `ours` and `theirs` have made of `base`. Both changes stand, but where both have changed the
/// same property: there `ours` does, and it is told.
#[must_use]
pub fn merge(base: &Scene, ours: &Scene, theirs: &Scene) -> Merged {
    let mut clashes = Vec::new();
    let canvas = properties(None, Some(&base.canvas), (&ours.canvas, &theirs.canvas), &mut clashes);
    let ids: BTreeSet<&EntityId> = ours.entities.keys().chain(theirs.entities.keys()).collect();
    let mut scene = Scene { canvas, ..Scene::empty() };
    for id in ids {
        let [was, mine, yours] = [base, ours, theirs].map(|scene| scene.entities.get(id));
        if let Some(entity) = entity(id, was, mine, yours, &mut clashes) {
            scene.entities.insert(id.clone(), entity);
        }
    }
    let repairs = mend(&mut scene);
    Merged { scene, clashes, repairs }
}

/// What becomes of one thing; `None` when it is gone.
fn entity(
    id: &EntityId,
    was: Option<&Entity>,
    mine: Option<&Entity>,
    yours: Option<&Entity>,
    clashes: &mut Vec<Clash>,
) -> Option<Entity> {
    if mine == yours || yours == was {
        return mine.cloned();
    }
    if mine == was {
        return yours.cloned();
    }
    let (Some(mine), Some(yours)) = (mine, yours) else {
        clashes.push(Clash { entity: Some(id.clone()), property: None });
        return mine.or(yours).cloned();
    };
    if mine.kind != yours.kind {
        clashes.push(Clash { entity: Some(id.clone()), property: Some("kind".to_owned()) });
        return Some(mine.clone());
    }
    let was = was.filter(|was| was.kind == mine.kind).map(|was| &was.properties);
    let properties = properties(Some(id), was, (&mine.properties, &yours.properties), clashes);
    Some(Entity { kind: mine.kind, properties })
}

fn properties(
    id: Option<&EntityId>,
    was: Option<&Properties>,
    (mine, yours): (&Properties, &Properties),
    clashes: &mut Vec<Clash>,
) -> Properties {
    let mut merged = Properties::new();
    for (property, mine) in mine {
        let (was, yours) = (was.and_then(|was| was.get(property)), yours.get(property).unwrap_or(mine));
        let value = if property.holds() == Holds::Custom {
            custom(id, was, mine, yours, clashes)
        } else {
            one(was, Some(mine), Some(yours), || clashes.push(clash(id, property.as_str().to_owned())))
        };
        merged.insert(*property, value.unwrap_or_else(|| mine.clone()));
    }
    merged
}

/// What one's maker made up, name by name.
fn custom(
    id: Option<&EntityId>,
    was: Option<&Value>,
    mine: &Value,
    yours: &Value,
    clashes: &mut Vec<Clash>,
) -> Option<Value> {
    let names: BTreeSet<&String> = [mine, yours].into_iter().filter_map(Value::as_object).flat_map(Map::keys).collect();
    let mut merged = Map::new();
    for name in names {
        let [was, mine, yours] = [was, Some(mine), Some(yours)].map(|side| side.and_then(|side| side.get(name)));
        let value = one(was, mine, yours, || clashes.push(clash(id, format!("{}.{name}", Property::Custom.as_str()))));
        if let Some(value) = value {
            merged.insert(name.clone(), value);
        }
    }
    if merged.len() > CUSTOM_MAX {
        clashes.push(clash(id, Property::Custom.as_str().to_owned()));
        return Some(mine.clone());
    }
    Some(Value::Object(merged))
}

/// What becomes of one value; `None` when it is gone.
fn one(was: Option<&Value>, mine: Option<&Value>, yours: Option<&Value>, mut clash: impl FnMut()) -> Option<Value> {
    if mine == yours || yours == was {
        return mine.cloned();
    }
    if mine == was {
        return yours.cloned();
    }
    clash();
    mine.or(yours).cloned()
}

fn clash(id: Option<&EntityId>, property: String) -> Clash {
    Clash { entity: id.cloned(), property: Some(property) }
}
