//! `/api/openapi.json`: what programs can ask for, in the words of `OpenAPI` 3.1.
//!
//! The bodies are the very types that the handlers read, so that the document can't tell another story; the list
//! of routes is held against the server by a test.

mod agent_operations;
mod apps_operations;
mod github_operations;
mod repository_operations;

use actix_web::HttpResponse;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{chat::Say, me, memory, preferences, search, sessions, settings, stacks::UpdateStack, token};
use crate::protocol::{
    action::{CreateCard, CreateStack, EditCell, MoveTo, ReorderStacks, ResizeTo, RestoreVersion, UpdateCard},
    view::{CardView, DocumentView, MessageView, StackView, TurnView, VersionView},
};

/// One operation: method, path, what it does, the body's schema and the answer's, by their names.
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    query: &'static [&'static str],
    body: Option<Value>,
    answer: Option<Value>,
}

/// Answers the document. It says nothing about anybody: no sign-in is asked for.
pub async fn show() -> HttpResponse {
    HttpResponse::Ok().json(document())
}

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut schemas = SchemaGenerator::new(
        schemars::generate::SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into()),
    );
    let mut paths = Map::new();
    let operations = [
        operations(&mut schemas),
        further_operations(&mut schemas),
        memory_operations(&mut schemas),
        session_operations(&mut schemas),
        agent_operations::operations(&mut schemas),
        apps_operations::operations(&mut schemas),
        repository_operations::operations(&mut schemas),
        github_operations::operations(&mut schemas),
    ];
    for operation in operations.into_iter().flatten() {
        let described = describe(&operation);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Stackhouse",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Everything here is also on the socket at /ws; see docs/protocol.md.",
        },
        "security": [{ "token": [] }, { "cookie": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "stackhouse" },
            },
            "schemas": schemas.take_definitions(true),
        },
    })
}

fn operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let stack = Some(shape::<StackView>(schemas));
    let card = Some(shape::<CardView>(schemas));
    vec![
        Operation {
            body: Some(shape::<token::Request>(schemas)),
            ..plain("post", "/api/auth/token", "Gives a token for a name and a password")
        },
        plain("get", "/api/me", "Who is asking, and what they may have"),
        Operation {
            body: Some(shape::<me::ChangeMe>(schemas)),
            ..plain("patch", "/api/me", "Changes one's name and sign")
        },
        plain("get", "/api/me/avatar", "Hands out one's picture"),
        plain("post", "/api/me/avatar", "Takes a picture"),
        plain("delete", "/api/me/avatar", "Goes back to the sign"),
        Operation { query: &["status", "q"], ..plain("get", "/api/stacks", "Lists stacks") },
        Operation {
            body: Some(shape::<CreateStack>(schemas)),
            answer: stack.clone(),
            ..plain("post", "/api/stacks", "Makes a stack")
        },
        Operation {
            body: Some(shape::<ReorderStacks>(schemas)),
            ..plain("post", "/api/stacks/reorder", "Puts the stacks in order")
        },
        Operation { answer: stack.clone(), ..plain("get", "/api/stacks/{id}", "Shows a stack") },
        Operation {
            body: Some(shape::<UpdateStack>(schemas)),
            answer: stack.clone(),
            ..plain("patch", "/api/stacks/{id}", "Renames or recolours a stack")
        },
        Operation {
            answer: stack.clone(),
            ..plain("post", "/api/stacks/{id}/activate", "Remembers the stack as the last used one")
        },
        Operation {
            answer: stack.clone(),
            ..plain("post", "/api/stacks/{id}/archive", "Archives a stack with its cards")
        },
        Operation {
            answer: stack,
            ..plain("post", "/api/stacks/{id}/restore", "Restores a stack with the cards that went with it")
        },
        Operation { query: &["stack_id", "status", "q"], ..plain("get", "/api/cards", "Lists cards") },
        Operation {
            body: Some(shape::<CreateCard>(schemas)),
            answer: card.clone(),
            ..plain("post", "/api/cards", "Makes a card")
        },
        Operation { answer: card.clone(), ..plain("get", "/api/cards/{id}", "Shows a card with all its blocks") },
        Operation {
            body: Some(shape::<UpdateCard>(schemas)),
            answer: card.clone(),
            ..plain("patch", "/api/cards/{id}", "Gives a card another content")
        },
        Operation { answer: card.clone(), ..plain("post", "/api/cards/{id}/archive", "Archives a card") },
        Operation { answer: card.clone(), ..plain("post", "/api/cards/{id}/restore", "Restores a card") },
        Operation {
            body: Some(shape::<MoveTo>(schemas)),
            answer: card.clone(),
            ..plain("post", "/api/cards/{id}/move", "Lays a card somewhere else")
        },
        Operation {
            body: Some(shape::<ResizeTo>(schemas)),
            answer: card.clone(),
            ..plain("post", "/api/cards/{id}/resize", "Gives a card another size")
        },
        Operation {
            body: Some(shape::<EditCell>(schemas)),
            answer: card.clone(),
            ..plain("post", "/api/cards/{id}/cells", "Sets one cell of a table")
        },
        Operation {
            answer: Some(shape::<Vec<VersionView>>(schemas)),
            ..plain("get", "/api/cards/{id}/versions", "Lists the earlier contents of a card")
        },
        Operation {
            body: Some(shape::<RestoreVersion>(schemas)),
            answer: card,
            ..plain("post", "/api/cards/{id}/versions/restore", "Brings an earlier content back")
        },
        Operation {
            query: &["format", "block_id"],
            ..plain("get", "/api/cards/{id}/export", "Hands a card out as csv, json or md")
        },
    ]
}

