//! What a session holds, as JSON: a format of its own, which outlives the tables that it was read from.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Error, Result, SessionId};
use crate::{
    app::Frozen,
    card::{CardId, Place, Saved, Shape, Size, Title},
    db,
    stack::{Color, Decor, Name, NewStack, StackId},
};

/// The number of the format that this version writes. It reads all up to it.
pub const FORMAT: u32 = 1;

/// Bytes of a session's text: some ten thousand cards, which are read and written in the time of a few commits.
pub const BODY_BYTES_MAX: usize = 16 << 20;

/// Texts that repeat themselves: zstd's default level leaves a fifth of them at little cost.
const ZSTD_LEVEL: i32 = 3;

/// The desk as it was.
#[derive(Debug, Serialize, Deserialize)]
pub struct Body {
    /// The number of the format.
    pub format: u32,
    pub active_stack: Option<StackId>,
    /// In the order of their tabs.
    pub stacks: Vec<SavedStack>,
    /// In the order in which they were made.
    pub cards: Vec<SavedCard>,
    /// The apps' windows, and what the apps keep.
    #[serde(default)]
    pub apps: Frozen,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedStack {
    pub id: StackId,
    pub name: Name,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub color: Option<Color>,
    #[serde(flatten)]
    pub decor: Decor,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedCard {
    pub id: CardId,
    pub stack: StackId,
    pub title: Title,
    pub size: Size,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub height: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_folded: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub color: Option<Color>,
    pub x: f64,
    pub y: f64,
    pub z: i64,
    pub blocks: Box<RawValue>,
}

/// A body as it is stored.
pub(super) struct Packed {
    pub bytes: Vec<u8>,
    /// Of all that lies on the desk. Which stack is shown is no part of it: who only looks around changes nothing.
    pub digest: Vec<u8>,
    pub stacks: u64,
    pub cards: u64,
    pub instances: u64,
}

/// # Errors
/// [`Error::TooLarge`].
pub(super) fn pack(body: &Body) -> Result<Packed> {
    let text = serde_json::to_vec(body).map_err(|error| unreadable("a session", &error))?;
    if text.len() > BODY_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    let bytes = zstd::bulk::compress(&text, ZSTD_LEVEL).map_err(|error| unreadable("a session", &error))?;
    let shown: HashSet<CardId> = body.cards.iter().map(|card| card.id).collect();
    let windows = body.apps.apps.iter().flat_map(|app| &app.instances);
    Ok(Packed {
        bytes,
        digest: digest(body)?,
        stacks: body.stacks.len() as u64,
        cards: body.cards.len() as u64,
        instances: windows.filter(|window| shown.contains(&window.card)).count() as u64,
    })
}

/// # Errors
/// None: a body is JSON.
pub(super) fn digest(body: &Body) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(&(&body.stacks, &body.cards, &body.apps));
    let text = text.map_err(|error| unreadable("a session", &error))?;
    Ok(blake3::hash(&text).as_bytes().to_vec())
}

/// # Errors
/// When what is stored is not what this version, or an earlier one, writes.
pub(super) fn unpack(id: SessionId, packed: &[u8]) -> Result<Body> {
    let what = format!("session {id}");
    let text = zstd::bulk::decompress(packed, BODY_BYTES_MAX).map_err(|error| unreadable(&what, &error))?;
    let body: Body = serde_json::from_slice(&text).map_err(|error| unreadable(&what, &error))?;
    if body.format > FORMAT {
        return Err(Error::Newer);
    }
    Ok(body)
}

fn unreadable(what: &str, error: &dyn std::fmt::Display) -> Error {
    Error::Db(db::Error::Damaged { path: what.into(), reason: error.to_string() })
}

impl SavedCard {
    /// # Errors
    /// When the card's blocks are no JSON: a damaged file.
    pub(super) fn new(card: Saved) -> Result<Self> {
        let what = format!("card {}", card.id);
        let blocks = RawValue::from_string(card.blocks_json).map_err(|error| unreadable(&what, &error))?;
        Ok(Self {
            id: card.id,
            stack: card.stack,
            title: card.title,
            size: card.shape.size,
            width: card.shape.width,
            height: card.shape.height,
            is_folded: card.shape.is_folded,
            color: card.color,
            x: card.place.x,
            y: card.place.y,
            z: card.z,
            blocks,
        })
    }

    /// # Errors
    /// When `blocks_json` is no JSON.
    pub(super) fn with_blocks(self, blocks_json: String) -> Result<Self> {
        let what = format!("card {}", self.id);
        let blocks = RawValue::from_string(blocks_json).map_err(|error| unreadable(&what, &error))?;
        Ok(Self { blocks, ..self })
    }
}

impl From<SavedCard> for Saved {
    fn from(card: SavedCard) -> Self {
        Self {
            id: card.id,
            stack: card.stack,
            title: card.title,
            blocks_json: card.blocks.get().to_owned(),
            shape: Shape { size: card.size, width: card.width, height: card.height, is_folded: card.is_folded },
            color: card.color,
            place: Place { x: card.x, y: card.y },
            z: card.z,
        }
    }
}

impl From<SavedStack> for NewStack {
    fn from(stack: SavedStack) -> Self {
        Self { id: stack.id, name: stack.name, color: stack.color }
    }
}
