//! What a user can do, as data.

use serde_json::Value;

use super::{Change, Context, Done, Error, Receipt, cascade, store, undo};
use crate::{
    card::{self, CardId, Edit, Move, NewCard, Shape, Size, block},
    chat::{self, NewMessage},
    db::Tx,
    document,
    stack::{self, Color, Name, NewDecor, NewStack, StackId, Wallpaper},
};

/// One thing that a user can do to their desk.
#[derive(Clone, Debug)]
pub enum Command {
    CreateStack(NewStack),
    RenameStack { stack: StackId, name: Name },
    RecolorStack { stack: StackId, color: Option<Color> },
    DecorateStack { stack: StackId, decor: NewDecor },
    ReorderStacks { order: Vec<StackId> },
    ActivateStack { stack: StackId },
    ArchiveStack { stack: StackId },
    RestoreStack { stack: StackId },
    CreateCard(NewCard),
    UpdateCard { card: CardId, edit: Edit },
    MoveCard { card: CardId, to: Move },
    ResizeCard { card: CardId, to: Resize },
    EditCell { card: CardId, cell: CellEdit },
    Tick { card: CardId, tick: Tick },
    ArchiveCard { card: CardId },
    RestoreCard { card: CardId },
    RestoreVersion { card: CardId, version: u32 },
    Say(NewMessage),
    Undo,
}

/// A new value for one cell of a table block. Rows are counted from 0.
#[derive(Clone, PartialEq, Debug)]
pub struct CellEdit {
    pub block: String,
    pub row: usize,
    pub column: String,
    pub value: Value,
}

/// Whether one item of a checklist block is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    pub block: String,
    pub item: String,
    pub done: bool,
}

/// A card's new size: by name, pulled to width and height in CSS pixels, or folded to its head.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Resize {
    Named(Size),
    Pulled { width: f64, height: f64 },
    Folded,
    Unfolded,
}

/// Does what `command` says, in the caller's transaction.
///
/// # Errors
/// [`Error`], and then nothing has changed once the caller rolls back.
pub fn run(tx: &Tx, command: Command, context: &Context<'_>) -> Result<Done, Error> {
    let (by, now) = (context.by, context.now);
    match command {
        Command::CreateStack(new) => {
            let stack = new.id;
            Ok(on_stack(stack, [stack::create(tx, new, context.allowance, by, now)?.into()]))
        }
        Command::RenameStack { stack, name } => Ok(on_stack(stack, changes(stack::rename(tx, stack, name, by, now)?))),
        Command::RecolorStack { stack, color } => {
            Ok(on_stack(stack, changes(stack::recolor(tx, stack, color, by, now)?)))
        }
        Command::DecorateStack { stack, decor } => {
            check_picture(tx, &decor)?;
            let decor = decor.over(stack::active(tx, stack)?.decor);
            Ok(on_stack(stack, changes(stack::decorate(tx, stack, decor, by, now)?)))
        }
        Command::ReorderStacks { order } => {
            Ok(Done { changes: changes(stack::reorder(tx, &order, by, now)?), receipt: Receipt::default() })
        }
        Command::ActivateStack { stack } => {
            stack::active(tx, stack)?;
            store::set_active_stack(tx, stack)?;
            Ok(on_stack(stack, []))
        }
        Command::ArchiveStack { stack } => Ok(on_stack(stack, cascade::archive_stack(tx, stack, context)?)),
        Command::RestoreStack { stack } => Ok(on_stack(stack, cascade::restore_stack(tx, stack, context)?)),
        Command::CreateCard(new) => on_card(tx, new.id, Some(card::create(tx, new, by, now)?)),
        Command::UpdateCard { card, edit } => on_card(tx, card, card::update(tx, card, edit, by, now)?),
        Command::MoveCard { card, to } => on_card(tx, card, card::move_to(tx, card, to, by, now)?),
        Command::ResizeCard { card, to } => {
            let shape = resized(card::find(tx, card)?.shape, to);
            on_card(tx, card, card::resize(tx, card, shape, by, now)?)
        }
        Command::EditCell { card, cell } => {
            let edit =
                |blocks: &[card::Block]| block::edit_cell(blocks, &cell.block, cell.row, &cell.column, &cell.value);
            on_card(tx, card, card::edit_blocks(tx, card, edit, by, now)?)
        }
        Command::Tick { card, tick } => {
            let edit = |blocks: &[card::Block]| block::tick(blocks, &tick.block, &tick.item, tick.done);
            on_card(tx, card, card::edit_blocks(tx, card, edit, by, now)?)
        }
        Command::ArchiveCard { card } => on_card(tx, card, card::archive(tx, card, by, now)?),
        Command::RestoreCard { card } => on_card(tx, card, card::restore(tx, card, by, now)?),
        Command::RestoreVersion { card, version } => {
            on_card(tx, card, card::restore_version(tx, card, version, by, now)?)
        }
        Command::Say(new) => {
            let receipt = Receipt { message_id: Some(new.id), ..Receipt::default() };
            Ok(Done { changes: vec![chat::say(tx, new, by, now)?.into()], receipt })
        }
        Command::Undo => undo::undo(tx, context),
    }
}

/// A wallpaper can be any picture of the user's that browsers show still, and that is fetched in a moment.
fn check_picture(tx: &Tx, decor: &NewDecor) -> Result<(), Error> {
    let Some(Some(Wallpaper::Picture(picture))) = decor.wallpaper else { return Ok(()) };
    if document::find(tx, picture.cast())?.can_be_wallpaper() { Ok(()) } else { Err(Error::NoWallpaper) }
}

fn resized(shape: Shape, to: Resize) -> Shape {
    match to {
        Resize::Named(size) => Shape { is_folded: shape.is_folded, ..Shape::named(size) },
        Resize::Pulled { width, height } => shape.pulled(width, height),
        Resize::Folded => Shape { is_folded: true, ..shape },
        Resize::Unfolded => Shape { is_folded: false, ..shape },
    }
}

fn changes<C: Into<Change>>(change: Option<C>) -> Vec<Change> {
    change.map(Into::into).into_iter().collect()
}

fn on_stack(stack: StackId, changes: impl IntoIterator<Item = Change>) -> Done {
    Done { changes: changes.into_iter().collect(), receipt: Receipt::of_stack(stack) }
}

fn on_card(tx: &Tx, id: CardId, change: Option<card::Change>) -> Result<Done, Error> {
    let receipt = match &change {
        Some(change) => Receipt::of_card(&change.card),
        None => Receipt::of_card(&card::find(tx, id)?),
    };
    Ok(Done { changes: changes(change), receipt })
}