/// What concerns no stack and no card alone.
fn further_operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let turn = Some(shape::<TurnView>(schemas));
    let document = Some(shape::<DocumentView>(schemas));
    vec![
        Operation {
            query: &["before", "limit"],
            answer: Some(shape::<Vec<MessageView>>(schemas)),
            ..plain("get", "/api/chat", "Lists messages and open turns")
        },
        Operation {
            body: Some(shape::<Say>(schemas)),
            ..plain("post", "/api/chat", "Says something to the assistant")
        },
        Operation { answer: turn.clone(), ..plain("post", "/api/turns/{id}/cancel", "Stops a turn") },
        Operation { answer: turn, ..plain("post", "/api/turns/{id}/continue", "Continues an interrupted turn") },
        Operation {
            query: &["q", "type", "archived", "offset", "limit"],
            answer: Some(shape::<search::Page>(schemas)),
            ..plain("get", "/api/search", "Looks through all that cards, stacks and the conversation say")
        },
        Operation { query: &["q", "status", "folder"], ..plain("get", "/api/documents", "Lists documents") },
        plain("put", "/api/documents/{id}/folder", "Lays a document into a folder"),
        plain("post", "/api/documents", "Takes files in, as multipart/form-data with fields named file"),
        Operation {
            answer: document.clone(),
            ..plain("get", "/api/documents/{id}", "Shows a document, with the sheets that were found in it")
        },
        plain("get", "/api/documents/{id}/content", "Hands out the bytes as they were sent"),
        Operation { query: &["page"], ..plain("get", "/api/documents/{id}/text", "Hands out the text of a page") },
        Operation {
            query: &["sheet", "first", "limit"],
            ..plain("get", "/api/documents/{id}/rows", "Hands out rows of a sheet")
        },
        Operation {
            answer: document.clone(),
            ..plain("post", "/api/documents/{id}/read", "Has a document read again")
        },
        plain("get", "/api/documents/{id}/facts", "Lists the facts that were found in a document"),
        plain("put", "/api/documents/{id}/facts/{name}", "Corrects a fact, or adds one"),
        plain("delete", "/api/documents/{id}/facts/{name}", "Takes a correction back"),
        Operation { answer: document.clone(), ..plain("post", "/api/documents/{id}/archive", "Puts a document away") },
        Operation { answer: document, ..plain("post", "/api/documents/{id}/restore", "Brings a document back") },
        plain("post", "/api/undo", "Takes the last change back"),
        Operation { query: &["after"], ..plain("get", "/api/activity", "Lists what happened") },
        plain("get", "/api/openapi.json", "This document"),
        plain("get", "/api/protocol.schema.json", "The JSON Schemas of the socket's frames"),
    ]
}

