//! The actions of a `canvas_interaction` frame, and what each carries.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::client::{Refusal, typed};
use crate::{
    card::{Block, CardId, Content, Edit, Move, NewCard, Place, Size, Title, block},
    desk::{CellEdit, Command, OpId, Resize},
    stack::{Color, Icon, Name, NewDecor, NewStack, StackId, Wallpaper},
};

/// The actions, in the order of docs/protocol.md.
pub const NAMES: [&str; 17] = [
    "create_stack",
    "rename_stack",
    "recolor_stack",
    "decorate_stack",
    "reorder_stacks",
    "activate_stack",
    "archive_stack",
    "restore_stack",
    "create_card",
    "update_card",
    "archive_card",
    "restore_card",
    "move",
    "resize",
    "edit_cell",
    "restore_version",
    "undo",
];

/// An action that was understood. Ids that the client left out are still missing.
#[derive(Debug)]
pub struct Interaction {
    pub op_id: Option<OpId>,
    pub action: Action,
}

/// What a tab wants to be done.
#[derive(Debug)]
pub enum Action {
    /// Ready to be run.
    Ready(Command),
    CreateStack(CreateStack),
    CreateCard {
        card: Option<CardId>,
        new: CreateCard,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    #[serde(default)]
    card_id: Option<String>,
    action: String,
    #[serde(default)]
    data: Option<Value>,
    #[serde(default)]
    block_id: Option<String>,
    #[serde(default)]
    op_id: Option<OpId>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStack {
    #[serde(default)]
    pub stack_id: Option<StackId>,
    /// Left out: the word for a new stack.
    #[serde(default)]
    pub name: Option<Name>,
    #[serde(default)]
    pub color: Option<Color>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct RenameStack {
    stack_id: StackId,
    name: Name,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecolorStack {
    stack_id: StackId,
    /// Left out or null: no colour.
    #[serde(default)]
    color: Option<Color>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecorateStack {
    stack_id: StackId,
    /// Null takes it away; left out, it stays.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Icon>")]
    icon: Option<Option<Icon>>,
    /// Null takes it away; left out, it stays.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Wallpaper>")]
    wallpaper: Option<Option<Wallpaper>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReorderStacks {
    pub stack_ids: Vec<StackId>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct StackRef {
    stack_id: StackId,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCard {
    pub stack_id: StackId,
    pub title: Title,
    #[serde(default)]
    pub card_id: Option<CardId>,
    #[serde(default)]
    pub size: Size,
    #[serde(default)]
    pub color: Option<Color>,
    #[serde(default)]
    pub blocks: Option<Value>,
    /// Left out or null: the server finds a free place.
    #[serde(default)]
    pub position: Option<Position>,
}

#[derive(Clone, Copy, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    x: f64,
    y: f64,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCard {
    #[serde(default)]
    title: Option<Title>,
    #[serde(default)]
    size: Option<Size>,
    /// Null takes the colour away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Color>")]
    color: Option<Option<Color>>,
    #[serde(default)]
    blocks: Option<Value>,
    #[serde(default)]
    patch: Option<Map<String, Value>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTo {
    /// Null, in both: the server finds a free place.
    position_x: Option<f64>,
    position_y: Option<f64>,
    #[serde(default)]
    z_index: Option<i64>,
    #[serde(default)]
    stack_id: Option<StackId>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResizeTo {
    #[serde(default)]
    size: Option<Size>,
    #[serde(default)]
    width: Option<f64>,
    #[serde(default)]
    height: Option<f64>,
    /// Folds the card to its head, or unfolds it, and leaves its size.
    #[serde(default)]
    folded: Option<bool>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditCell {
    /// May also stand beside `data`.
    #[serde(default)]
    pub block_id: Option<String>,
    pub row: usize,
    pub column: String,
    pub value: Value,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreVersion {
    pub version: u32,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The data of all actions, for the schema.
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Actions {
    create_stack: CreateStack,
    rename_stack: RenameStack,
    recolor_stack: RecolorStack,
    decorate_stack: DecorateStack,
    reorder_stacks: ReorderStacks,
    activate_stack: StackRef,
    archive_stack: StackRef,
    restore_stack: StackRef,
    create_card: CreateCard,
    update_card: UpdateCard,
    archive_card: Nothing,
    restore_card: Nothing,
    r#move: MoveTo,
    resize: ResizeTo,
    edit_cell: EditCell,
    restore_version: RestoreVersion,
    undo: Nothing,
}

/// Reads the payload of a `canvas_interaction`.
pub(super) fn read(payload: Value) -> Result<Interaction, Refusal> {
    let payload: Payload = typed("payload", payload)?;
    let op_id = payload.op_id.clone();
    let action = payload.action.clone();
    Ok(Interaction { op_id, action: read_action(&action, payload)? })
}

fn read_action(action: &str, payload: Payload) -> Result<Action, Refusal> {
    let command = match action {
        "create_stack" => return Ok(Action::CreateStack(payload.data()?)),
        "create_card" => {
            let mut new: CreateCard = payload.data()?;
            let card = match payload.card_id.as_deref() {
                None | Some("") => new.card_id.take(),
                Some(_) => Some(payload.card()?),
            };
            return Ok(Action::CreateCard { card, new });
        }
        "rename_stack" => {
            let RenameStack { stack_id, name } = payload.data()?;
            Command::RenameStack { stack: stack_id, name }
        }
        "recolor_stack" => {
            let RecolorStack { stack_id, color } = payload.data()?;
            Command::RecolorStack { stack: stack_id, color }
        }
        "decorate_stack" => {
            let DecorateStack { stack_id, icon, wallpaper } = payload.data()?;
            Command::DecorateStack { stack: stack_id, decor: NewDecor { icon, wallpaper } }
        }
        "reorder_stacks" => Command::ReorderStacks { order: payload.data::<ReorderStacks>()?.stack_ids },
        "activate_stack" => Command::ActivateStack { stack: payload.stack()? },
        "archive_stack" => Command::ArchiveStack { stack: payload.stack()? },
        "restore_stack" => Command::RestoreStack { stack: payload.stack()? },
        "update_card" => {
            Command::UpdateCard { card: payload.card()?, edit: payload.data::<UpdateCard>()?.edit("payload.data")? }
        }
        "move" => Command::MoveCard { card: payload.card()?, to: payload.data::<MoveTo>()?.place("payload.data")? },
        "resize" => {
            Command::ResizeCard { card: payload.card()?, to: payload.data::<ResizeTo>()?.shape("payload.data")? }
        }
        "edit_cell" => {
            let card = payload.card()?;
            let beside = payload.block_id.clone();
            let EditCell { block_id, row, column, value } = payload.data()?;
            let missing = || Refusal::new("invalid_payload", "payload.data.block_id", "is missing");
            let block = block_id.or(beside).ok_or_else(missing)?;
            Command::EditCell { card, cell: CellEdit { block, row, column, value } }
        }
        "archive_card" => {
            let Nothing {} = payload.data()?;
            Command::ArchiveCard { card: payload.card()? }
        }
        "restore_card" => {
            let Nothing {} = payload.data()?;
            Command::RestoreCard { card: payload.card()? }
        }
        "restore_version" => {
            Command::RestoreVersion { card: payload.card()?, version: payload.data::<RestoreVersion>()?.version }
        }
        "undo" => {
            let Nothing {} = payload.data()?;
            Command::Undo
        }
        other => {
            let shown: String = other.chars().take(40).collect();
            let message = format!("there is no action \"{shown}\"");
            return Err(Refusal::new("unknown_action", "payload.action", message));
        }
    };
    Ok(Action::Ready(command))
}

impl Payload {
    fn data<T: serde::de::DeserializeOwned>(&self) -> Result<T, Refusal> {
        typed("payload.data", self.data.clone().unwrap_or_else(|| Value::Object(Map::new())))
    }

    fn stack(&self) -> Result<StackId, Refusal> {
        Ok(self.data::<StackRef>()?.stack_id)
    }

    fn card(&self) -> Result<CardId, Refusal> {
        let refuse = |message: &str| Refusal::new("invalid_payload", "payload.card_id", message);
        let text = self.card_id.as_deref().filter(|text| !text.is_empty()).ok_or_else(|| refuse("is missing"))?;
        text.parse().map_err(|error: crate::kit::BadId| refuse(&error.to_string()))
    }
}

impl CreateStack {
    #[must_use]
    pub fn into_new(self, fresh: StackId, otherwise: &str) -> NewStack {
        let name = self.name.unwrap_or_else(|| Name::lossy(otherwise, "Stack"));
        NewStack { id: self.stack_id.unwrap_or(fresh), name, color: self.color }
    }
}

impl CreateCard {
    /// The card to be made; `at` is where its fields stand, for the refusal.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn into_new(self, id: CardId, at: &str) -> Result<NewCard, (String, String)> {
        let blocks = read_blocks(self.blocks.as_ref(), at)?;
        let place = match self.position {
            Some(Position { x, y }) => Some(place_of(x, y, at)?),
            None => None,
        };
        let (stack, title, size, color) = (self.stack_id, self.title, self.size, self.color);
        Ok(NewCard { id, stack, title, size, color, blocks, place })
    }
}

impl UpdateCard {
    /// The edit that it asks for; `at` is where its fields stand, for the refusal.
    pub(super) fn edit(self, at: &str) -> Result<Edit, Refusal> {
        self.into_edit(at).map_err(|(field, message)| Refusal::new("invalid_payload", &field, message))
    }

    /// The edit that it asks for; `at` is where its fields stand, for the refusal.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn into_edit(self, at: &str) -> Result<Edit, (String, String)> {
        let content = match (self.blocks, self.patch) {
            (Some(_), Some(_)) => {
                return Err((field(at, "patch"), "give either blocks or a patch, not both".to_owned()));
            }
            (Some(blocks), None) => Some(Content::Replace(read_blocks(Some(&blocks), at)?)),
            (None, Some(patch)) => Some(Content::Patch(patch)),
            (None, None) => None,
        };
        Ok(Edit { title: self.title, size: self.size, color: self.color, content })
    }
}

impl MoveTo {
    pub(super) fn place(self, at: &str) -> Result<Move, Refusal> {
        self.into_move(at).map_err(|(field, message)| Refusal::new("invalid_payload", &field, message))
    }

    /// Where the card goes; `at` is where its fields stand, for the refusal.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn into_move(self, at: &str) -> Result<Move, (String, String)> {
        let place = match (self.position_x, self.position_y) {
            (Some(x), Some(y)) => Some(place_of(x, y, at)?),
            (None, None) => None,
            (None, Some(_)) => return Err((field(at, "position_x"), "is missing".to_owned())),
            (Some(_), None) => return Err((field(at, "position_y"), "is missing".to_owned())),
        };
        Ok(Move { place, z: self.z_index, stack: self.stack_id })
    }
}

impl ResizeTo {
    pub(super) fn shape(self, at: &str) -> Result<Resize, Refusal> {
        self.into_resize(at).map_err(|(field, message)| Refusal::new("invalid_payload", &field, message))
    }

    /// How large the card gets; `at` is where its fields stand, for the refusal.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn into_resize(self, at: &str) -> Result<Resize, (String, String)> {
        match (self.size, self.width, self.height, self.folded) {
            (Some(size), None, None, None) => Ok(Resize::Named(size)),
            (None, Some(width), Some(height), None) => Ok(Resize::Pulled { width, height }),
            (None, None, None, Some(true)) => Ok(Resize::Folded),
            (None, None, None, Some(false)) => Ok(Resize::Unfolded),
            _ => Err((field(at, "size"), "give a size, or width and height, or folded".to_owned())),
        }
    }
}

fn read_blocks(blocks: Option<&Value>, at: &str) -> Result<Vec<Block>, (String, String)> {
    let Some(blocks) = blocks else { return Ok(Vec::new()) };
    block::parse(blocks).map_err(|bad| (field(at, &bad.field), bad.message))
}

fn place_of(x: f64, y: f64, at: &str) -> Result<Place, (String, String)> {
    Place::new(x, y).ok_or_else(|| (field(at, "position"), "must be finite numbers".to_owned()))
}

fn field(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// Tells a field that is null from one that is not there.
///
/// # Errors
/// When the field is neither null nor a `T`.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
