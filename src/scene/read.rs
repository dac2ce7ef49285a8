//! Reads a scene: strict about what stands in it, and told where what is wrong stands.
//!
//! A text that git has merged from two good ones can name the same thing twice, or lead a group into itself. That is
//! no fault of its reader's: it is mended the same way for everybody, and told as a [`Repair`].

use std::{cell::RefCell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{
    BYTES_MAX, ENTITIES_MAX, Entity, EntityId, Properties, Repair, Scene, VERSION,
    property::{CANVAS, Kind, Property, defaults},
    repair::{Reason, mend},
    value,
};
use crate::kit::problem::{PROBLEMS_MAX, Problem, escaped};

/// A scene that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    pub scene: Scene,
    /// What had to be mended first.
    pub repairs: Vec<Repair>,
}

/// Something that is wrong with a scene, before anybody asks for lines and columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// A JSON pointer (RFC 6901).
    pub pointer: String,
    pub message: String,
}

/// Reads the text of a scene.
///
/// # Errors
/// All that is wrong, with its place in the text.
pub fn read(text: &str) -> Result<Read, Vec<Problem>> {
    if text.len() > BYTES_MAX {
        return Err(vec![Problem::at("", "", format!("a scene has at most {} KiB", BYTES_MAX / 1024))]);
    }
    let twice = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Tree { pointer: String::new(), twice: &twice }.deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let at = Problem::at(text, "", format!("this is no JSON: {error}"));
        vec![Problem { line: error.line().max(1), column: error.column().max(1), ..at }]
    })?;
    let mut read = from_value(&value).map_err(|faults| {
        faults.into_iter().map(|fault| Problem::at(text, &fault.pointer, fault.message)).collect::<Vec<_>>()
    })?;
    let told = twice.into_inner().into_iter().take(PROBLEMS_MAX);
    read.repairs.extend(told.map(|pointer| Repair { entity: None, reason: Reason::Twice { pointer } }));
    Ok(read)
}

/// Reads a scene that is JSON already.
///
/// # Errors
/// All that is wrong.
pub fn from_value(value: &Value) -> Result<Read, Vec<Fault>> {
    let mut faults = Faults(Vec::new());
    let scene = faults.scene(value);
    match scene {
        Some(mut scene) if faults.0.is_empty() => {
            let repairs = mend(&mut scene);
            Ok(Read { scene, repairs })
        }
        _ => Err(faults.0),
    }
}

struct Faults(Vec<Fault>);

impl Faults {
    fn push(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        if self.0.len() < PROBLEMS_MAX {
            self.0.push(Fault { pointer: pointer.into(), message: message.into() });
        }
    }

    fn scene(&mut self, value: &Value) -> Option<Scene> {
        let Some(fields) = value.as_object() else {
            self.push("", "a scene is an object");
            return None;
        };
        if fields.get("format").and_then(Value::as_str) != Some("scene") {
            self.push("/format", "a scene says `\"format\": \"scene\"`");
        }
        match fields.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => {
                self.push("/version", format!("this was written by a later version: {VERSION} is read here"));
            }
            _ => self.push("/version", format!("a scene says `\"version\": {VERSION}`")),
        }
        for name in fields.keys().filter(|name| !["format", "version", "canvas", "entities"].contains(&name.as_str())) {
            self.push(format!("/{}", escaped(name)), "a scene has format, version, canvas and entities alone");
        }
        let nothing = Value::Object(Map::new());
        let canvas = fields.get("canvas").unwrap_or(&nothing);
        let canvas = self.properties("/canvas", canvas, CANVAS);
        let mut scene = Scene { canvas, ..Scene::empty() };
        match fields.get("entities").unwrap_or(&nothing) {
            Value::Object(entities) => self.entities(entities, &mut scene),
            _ => self.push("/entities", "these are things by their ids"),
        }
        Some(scene)
    }

    fn entities(&mut self, entities: &Map<String, Value>, scene: &mut Scene) {
        // A shelf has no thing in it: it keeps what is added on both sides of it apart.
        let things = entities.iter().filter(|(id, value)| !(value.is_null() && is_shelf(id)));
        for (id, value) in things {
            let pointer = format!("/entities/{}", escaped(id));
            if scene.entities.len() == ENTITIES_MAX {
                self.push(pointer, format!("a scene has at most {ENTITIES_MAX} things"));
                return;
            }
            match EntityId::new(id) {
                Ok(id) => {
                    if let Some(entity) = self.entity(&pointer, value) {
                        scene.entities.insert(id, entity);
                    }
                }
                Err(bad) => self.push(pointer, bad.to_string()),
            }
        }
    }

    fn entity(&mut self, pointer: &str, value: &Value) -> Option<Entity> {
        let kind = value.get("kind").and_then(Value::as_str).and_then(Kind::from_word);
        let Some(kind) = kind else {
            let kinds = Kind::ALL.map(Kind::as_str).join(", ");
            self.push(format!("{pointer}/kind"), format!("a thing has a kind, one of: {kinds}"));
            return None;
        };
        Some(Entity { kind, properties: self.properties(pointer, value, kind.properties()) })
    }

    /// The properties that there may be, each checked; what is not said is as it is by itself.
    fn properties(&mut self, pointer: &str, value: &Value, known: &[Property]) -> Properties {
        let mut properties = defaults(known);
        let Some(fields) = value.as_object() else {
            self.push(pointer, "this is an object");
            return properties;
        };
        for (name, value) in fields.iter().filter(|(name, _)| *name != "kind" || known == CANVAS) {
            let pointer = format!("{pointer}/{}", escaped(name));
            let Some(property) = Property::from_word(name).filter(|property| known.contains(property)) else {
                self.push(pointer, "nothing of this name is known here; what you make up stands in `custom`");
                continue;
            };
            match value::check(property.holds(), value) {
                Ok(value) => drop(properties.insert(property, value)),
                Err((below, expected)) => self.push(format!("{pointer}{below}"), expected),
            }
        }
        properties
    }
}

/// Whether this is one of the lines between things: one digit and `~`.
fn is_shelf(name: &str) -> bool {
    matches!(name.as_bytes(), [b'0'..=b'9' | b'a'..=b'f', b'~'])
}

/// Reads JSON and notes what stands in an object twice: the last one counts, as everywhere.
struct Tree<'a> {
    pointer: String,
    twice: &'a RefCell<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) =
            seq.next_element_seed(Tree { pointer: format!("{}/{}", self.pointer, list.len()), twice: self.twice })?
        {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let pointer = format!("{}/{}", self.pointer, escaped(&name));
            let value = map.next_value_seed(Tree { pointer: pointer.clone(), twice: self.twice })?;
            if fields.insert(name, value).is_some() {
                self.twice.borrow_mut().push(pointer);
            }
        }
        Ok(Value::Object(fields))
    }
}
