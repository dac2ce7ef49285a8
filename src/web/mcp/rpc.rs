//! JSON-RPC 2.0 (jsonrpc.org/specification), as far as the protocol uses it.

use serde_json::{Map, Value, json};

use super::version::Version;

/// Messages of one request: more than a program has in hand at once.
const BATCH_MAX: usize = 20;

/// Characters of an id that a program made: those of a UUID, several times over.
const ID_CHARS_MAX: usize = 256;

/// What came in one request.
#[derive(Debug)]
pub(super) enum Incoming {
    One(Message),
    Batch(Vec<Message>),
}

/// One thing that a program says.
#[derive(Debug)]
pub(super) enum Message {
    /// It wants an answer.
    Request { id: Value, method: String, params: Map<String, Value> },
    /// It wants none: a notification, or an answer to what nobody has asked.
    Told,
    /// What can't be understood.
    Wrong { id: Value, failure: Failure },
}

/// Why something can't be done, for the program.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Failure {
    code: i32,
    message: String,
    data: Option<Value>,
}

impl Failure {
    pub(super) fn not_json(message: impl Into<String>) -> Self {
        Self { code: -32_700, message: message.into(), data: None }
    }

    pub(super) fn no_request(message: impl Into<String>) -> Self {
        Self { code: -32_600, message: message.into(), data: None }
    }

    pub(super) fn no_method(method: &str) -> Self {
        let method: String = method.chars().take(60).collect();
        Self { code: -32_601, message: format!("there is no method \"{method}\" here"), data: None }
    }

    pub(super) fn bad_params(message: impl Into<String>) -> Self {
        Self { code: -32_602, message: message.into(), data: None }
    }

    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self { code: -32_603, message: message.into(), data: None }
    }

    /// The protocol's own code for a resource that isn't there.
    pub(super) fn no_resource(uri: &str) -> Self {
        let uri: String = uri.chars().take(200).collect();
        Self { code: -32_002, message: "there is no such resource".to_owned(), data: Some(json!({ "uri": uri })) }
    }

    /// The whole message that says so.
    pub(super) fn answer(&self, id: Value) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({ "jsonrpc": "2.0", "id": id, "error": error })
    }
}

/// The whole message with what came of a request.
pub(super) fn result(id: Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

/// Reads the body of a request. One that is wrong as a whole is a failure; of a batch, each message is looked at.
pub(super) fn read(body: &[u8], version: Version) -> Result<Incoming, Failure> {
    let body: Value = serde_json::from_slice(body).map_err(|error| Failure::not_json(format!("no JSON: {error}")))?;
    let messages = match body {
        Value::Array(messages) => messages,
        single => match message(single) {
            Message::Wrong { id: Value::Null, failure } => return Err(failure),
            message => return Ok(Incoming::One(message)),
        },
    };
    if !version.takes_batches() {
        let message = format!("version {} of the protocol has no batches: send one message", version.as_str());
        return Err(Failure::no_request(message));
    }
    if messages.is_empty() || messages.len() > BATCH_MAX {
        return Err(Failure::no_request(format!("a batch has 1 to {BATCH_MAX} messages")));
    }
    Ok(Incoming::Batch(messages.into_iter().map(message).collect()))
}

fn message(value: Value) -> Message {
    let wrong = |id, reason: &str| Message::Wrong { id, failure: Failure::no_request(reason) };
    let Value::Object(mut message) = value else { return wrong(Value::Null, "a message is an object") };
    let id = match message.remove("id") {
        None => None,
        Some(id) if is_id(&id) => Some(id),
        Some(_) => return wrong(Value::Null, "id must be a string or a whole number"),
    };
    let shown = || id.clone().unwrap_or_default();
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return wrong(shown(), "jsonrpc must be \"2.0\"");
    }
    let method = match message.remove("method") {
        Some(Value::String(method)) => method,
        None if message.contains_key("result") || message.contains_key("error") => return Message::Told,
        Some(_) | None => return wrong(shown(), "method must be a string"),
    };
    let params = match message.remove("params") {
        Some(Value::Object(params)) => params,
        None => Map::new(),
        Some(_) => return wrong(shown(), "params must be an object"),
    };
    match id {
        Some(id) => Message::Request { id, method, params },
        None => Message::Told,
    }
}

fn is_id(id: &Value) -> bool {
    match id {
        Value::String(text) => text.chars().count() <= ID_CHARS_MAX,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        _ => false,
    }
}
