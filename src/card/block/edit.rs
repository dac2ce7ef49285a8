//! Edits of a list of blocks: a patch by block id, one cell, one tick. Each answers with the whole new list.

use serde_json::{Map, Value};

use super::{
    BadBlock, Block, BlockId, Body, Cell, Table,
    fields::{self, Place},
    parse,
};

/// Why a cell or a checklist item was not edited.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EditError {
    #[error("this card has no block \"{0}\"")]
    NoBlock(String),
    #[error("the block \"{0}\" is not a table")]
    NotATable(String),
    #[error("the block \"{0}\" is not a checklist")]
    NotAChecklist(String),
    #[error("the table has no row {row}: it has {rows}, counted from 0")]
    NoRow { row: usize, rows: usize },
    #[error("the table has no column \"{0}\"")]
    NoColumn(String),
    #[error("the checklist has no item \"{0}\"")]
    NoItem(String),
    #[error(transparent)]
    BadValue(#[from] BadBlock),
}

/// Merges `patch`, a map from block id to block, over `blocks`.
///
/// The fields of an object replace those of the block with that id, and a null field is taken away; an object
/// under a new id is appended; a null in place of an object removes the block. An object of another `type`
/// replaces the whole block in its place.
///
/// # Errors
/// [`BadBlock`] with a path such as `patch.b2.rows[4].amount`, as [`super::parse`] says it; also for removing a
/// block that is not there.
pub fn patch(blocks: &[Block], patch: &Map<String, Value>) -> Result<Vec<Block>, BadBlock> {
    let list = Place::list("patch");
    let mut blocks = blocks.to_vec();
    for (name, change) in patch {
        let place = list.field(name);
        let id = fields::id(Value::String(name.clone())).map_err(|message| place.clone().refuse(message))?;
        let at = blocks.iter().position(|block| block.id == id);
        match (change, at) {
            (Value::Null, Some(at)) => _ = blocks.remove(at),
            (Value::Null, None) => return Err(place.refuse("there is no such block to remove")),
            (change, Some(at)) => blocks[at] = merge(&blocks[at], change, place)?,
            (change, None) => blocks.push(fresh(id, change, place)?),
        }
    }
    parse::check_size(&blocks, list)?;
    Ok(blocks)
}

/// Replaces one cell of a table; `row` is counted from 0.
///
/// A text that spells a number becomes one in a column of numbers, since an editor in the page only has texts.
///
/// # Errors
/// [`EditError`] for whatever is not there, and for a value that no cell holds.
pub fn edit_cell(
    blocks: &[Block],
    block_id: &str,
    row: usize,
    column: &str,
    value: &Value,
) -> Result<Vec<Block>, EditError> {
    let mut blocks = blocks.to_vec();
    let Body::Table(table) = find(&mut blocks, block_id)? else {
        return Err(EditError::NotATable(block_id.to_owned()));
    };

    let place = || Place::list("value");
    let at = table.column(column).ok_or_else(|| EditError::NoColumn(column.to_owned()))?;
    let new = fields::cell(value.clone()).map_err(|message| place().refuse(message))?;
    let new = fitting(new, table, at);
    let rows = table.rows().len();
    *table.cell_mut(row, at).ok_or(EditError::NoRow { row, rows })? = new;

    parse::check_size(&blocks, place())?;
    Ok(blocks)
}

/// Sets whether an item of a checklist is done.
///
/// # Errors
/// [`EditError`] for whatever is not there.
pub fn tick(blocks: &[Block], block_id: &str, item_id: &str, done: bool) -> Result<Vec<Block>, EditError> {
    let mut blocks = blocks.to_vec();
    let Body::Checklist { items } = find(&mut blocks, block_id)? else {
        return Err(EditError::NotAChecklist(block_id.to_owned()));
    };
    let item = items.iter_mut().find(|item| item.id.as_str() == item_id);
    item.ok_or_else(|| EditError::NoItem(item_id.to_owned()))?.done = done;
    Ok(blocks)
}

fn find<'a>(blocks: &'a mut [Block], id: &str) -> Result<&'a mut Body, EditError> {
    let block = blocks.iter_mut().find(|block| block.id.as_str() == id);
    block.map(|block| &mut block.body).ok_or_else(|| EditError::NoBlock(id.to_owned()))
}

fn merge(block: &Block, change: &Value, place: Place) -> Result<Block, BadBlock> {
    let mut change = parse::object(&place, change.clone())?;
    let kind = Value::from(block.body.kind());
    change.entry("type").or_insert(kind.clone());
    let change = named(&block.id, parse::canonical(change), &place)?;

    let mut merged = Map::new();
    if change.get("type") == Some(&kind)
        && let Ok(Value::Object(before)) = serde_json::to_value(block)
    {
        merged = before;
    }
    merged.extend(change);
    parse::block(block.id.clone(), merged, place)
}

fn fresh(id: BlockId, change: &Value, place: Place) -> Result<Block, BadBlock> {
    let map = named(&id, parse::canonical(parse::object(&place, change.clone())?), &place)?;
    parse::block(id, map, place)
}

/// Refuses a block that says another id than the one that it stands under.
fn named(id: &BlockId, map: Map<String, Value>, place: &Place) -> Result<Map<String, Value>, BadBlock> {
    match map.get("id") {
        None | Some(Value::Null) => Ok(map),
        Some(Value::String(said)) if said == id.as_str() => Ok(map),
        Some(_) => Err(place.field("id").refuse(format!("must be \"{id}\" or absent: a block keeps its id"))),
    }
}

fn fitting(cell: Cell, table: &Table, column: usize) -> Cell {
    match cell {
        Cell::Text(text) if table.is_numeric(column) => match serde_json::from_str(text.trim()) {
            Ok(number) => Cell::Number(number),
            Err(_) => Cell::Text(text),
        },
        other => other,
    }
}
