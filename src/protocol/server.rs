//! What a tab is sent.

use bytestring::ByteString;
use serde::Serialize;
use serde_json::value::RawValue;

use super::view::{CardView, MessageView, StackView};
use crate::{
    activity::{Seq, TurnId},
    app::InstanceId,
    card::{CardId, Place, Size},
    desk::{Epoch, Receipt},
    kit::{Id, Kind, Timestamp},
    stack::StackId,
};

/// The types of frames that the server sends.
pub const TYPES: [&str; 10] = [
    "system",
    "ack",
    "state_sync",
    "canvas_update",
    "stack_update",
    "chat_message",
    "agent_event",
    "app_patch",
    "app_effect",
    "pong",
];

/// Names a frame.
pub enum FrameKind {}

impl Kind for FrameKind {
    const NOUN: &'static str = "frame";
}

/// A frame with its payload.
#[derive(Serialize)]
pub struct Frame<'a, P> {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub id: Id<FrameKind>,
    pub timestamp: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<P>,
}

impl<P: Serialize> Frame<'_, P> {
    /// The frame as text.
    #[must_use]
    pub fn to_text(&self) -> ByteString {
        // Strings, numbers and lists of them: nothing that JSON can't hold.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// What `system` tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SystemEvent {
    Connected,
    SpriteWaking,
    SpriteReady,
    /// Frames were left out; a `state_sync` follows.
    Resync,
    Error,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct System<'a> {
    pub event: SystemEvent,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'a str>,
    /// With the code `busy`: when to come back, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_id: Option<&'a str>,
}

impl System<'_> {
    #[must_use]
    pub const fn plain(event: SystemEvent) -> Self {
        Self { event, code: None, message: None, field: None, retry_after_ms: None, op_id: None }
    }
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct Ack<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_id: Option<&'a str>,
    pub seq: Seq,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<&'a Receipt>,
}

/// One part of the desk. The lists are JSON texts of the shapes in [`super::view`].
#[derive(Serialize, schemars::JsonSchema)]
pub struct StateSync<'a> {
    pub epoch: Epoch,
    pub seq: Seq,
    pub full: bool,
    /// From 1.
    pub part: usize,
    pub parts: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_stack_id: Option<StackId>,
    #[schemars(with = "Vec<StackView>")]
    pub stacks: &'a [Box<RawValue>],
    #[schemars(with = "Vec<CardView>")]
    pub cards: &'a [Box<RawValue>],
    #[schemars(with = "Vec<MessageView>")]
    pub chat_history: &'a [Box<RawValue>],
    #[schemars(with = "Vec<serde_json::Value>")]
    pub instances: &'a [Box<RawValue>],
    #[schemars(with = "Vec<super::view::TurnView>")]
    pub turns: &'a [Box<RawValue>],
}

/// What happened to a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardCommand {
    CreateCard,
    UpdateCard,
    CloseCard,
    RestoreCard,
    MoveCard,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct CanvasUpdate<'a> {
    pub seq: Seq,
    pub command: CardCommand,
    #[serde(flatten)]
    pub fields: CardFields<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<TurnId>,
}

/// What a `canvas_update` says about the card: everything, or what changed.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum CardFields<'a> {
    Whole(Box<CardView<'a>>),
    Place {
        card_id: CardId,
        stack_id: StackId,
        position: Place,
        z_index: i64,
        by: &'static str,
    },
    Shape {
        card_id: CardId,
        stack_id: StackId,
        size: Size,
        #[serde(skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        folded: bool,
        by: &'static str,
    },
    Closing {
        card_id: CardId,
        stack_id: StackId,
        #[serde(skip_serializing_if = "Option::is_none")]
        archived_at: Option<Timestamp>,
        by: &'static str,
    },
}

/// What happened to a stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StackCommand {
    Create,
    Rename,
    Recolor,
    Decorate,
    Reorder,
    Archive,
    Restore,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct StackUpdate<'a> {
    pub seq: Seq,
    pub command: StackCommand,
    pub stack: StackView<'a>,
    /// On reorder: all active stacks in their new order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_ids: Option<&'a [StackId]>,
    /// On restore: the cards that came back with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cards: Option<Vec<CardView<'a>>>,
    pub by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<TurnId>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct ChatMessage<'a> {
    pub seq: Seq,
    pub message: MessageView<'a>,
}

/// How a turn goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentEventType {
    Queued,
    Text,
    Tool,
    Waiting,
    Complete,
    Error,
    Cancelled,
}

#[derive(Serialize, schemars::JsonSchema)]
pub struct AgentEvent<'a> {
    pub mission_id: TurnId,
    pub event_type: AgentEventType,
    pub content: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<AgentMeta<'a>>,
}

#[derive(Default, Serialize, schemars::JsonSchema)]
pub struct AgentMeta<'a> {
    /// With `queued`: how many turns come before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// With `tool`: which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<&'a str>,
    /// With `waiting`: after how many milliseconds the model is asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// With `complete`: the stored message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<crate::chat::MessageId>,
}

/// What a running app shows now. To tabs that show it and asked for `view=html`.
#[derive(Serialize, schemars::JsonSchema)]
pub struct AppPatch<'a> {
    pub instance_id: InstanceId,
    /// Counts what was shown; an event says which one its person saw.
    pub rev: u64,
    /// The one node is all of the app, and takes the place of whatever was there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub full: bool,
    /// The smallest parts that changed, none within another.
    pub nodes: &'a [AppNode],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crashed: Option<AppCrash<'a>>,
}

/// One element of a running app, with all that is in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct AppNode {
    /// The id of the element in the page.
    pub id: String,
    pub html: String,
}

/// Why an app does not run.
#[derive(Serialize, schemars::JsonSchema)]
pub struct AppCrash<'a> {
    pub message: &'a str,
}

/// What a running app wants the browser to do. To the tab in which it was asked for.
#[derive(Serialize, schemars::JsonSchema)]
pub struct AppEffect<'a> {
    pub instance_id: InstanceId,
    #[serde(flatten)]
    pub effect: AppEffectKind<'a>,
}

#[derive(Serialize, schemars::JsonSchema)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum AppEffectKind<'a> {
    Toast {
        text: &'a str,
        /// `ok`, `warn` or `danger`, as of components.
        #[serde(skip_serializing_if = "Option::is_none")]
        tone: Option<&'a str>,
    },
    SaveFile {
        name: &'a str,
        mime: &'a str,
        content: &'a str,
    },
    Copy {
        text: &'a str,
    },
    Notify {
        title: &'a str,
        text: &'a str,
    },
    /// Shows the card of another app.
    Open {
        card_id: CardId,
    },
}

/// All payloads, for the schema.
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Payloads<'a> {
    system: System<'a>,
    ack: Ack<'a>,
    state_sync: StateSync<'a>,
    canvas_update: CanvasUpdate<'a>,
    stack_update: StackUpdate<'a>,
    chat_message: ChatMessage<'a>,
    agent_event: AgentEvent<'a>,
    app_patch: AppPatch<'a>,
    app_effect: AppEffect<'a>,
}