/// What the assistant keeps in mind.
fn memory_operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let file = Some(shape::<memory::FileView>(schemas));
    let learning = Some(shape::<memory::LearningView>(schemas));
    vec![
        Operation {
            answer: Some(shape::<memory::Files>(schemas)),
            ..plain("get", "/api/memory", "Lists the files that the assistant reads with every message")
        },
        Operation { answer: file.clone(), ..plain("get", "/api/memory/{name}", "Shows a file of the memory") },
        Operation {
            body: Some(shape::<memory::WriteFile>(schemas)),
            answer: file.clone(),
            ..plain("put", "/api/memory/{name}", "Gives a file of the memory another text")
        },
        Operation {
            answer: Some(shape::<memory::Versions>(schemas)),
            ..plain("get", "/api/memory/{name}/versions", "Lists what a file was earlier")
        },
        Operation {
            body: Some(shape::<memory::RestoreFile>(schemas)),
            answer: file,
            ..plain("post", "/api/memory/{name}/versions/restore", "Brings an earlier text back")
        },
        Operation {
            answer: Some(shape::<memory::Learnings>(schemas)),
            ..plain("get", "/api/memory/learnings", "Lists what was learnt, and what was forgotten")
        },
        Operation {
            body: Some(shape::<memory::Reword>(schemas)),
            answer: learning.clone(),
            ..plain("patch", "/api/memory/learnings/{id}", "Says a learning in other words")
        },
        Operation {
            answer: learning.clone(),
            ..plain("delete", "/api/memory/learnings/{id}", "Forgets a learning, which can be restored")
        },
        Operation {
            answer: learning,
            ..plain("post", "/api/memory/learnings/{id}/restore", "Brings a forgotten learning back")
        },
    ]
}

/// The desk as it was, and what its owner prefers.
fn session_operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let session = Some(shape::<sessions::SessionView>(schemas));
    let name = Some(shape::<sessions::SessionName>(schemas));
    let preferences = Some(shape::<preferences::Preferences>(schemas));
    vec![
        Operation {
            query: &["status"],
            answer: Some(shape::<sessions::Sessions>(schemas)),
            ..plain("get", "/api/sessions", "Lists sessions")
        },
        Operation {
            body: name.clone(),
            answer: session.clone(),
            ..plain("post", "/api/sessions", "Keeps the desk as it is, under a name")
        },
        Operation { answer: session.clone(), ..plain("get", "/api/sessions/{id}", "Shows a session") },
        Operation {
            body: name,
            answer: session.clone(),
            ..plain("patch", "/api/sessions/{id}", "Gives a session a name, by which it is kept")
        },
        Operation { answer: session.clone(), ..plain("post", "/api/sessions/{id}/archive", "Puts a session away") },
        Operation { answer: session, ..plain("post", "/api/sessions/{id}/unarchive", "Brings a session back") },
        Operation {
            answer: Some(shape::<sessions::RestoredView>(schemas)),
            ..plain("post", "/api/sessions/{id}/restore", "Makes the desk what it was")
        },
        plain("get", "/api/sessions/{id}/export", "Hands a session out, with all that it holds"),
        Operation { answer: preferences.clone(), ..plain("get", "/api/preferences", "Shows what the user prefers") },
        Operation {
            body: Some(shape::<preferences::ChangePreferences>(schemas)),
            answer: preferences,
            ..plain("patch", "/api/preferences", "Notes what the user prefers")
        },
        Operation {
            answer: Some(shape::<crate::settings::File>(schemas)),
            ..plain("get", "/api/settings", "Hands out all that was set, as a file")
        },
        Operation {
            query: &["preview"],
            body: Some(shape::<crate::settings::File>(schemas)),
            answer: Some(shape::<settings::Changed>(schemas)),
            ..plain("post", "/api/settings/import", "Takes a file of settings over")
        },
        Operation {
            query: &["preview"],
            body: Some(shape::<settings::ResetSettings>(schemas)),
            answer: Some(shape::<settings::Changed>(schemas)),
            ..plain("post", "/api/settings/reset", "Sets settings back to the usual ones")
        },
        plain("post", "/api/settings/undo", "Takes the last file, or the last reset, back"),
        Operation {
            answer: Some(shape::<preferences::Storage>(schemas)),
            ..plain("get", "/api/storage", "Shows how many bytes things take")
        },
    ]
}

const fn plain(method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    Operation { method, path, summary, query: &[], body: None, answer: None }
}

fn shape<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

fn describe(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = operation
        .query
        .iter()
        .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }))
        .collect();
    if operation.path.contains("{id}") {
        let schema = json!({ "type": "string", "format": "uuid" });
        parameters.push(json!({ "name": "id", "in": "path", "required": true, "schema": schema }));
    }
    for name in ["name", "owner", "repository", "branch", "path", "user", "number"] {
        if operation.path.contains(&format!("{{{name}}}")) {
            let schema = json!({ "type": "string" });
            parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        }
    }
    let answer = operation.answer.clone().unwrap_or_else(|| json!({}));
    let mut described = json!({
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "2XX": { "description": "done", "content": { "application/json": { "schema": answer } } },
            "4XX": { "description": "refused: {\"error\": {\"code\", \"message\", \"field?\", \"request_id\"}}" },
        },
    });
    if let Some(body) = &operation.body {
        described["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    described
}
