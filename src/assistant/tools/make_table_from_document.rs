//! `make_table_from_document`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Result, Scene, Tool, ToolDone, refused, sheet::DocumentTable, shown, table};
use crate::{
    card::{
        NewCard, Size, Title,
        block::{self, CARD_BYTES_MAX, COLUMNS_MAX, Cell, ROWS_MAX},
    },
    desk::Command,
    document::DocumentId,
    stack::StackId,
};

/// Bytes of a card that are left for what is no cell.
const CARD_BYTES_LEFT: usize = 16 * 1024;
/// Characters of a column's name: spreadsheets have whole sentences there.
const NAME_CHARS_MAX: usize = 100;
/// Columns up to which a card need not be as wide as it can be.
const NARROW_COLUMNS_MAX: usize = 4;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MakeTableFromDocument {
    document_id: DocumentId,
    /// Which table, when the document has several.
    #[serde(default)]
    sheet: Option<u32>,
    /// The columns to take, in this order. Without them, all.
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    title: Option<Title>,
    /// Where the card goes; without it, on the stack that the user is looking at.
    #[serde(default)]
    stack_id: Option<StackId>,
}

impl Tool for MakeTableFromDocument {
    const NAME: &'static str = "make_table_from_document";
    const DESCRIPTION: &'static str = "Makes a card with a table that was found in a document. What a card can't hold is \
                                       left out, which left_out tells; compute reckons over the whole document.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let Some(stack) = self.stack_id.or(scene.stack) else {
            return refused("there is no stack to put the card on: make one with create_stack and name its stack_id");
        };
        let found = DocumentTable::find(scene, self.document_id, self.sheet, ROWS_MAX)?;
        let chosen: Vec<usize> = if self.columns.is_empty() {
            (0..found.table.columns().len()).collect()
        } else {
            self.columns.iter().map(|name| table::column(&found.table, name)).collect::<Result<_>>()?
        };
        if chosen.len() > COLUMNS_MAX {
            let message = format!("a table card has at most {COLUMNS_MAX} columns: name those to take as columns");
            return refused(message);
        }

        let (rows, kept) = rows(&found, &chosen);
        let names: Vec<String> = chosen.iter().map(|at| in_a_line(&found.table.columns()[*at])).collect();
        let blocks = block::parse(&json!([{ "type": "table", "columns": names, "rows": rows }]))?;
        let title = self.title.unwrap_or_else(|| Title::lossy(&found.title(), "Table"));
        let size = if chosen.len() > NARROW_COLUMNS_MAX { Size::Full } else { Size::Large };
        let id = scene.context.ambient.id();
        let new = NewCard { id, stack, title, size, color: None, blocks, place: None };
        let done = scene.run(Command::CreateCard(new))?;

        let (mut output, name) = shown::card_by_id(scene.tx, id)?;
        output["columns"] = json!(names);
        output["rows"] = json!(kept);
        output["left_out"] = json!((found.sheet.row_count as usize).saturating_sub(kept));
        let detail = format!("made the table {}", shown::quoted(&name));
        Ok(ToolDone { changes: done.changes, output, detail })
    }
}

/// The rows that fit on a card, and how many they are.
fn rows(found: &DocumentTable, chosen: &[usize]) -> (Vec<Vec<serde_json::Value>>, usize) {
    let (mut rows, mut room) = (Vec::new(), CARD_BYTES_MAX - CARD_BYTES_LEFT);
    for row in found.table.rows() {
        let cells: Vec<_> = chosen.iter().map(|at| row.get(*at).map_or(json!(null), |cell| json!(cell))).collect();
        // In a stored row a cell is also named by its column.
        let names = chosen.iter().map(|at| found.table.columns()[*at].len() + 8).sum::<usize>();
        let bytes = names + chosen.iter().map(|at| row.get(*at).map_or(0, bytes)).sum::<usize>();
        if bytes > room {
            break;
        }
        room -= bytes;
        rows.push(cells);
    }
    let kept = rows.len();
    (rows, kept)
}

/// The name of a column, as a card takes it.
fn in_a_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARS_MAX).collect()
}

/// What a cell takes up as JSON, at most.
fn bytes(cell: &Cell) -> usize {
    serde_json::to_vec(cell).map_or(usize::MAX, |json| json.len())
}
