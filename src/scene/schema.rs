//! The format as a JSON schema, made of the same tables that it is checked by.

use serde_json::{Map, Value, json};

use super::{
    ENTITIES_MAX, VERSION,
    property::{CANVAS, FAR, Holds, Kind, Property},
};

/// The schema of `*.scene.json` (JSON Schema 2020-12).
#[must_use]
pub fn schema() -> Value {
    let kinds: Vec<Value> = Kind::ALL.into_iter().map(of_kind).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scene",
        "type": "object",
        "required": ["format", "version"],
        "additionalProperties": false,
        "properties": {
            "format": { "const": "scene" },
            "version": { "const": VERSION },
            "canvas": { "type": "object", "additionalProperties": false, "properties": of_properties(CANVAS) },
            "entities": {
                "type": "object",
                "additionalProperties": false,
                "maxProperties": ENTITIES_MAX + 16,
                "patternProperties": { "^[0-9a-f]~$": { "type": "null" }, "^[0-9a-f]{8,32}$": { "oneOf": kinds } },
            },
        },
    })
}

fn of_kind(kind: Kind) -> Value {
    let mut properties = of_properties(kind.properties());
    properties.insert("kind".to_owned(), json!({ "const": kind.as_str() }));
    json!({ "type": "object", "required": ["kind"], "additionalProperties": false, "properties": properties })
}

fn of_properties(properties: &[Property]) -> Map<String, Value> {
    properties.iter().map(|property| (property.as_str().to_owned(), of(property.holds()))).collect()
}

fn of(holds: Holds) -> Value {
    let pair = |min: f64, max: f64| {
        let number = json!({ "type": "number", "minimum": min, "maximum": max });
        json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 2 })
    };
    match holds {
        Holds::Line(max) | Holds::Text(max) => json!({ "type": "string", "maxLength": max }),
        Holds::Path => json!({ "type": "string", "maxLength": 4_096 }),
        Holds::Colour => json!({ "type": "string", "pattern": "^(none|#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?)$" }),
        Holds::Number(min, max) => json!({ "type": "number", "minimum": min, "maximum": max }),
        Holds::Pair(min, max) => pair(min, max),
        Holds::Points => json!({ "type": "array", "items": pair(-FAR, FAR), "minItems": 2, "maxItems": 200 }),
        Holds::Truth => json!({ "type": "boolean" }),
        Holds::Id => json!({ "type": ["string", "null"], "pattern": "^[0-9a-f]{8,32}$" }),
        Holds::OrderKey => json!({ "type": "string", "pattern": "^[0-9a-z]{0,63}[1-9a-z]$" }),
        Holds::Custom => json!({
            "type": "object",
            "maxProperties": 30,
            "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9_]{0,39}$" },
            "additionalProperties": { "type": ["string", "number", "boolean"] },
        }),
    }
}
