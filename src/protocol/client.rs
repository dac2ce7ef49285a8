//! What a tab sends.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::action::{self, Interaction};
use crate::{
    activity::TurnId,
    app::{InstanceId, component::Happening},
    desk::OpId,
    kit::Id,
    stack::StackId,
};

/// Characters of an envelope's `id` and `request_id`: a UUID, or a client's own word.
pub const ID_CHARS_MAX: usize = 100;

/// Characters of a component's id, and of the keys of the loops around it: what a person would give things.
pub const APP_NAME_CHARS_MAX: usize = 200;
/// Bytes of an event's value as JSON: a text file of 64 KiB, many of whose characters take two there.
pub const APP_VALUE_BYTES_MAX: usize = 192 * 1024;

/// The types of frames that a client may send.
pub const TYPES: [&str; 10] = [
    "auth",
    "mission",
    "mission_cancel",
    "mission_resume",
    "mission_retry",
    "canvas_interaction",
    "app_event",
    "state_sync_request",
    "ping",
    "heartbeat",
];

/// A frame that was understood.
#[derive(Debug)]
pub struct Frame {
    /// What its answer echoes.
    pub request_id: String,
    pub body: Body,
}

/// What the frame asks for.
#[derive(Debug)]
pub enum Body {
    Auth(Auth),
    Mission { mission: Mission, turn: Option<TurnId>, op_id: Option<OpId> },
    MissionCancel(TurnRef),
    MissionResume(TurnRef),
    MissionRetry(TurnRef),
    CanvasInteraction(Interaction),
    AppEvent(AppEvent),
    StateSyncRequest,
    Ping,
    Heartbeat,
}

/// Why a frame was not understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadFrame {
    /// What the answer echoes, as far as the frame could be read.
    pub request_id: Option<String>,
    pub code: &'static str,
    pub message: String,
    /// The path of the field that is to blame, such as `payload.data.position_x`.
    pub field: Option<String>,
}

/// The first frame of a client without a cookie.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// A JWT from `POST /api/auth/token`.
    pub token: String,
}

/// Starts a turn of the assistant.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    pub text: String,
    #[serde(default)]
    pub context: Option<MissionContext>,
    /// Ids of documents, which this version has none of.
    #[serde(default)]
    pub attachments: Vec<Id<crate::card::block::DocumentKind>>,
}

/// Where the user was when they spoke.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissionContext {
    pub stack_id: StackId,
    /// Accepted and ignored: the server looks for itself.
    #[serde(default)]
    pub cards: Vec<Value>,
}

/// Names a turn.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnRef {
    pub mission_id: TurnId,
}

/// What a person did in a running app, or that a tab begins or ceases to show it.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppEvent {
    pub instance_id: InstanceId,
    /// The component's id in the package; empty for what happens to the app as a whole.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub node: String,
    /// The keys of the loops around the component, with `/` between them.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub key: String,
    pub event: AppHappening,
    /// What a field holds, or `{value, id, from, to, index, data, key, x, y}` as the component tells it.
    #[serde(default)]
    pub value: Option<Value>,
    /// Of the `app_patch` that the person saw; 0 before the first.
    #[serde(default)]
    pub rev: u64,
}

/// What an [`AppEvent`] tells: what components tell, and what a tab or a panel tells of the app as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AppHappening {
    /// The tab shows the app, and wants all of it.
    Show,
    /// The tab shows it no more.
    Hide,
    /// A crashed app is begun again, with its state.
    Restart,
    /// A crashed app is begun again, as if it had just been opened.
    Reset,
    Click,
    Submit,
    Input,
    Change,
    Move,
    Draw,
    Key,
    Done,
    Close,
    Load,
}

impl AppHappening {
    /// What a component tells by it; none when it is about the app as a whole.
    #[must_use]
    pub const fn of_component(self) -> Option<Happening> {
        match self {
            Self::Show | Self::Hide | Self::Restart | Self::Reset => None,
            Self::Click => Some(Happening::Click),
            Self::Submit => Some(Happening::Submit),
            Self::Input => Some(Happening::Input),
            Self::Change => Some(Happening::Change),
            Self::Move => Some(Happening::Move),
            Self::Draw => Some(Happening::Draw),
            Self::Key => Some(Happening::Key),
            Self::Done => Some(Happening::Done),
            Self::Close => Some(Happening::Close),
            Self::Load => Some(Happening::Load),
        }
    }
}

impl AppEvent {
    /// Reads the payload of an `app_event`.
    fn read(value: Value) -> Result<Self, Refusal> {
        let event: Self = payload(value)?;
        for (field, text) in [("payload.node", &event.node), ("payload.key", &event.key)] {
            if text.chars().count() > APP_NAME_CHARS_MAX {
                let message = format!("must have at most {APP_NAME_CHARS_MAX} characters");
                return Err(Refusal::new("invalid_payload", field, message));
            }
        }
        let bytes = event.value.as_ref().map_or(0, |value| value.to_string().len());
        if bytes > APP_VALUE_BYTES_MAX {
            let message = format!("must have at most {APP_VALUE_BYTES_MAX} bytes as JSON");
            return Err(Refusal::new("invalid_payload", "payload.value", message));
        }
        Ok(event)
    }
}

