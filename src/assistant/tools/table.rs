//! Finding a card's table and its columns by what somebody calls them.

use super::{Result, Scene, refused};
use crate::card::{
    self, Block, Card, CardId,
    block::{BlockId, Body, Cell, Table},
};

/// Names of columns that a refusal lists.
const COLUMNS_LISTED_MAX: usize = 20;

/// A card with one of its tables.
pub(super) struct CardTable {
    pub card: Card,
    pub block: BlockId,
    pub table: Table,
}

impl CardTable {
    /// The table of the card with the id `block_id`, or the only one.
    pub fn find(scene: &Scene<'_>, id: CardId, block_id: Option<&str>) -> Result<Self> {
        let card = card::find(scene.tx, id)?;
        let is_wanted = |block: &Block| block_id.is_none_or(|wanted| wanted == block.id.as_str());
        let tables = card.blocks()?.into_iter().filter(is_wanted).filter_map(|block| match block.body {
            Body::Table(table) => Some((block.id, table)),
            _ => None,
        });
        let mut tables: Vec<(BlockId, Table)> = tables.collect();
        match (tables.len(), tables.pop()) {
            (1, Some((block, table))) => Ok(Self { card, block, table }),
            (0, _) if block_id.is_some() => {
                refused("the card has no table with this block_id: read_card shows its blocks")
            }
            (0, _) => refused("this card has no table: name a card whose blocks contain one"),
            _ => refused("this card has several tables: say which with block_id"),
        }
    }

    pub fn column(&self, name: &str) -> Result<usize> {
        column(&self.table, name)
    }

    pub fn cells(&self, at: usize) -> impl Iterator<Item = &Cell> + Clone {
        cells(&self.table, at)
    }

    pub fn columns(&self) -> String {
        columns(&self.table)
    }
}

/// The place of the column called `name`: exactly, letter case aside, or as the only one that begins so.
pub(super) fn column(table: &Table, name: &str) -> Result<usize> {
    if let Some(at) = table.column(name) {
        return Ok(at);
    }
    let wanted = name.trim().to_lowercase();
    let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let columns = table.columns().iter().enumerate();
        columns.filter(|(_, column)| test(&column.to_lowercase())).map(|(at, _)| at).collect()
    };
    let same = matching(&|column| column == wanted);
    let begins = matching(&|column| !wanted.is_empty() && column.starts_with(&wanted));
    match (&same[..], &begins[..]) {
        ([only], _) | ([], [only]) => Ok(*only),
        _ => refused(format!("there is no column \"{name}\": the table has {}", columns(table))),
    }
}

/// The cells of a column from top to bottom.
pub(super) fn cells(table: &Table, at: usize) -> impl Iterator<Item = &Cell> + Clone {
    table.rows().iter().filter_map(move |row| row.get(at))
}

/// The names of the columns, for a refusal.
pub(super) fn columns(table: &Table) -> String {
    let names = table.columns().iter().take(COLUMNS_LISTED_MAX);
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}
