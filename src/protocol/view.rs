//! The shapes of stacks, cards, messages and turns, for frames and REST alike.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    activity::TurnId,
    assistant,
    card::{self, Card, CardId, Place, Size, block},
    chat::{self, MessageId},
    document::{self, DocumentId},
    extract::{Kind, Note},
    kit::Timestamp,
    stack::{self, Color, Icon, StackId, Status, Wallpaper},
};

/// Cards whose blocks are larger come shortened in frames, and whole from `GET /api/cards/{id}`.
pub const BLOCKS_BYTES_MAX: usize = 64 * 1024;

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct StackView<'a> {
    pub id: StackId,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<&'a Icon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallpaper: Option<Wallpaper>,
    pub sort_order: i64,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl<'a> From<&'a stack::Stack> for StackView<'a> {
    fn from(stack: &'a stack::Stack) -> Self {
        Self {
            id: stack.id,
            name: &stack.name,
            color: stack.color,
            icon: stack.decor.icon.as_ref(),
            wallpaper: stack.decor.wallpaper,
            sort_order: stack.sort_order,
            status: stack.status,
            archived_at: stack.archived_at,
            created_at: stack.created_at,
            html: None,
        }
    }
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct CardView<'a> {
    pub card_id: CardId,
    pub stack_id: StackId,
    pub title: &'a str,
    #[schemars(with = "Vec<card::Block>")]
    pub blocks: Box<RawValue>,
    pub size: Size,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Only its head is seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub folded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    pub position: Place,
    pub z_index: i64,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    pub version: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// `user` or `agent`.
    pub by: &'static str,
    /// The blocks are shortened: ask for the card itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl<'a> CardView<'a> {
    /// The card with all its blocks.
    #[must_use]
    pub fn whole(card: &'a Card) -> Self {
        Self::with_blocks(card, raw(card.blocks_json.clone()), false)
    }

    /// The card with its blocks, shortened when they are large.
    #[must_use]
    pub fn bounded(card: &'a Card) -> Self {
        if card.blocks_json.len() <= BLOCKS_BYTES_MAX {
            return Self::whole(card);
        }
        let (blocks, truncated) = block::shorten(&card.blocks().unwrap_or_default(), BLOCKS_BYTES_MAX);
        Self::with_blocks(card, raw(serde_json::to_string(&blocks).unwrap_or_default()), truncated)
    }

    fn with_blocks(card: &'a Card, blocks: Box<RawValue>, truncated: bool) -> Self {
        Self {
            card_id: card.id,
            stack_id: card.stack,
            title: &card.title,
            blocks,
            size: card.shape.size,
            width: card.shape.width,
            height: card.shape.height,
            folded: card.shape.is_folded,
            color: card.color,
            position: card.place,
            z_index: card.z,
            status: card.status,
            archived_at: card.archived_at,
            version: card.version,
            created_at: card.created_at,
            updated_at: card.updated_at,
            by: card.by.as_str(),
            truncated,
            html: None,
        }
    }
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct VersionView<'a> {
    pub version: u32,
    pub title: &'a str,
    #[schemars(with = "Vec<card::Block>")]
    pub blocks: Box<RawValue>,
    pub size: Size,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    pub by: &'a str,
    pub at: Timestamp,
}

impl<'a> From<&'a card::Version> for VersionView<'a> {
    fn from(version: &'a card::Version) -> Self {
        Self {
            version: version.version,
            title: &version.title,
            blocks: raw(version.blocks_json.clone()),
            size: version.size,
            color: version.color,
            by: &version.by,
            at: version.at,
        }
    }
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct MessageView<'a> {
    pub id: MessageId,
    /// `user`, `agent` or `system`.
    pub role: &'static str,
    pub content: &'a str,
    pub timestamp: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<TurnId>,
    #[serde(skip_serializing_if = "<[CardId]>::is_empty")]
    pub card_ids: &'a [CardId],
    /// What it asks its user to approve, in the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl<'a> From<&'a chat::Message> for MessageView<'a> {
    fn from(message: &'a chat::Message) -> Self {
        Self {
            id: message.id,
            role: message.role.as_str(),
            content: &message.content,
            timestamp: message.at,
            mission_id: message.turn,
            card_ids: &message.cards,
            approval: message.approval.as_ref().map(ApprovalView::from),
            html: None,
        }
    }
}

/// What would leave the server, word for word, and what became of it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct ApprovalView<'a> {
    pub server: &'a str,
    pub tool: &'a str,
    pub input: &'a serde_json::Value,
    /// `waiting`, `approved`, `done`, `failed` or `denied`.
    pub status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub outcome: &'a str,
}

impl<'a> From<&'a chat::Approval> for ApprovalView<'a> {
    fn from(approval: &'a chat::Approval) -> Self {
        Self {
            server: &approval.server,
            tool: &approval.tool,
            input: &approval.input,
            status: approval.status.as_str(),
            outcome: &approval.outcome,
        }
    }
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct TurnView<'a> {
    pub mission_id: TurnId,
    /// `queued`, `running`, `interrupted`, `completed`, `failed` or `cancelled`.
    pub status: &'static str,
    /// What the assistant has said so far.
    pub content: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_id: Option<StackId>,
    pub created_at: Timestamp,
}

impl<'a> From<&'a assistant::Turn> for TurnView<'a> {
    fn from(turn: &'a assistant::Turn) -> Self {
        Self {
            mission_id: turn.id,
            status: turn.status.as_str(),
            content: &turn.partial,
            stack_id: turn.stack,
            created_at: turn.created_at,
        }
    }
}

/// `json` as it stands. The rooms only store what they have serialised.
fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// An uploaded file, without what was found in it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct DocumentView<'a> {
    pub id: DocumentId,
    pub name: &'a str,
    pub kind: Kind,
    pub media_type: &'static str,
    pub bytes: u64,
    /// BLAKE3 of the bytes, in hexadecimal digits.
    pub hash: &'a str,
    pub status: document::Status,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What a reader should know: shortened, `pages_left_out`, `ocr_missing`, `ocr_failed`.
    pub notes: Vec<&'static str>,
    pub pages: u32,
    pub sheets: u32,
    /// The names of its folders with `/` between them; empty when it lies in none.
    pub folder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_id: Option<CardId>,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

impl<'a> From<&'a document::Document> for DocumentView<'a> {
    fn from(document: &'a document::Document) -> Self {
        Self {
            id: document.id,
            name: &document.name,
            kind: document.kind,
            media_type: document.kind.media_type(),
            bytes: document.bytes,
            hash: &document.hash,
            status: document.status,
            message: document.refusal.map(|refusal| refusal.to_string()),
            notes: document.notes.iter().copied().map(Note::as_str).collect(),
            pages: document.pages,
            sheets: document.sheets,
            folder: document.folder.as_str(),
            card_id: document.card,
            created_at: document.created_at,
            archived_at: document.archived_at,
        }
    }
}