/// All payloads but those of actions, for the schema.
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Payloads {
    auth: Auth,
    mission: Mission,
    mission_cancel: TurnRef,
    mission_resume: TurnRef,
    mission_retry: TurnRef,
    app_event: AppEvent,
}

/// Reads a frame.
///
/// # Errors
/// [`BadFrame`] naming the field.
pub fn read(text: &str) -> Result<Frame, BadFrame> {
    let value: Value = serde_json::from_str(text).map_err(|error| BadFrame {
        request_id: None,
        code: "invalid_json",
        message: format!("the frame is not JSON: {error}"),
        field: None,
    })?;
    let echo = echo_of(&value);
    let refuse =
        |bad: Refusal| BadFrame { request_id: echo.clone(), code: bad.code, message: bad.message, field: bad.field };
    let envelope = Envelope::read(value).map_err(refuse)?;
    let request_id = envelope.request_id.clone().unwrap_or_else(|| envelope.id.clone());
    let body = envelope.body().map_err(refuse)?;
    Ok(Frame { request_id, body })
}

/// What is wrong with a frame.
#[derive(Debug)]
pub(super) struct Refusal {
    pub code: &'static str,
    pub message: String,
    pub field: Option<String>,
}

impl Refusal {
    pub fn new(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: Some(field.to_owned()) }
    }
}

struct Envelope {
    kind: String,
    id: String,
    request_id: Option<String>,
    payload: Value,
}

impl Envelope {
    fn read(value: Value) -> Result<Self, Refusal> {
        let Value::Object(mut map) = value else {
            return Err(Refusal { code: "invalid_frame", message: "a frame is a JSON object".to_owned(), field: None });
        };
        let kind = match map.remove("type") {
            Some(Value::String(kind)) => kind,
            Some(_) => return Err(Refusal::new("invalid_frame", "type", "must be a string")),
            None => return Err(Refusal::new("invalid_frame", "type", "is missing")),
        };
        let id = id_field("id", map.remove("id"))?.ok_or_else(|| Refusal::new("invalid_frame", "id", "is missing"))?;
        let request_id = id_field("request_id", map.remove("request_id"))?;
        if map.remove("timestamp").is_some_and(|timestamp| timestamp.as_i64().is_none()) {
            return Err(Refusal::new("invalid_frame", "timestamp", "must be milliseconds since 1970, an integer"));
        }
        let payload = map.remove("payload").unwrap_or(Value::Null);
        Ok(Self { kind, id, request_id, payload })
    }

    fn body(self) -> Result<Body, Refusal> {
        match self.kind.as_str() {
            "auth" => Ok(Body::Auth(payload(self.payload)?)),
            "mission" => {
                let turn: Option<TurnId> = self.id.parse().ok();
                // Any other id is the sender's own count, which begins anew with each connection: no sign of a retry.
                let op_id = turn.and_then(|_| format!("mission:{}", self.id).parse().ok());
                Ok(Body::Mission { mission: payload(self.payload)?, turn, op_id })
            }
            "mission_cancel" => Ok(Body::MissionCancel(payload(self.payload)?)),
            "mission_resume" => Ok(Body::MissionResume(payload(self.payload)?)),
            "mission_retry" => Ok(Body::MissionRetry(payload(self.payload)?)),
            "canvas_interaction" => Ok(Body::CanvasInteraction(action::read(self.payload)?)),
            "app_event" => Ok(Body::AppEvent(AppEvent::read(self.payload)?)),
            "state_sync_request" => Ok(Body::StateSyncRequest),
            "ping" => Ok(Body::Ping),
            "heartbeat" => Ok(Body::Heartbeat),
            other => {
                let shown: String = other.chars().take(40).collect();
                Err(Refusal::new("unknown_type", "type", format!("there is no frame of the type \"{shown}\"")))
            }
        }
    }
}

fn id_field(name: &str, value: Option<Value>) -> Result<Option<String>, Refusal> {
    match value {
        None => Ok(None),
        Some(Value::String(id)) if (1..=ID_CHARS_MAX).contains(&id.chars().count()) => Ok(Some(id)),
        Some(_) => {
            let message = format!("must be a string of 1 to {ID_CHARS_MAX} characters");
            Err(Refusal::new("invalid_frame", name, message))
        }
    }
}

/// What an answer to a frame that may be wrong in any other way echoes.
fn echo_of(value: &Value) -> Option<String> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|id| id.chars().count() <= ID_CHARS_MAX);
    text("request_id").or_else(|| text("id")).map(str::to_owned)
}

fn payload<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
    typed("payload", value)
}

/// Reads `value` as a `T` and says in which field it is wrong, as a path that begins with `at`.
pub(super) fn typed<T: DeserializeOwned>(at: &str, value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let place = if path == "." { at.to_owned() } else { format!("{at}.{path}") };
        // serde names a missing or unknown field only in its message, and points to the object around it.
        let named = ["missing field `", "unknown field `"].iter().find_map(|start| {
            let (name, _) = message.strip_prefix(start)?.split_once('`')?;
            Some(name)
        });
        let field = match named {
            Some(name) if path.rsplit('.').next() != Some(name) => format!("{place}.{name}"),
            _ => place,
        };
        Refusal::new("invalid_payload", &field, message)
    })
}
