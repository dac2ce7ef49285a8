//! `add_row`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Result, Scene, Tool, ToolDone, refused, shown, table::CardTable};
use crate::{
    assistant::amount::exact_number,
    card::{CardId, Content, Edit, block::ROWS_MAX},
    desk::Command,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddRow {
    card_id: CardId,
    /// Which table, when the card has several.
    #[serde(default)]
    block_id: Option<String>,
    values: Values,
}

/// The cells of the new row.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Values {
    /// In the order of the columns; missing ones at the end stay blank.
    InOrder(Vec<Value>),
    /// By the names of the columns; missing ones stay blank.
    ByColumn(Map<String, Value>),
}

impl Tool for AddRow {
    const NAME: &'static str = "add_row";
    const DESCRIPTION: &'static str = "Adds one row at the end of a card's table.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let found = CardTable::find(scene, self.card_id, self.block_id.as_deref())?;
        let rows = found.table.rows().len();
        if rows >= ROWS_MAX {
            return refused(format!("the table has {ROWS_MAX} rows already, which is the most: begin a new card"));
        }

        let mut all = match json!(found.table)["rows"].take() {
            Value::Array(rows) => rows,
            _ => Vec::new(),
        };
        all.push(Value::Object(row(&found, self.values)?));
        let patch = Map::from_iter([(found.block.to_string(), json!({ "rows": all }))]);
        let edit = Edit { content: Some(Content::Patch(patch)), ..Edit::default() };
        let done = scene.run(Command::UpdateCard { card: self.card_id, edit })?;

        let mut output = shown::card(scene.tx, &found.card)?;
        output["rows"] = json!(rows + 1);
        Ok(ToolDone {
            changes: done.changes,
            output,
            detail: format!("added a row to {}", shown::quoted(&found.card.title)),
        })
    }
}

fn row(found: &CardTable, values: Values) -> Result<Map<String, Value>> {
    let columns = found.table.columns();
    let cells: Vec<(usize, Value)> = match values {
        Values::InOrder(values) if values.len() > columns.len() => {
            let (given, known) = (values.len(), found.columns());
            return refused(format!("{given} values are too many: the table has {known}"));
        }
        Values::InOrder(values) => values.into_iter().enumerate().collect(),
        Values::ByColumn(map) => {
            let cells = map.into_iter().map(|(name, value)| Ok((found.column(&name)?, value)));
            cells.collect::<Result<_>>()?
        }
    };
    if cells.is_empty() {
        return refused(format!("give at least one value: the table has {}", found.columns()));
    }
    Ok(cells.into_iter().map(|(at, value)| (columns[at].clone(), fitting(found, at, value))).collect())
}

/// A text that spells a number becomes one in a column of numbers.
fn fitting(found: &CardTable, at: usize, value: Value) -> Value {
    let number = match &value {
        Value::String(text) if found.table.is_numeric(at) => exact_number(text.trim()),
        _ => None,
    };
    number.map_or(value, Value::Number)
}
