//! Writes a scene, always the same way, so that two people's changes of it are changes of different lines.
//!
//! Git makes two changes one when at least one line stands between them that neither has touched. So every property
//! has a line of its own with an empty one behind it, also when it is as it is by itself; nobody's comma depends on
//! what follows; and between the things stand shelves, one for each digit that an id can begin with, so that things
//! that are added at once lie apart even in an empty scene.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{
    BYTES_MAX, ENTITIES_MAX, Entity, Properties, Scene, VERSION,
    property::{CANVAS, Property},
};

/// A scene that two have made too large together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a scene has at most {ENTITIES_MAX} things and {} KiB", BYTES_MAX / 1024)]
pub struct TooLarge;

/// The digits that an id begins with, in their order.
const SHELVES: &str = "0123456789abcdef";

/// The text of a scene.
///
/// # Errors
/// [`TooLarge`].
pub fn write(scene: &Scene) -> Result<String, TooLarge> {
    if scene.entities.len() > ENTITIES_MAX {
        return Err(TooLarge);
    }
    let mut text = format!("{{\n  \"format\": \"scene\",\n  \"version\": {VERSION},\n\n  \"canvas\": {{\n");
    let lines: Vec<String> = said(&scene.canvas, CANVAS).map(|line| format!("    {line}")).collect();
    text.push_str(&lines.join(",\n\n"));
    text.push_str("\n  },\n\n  \"entities\": {\n");
    let mut entities = scene.entities.iter().peekable();
    for shelf in SHELVES.chars() {
        while let Some((id, entity)) = entities.next_if(|(id, _)| id.as_str().starts_with(shelf)) {
            put(&mut text, id.as_str(), entity);
        }
        let end = if SHELVES.ends_with(shelf) { "\n" } else { ",\n\n" };
        // Writing into a text can't fail.
        let _ = write!(text, "    \"{shelf}~\": null{end}");
    }
    text.push_str("  }\n}\n");
    if text.len() > BYTES_MAX { Err(TooLarge) } else { Ok(text) }
}

/// The same as JSON, for programs.
#[must_use]
pub fn to_value(scene: &Scene) -> Value {
    let entity = |entity: &Entity| {
        let mut fields = fields(&entity.properties);
        fields.insert("kind".to_owned(), json!(entity.kind));
        Value::Object(fields)
    };
    let entities: Map<String, Value> = scene.entities.iter().map(|(id, each)| (id.to_string(), entity(each))).collect();
    json!({ "format": "scene", "version": VERSION, "canvas": fields(&scene.canvas), "entities": entities })
}

fn put(text: &mut String, id: &str, entity: &Entity) {
    let kind = format!("\"kind\": \"{}\"", entity.kind.as_str());
    let lines: Vec<String> = std::iter::once(kind)
        .chain(said(&entity.properties, &Property::ALL))
        .map(|line| format!("      {line}"))
        .collect();
    let _ = write!(text, "    \"{id}\": {{\n{}\n    }},\n\n", lines.join(",\n\n"));
}

/// `"name": value` for each property that there is, in their order.
fn said<'a>(properties: &'a Properties, order: &'a [Property]) -> impl Iterator<Item = String> + 'a {
    let found = order.iter().filter_map(|property| properties.get(property).map(|value| (*property, value)));
    found.map(|(property, value)| format!("\"{}\": {}", property.as_str(), spelt(value)))
}

/// A value: what has names a line each, all else on one line.
fn spelt(value: &Value) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let lines: Vec<String> =
                fields.iter().map(|(name, value)| format!("        {}: {value}", json!(name))).collect();
            format!("{{\n{}\n      }}", lines.join(",\n\n"))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(spelt).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn fields(properties: &Properties) -> Map<String, Value> {
    properties.iter().map(|(property, value)| (property.as_str().to_owned(), value.clone())).collect()
}
