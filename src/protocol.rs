//! The wire: types only. What they mean is in docs/protocol.md, which a test holds against this floor.
//!
//! [`client`] is what a tab sends, [`server`] what it is sent, [`view`] the shapes of stacks, cards, messages
//! and turns, which REST shares. No type of the rooms is serialised directly, so that neither side of the wire
//! changes by accident.

pub mod action;
pub mod client;
pub mod server;
pub mod view;

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

/// The JSON Schemas of all frames and bodies, for whoever writes a client.
#[must_use]
pub fn schema() -> Value {
    let mut generator = schemars::SchemaGenerator::default();
    generator.subschema_for::<client::Payloads>();
    generator.subschema_for::<action::Actions>();
    generator.subschema_for::<server::Payloads>();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frames of the Stackhouse socket",
        "envelope": {
            "type": "object",
            "required": ["type", "id"],
            "properties": {
                "type": { "type": "string" },
                "id": { "type": "string", "minLength": 1, "maxLength": client::ID_CHARS_MAX },
                "timestamp": { "type": "integer", "description": "milliseconds since 1970" },
                "request_id": { "type": "string", "minLength": 1, "maxLength": client::ID_CHARS_MAX },
                "payload": { "type": "object" },
            },
        },
        "client_types": client::TYPES,
        "actions": action::NAMES,
        "server_types": server::TYPES,
        "$defs": generator.take_definitions(true),
    })
}
