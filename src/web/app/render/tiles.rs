//! Cells beside each other, packed: what the different cells are, and which one stands where.
//!
//! A game shows hundreds of cells several times a second, most of them alike. The page makes elements of them.

use serde_json::{Map, Value, json};

use super::value::{self, count, prop};
use crate::{
    app::{
        component::{Happening, Prop},
        tree::Shown,
    },
    web::words::Words,
};

/// A board of fifty by fifty; more can't be hit or told apart.
const CELLS_MAX: usize = 2_500;
const COLUMNS_MAX: u32 = 100;

pub(super) struct Tiles {
    pub label: String,
    pub columns: u32,
    /// The different cells as JSON: `[{text, tone, color, label, disabled}]`.
    pub palette: String,
    /// The number of each cell in the palette, as JSON.
    pub cells: String,
    pub is_clickable: bool,
}

impl Tiles {
    pub fn new(shown: &Shown, words: Words) -> Self {
        let mut palette: Vec<Value> = Vec::new();
        let mut numbers: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        let mut cells = Vec::new();
        for item in shown.list(Prop::Items).iter().take(CELLS_MAX) {
            let cell = cell(item);
            let number = *numbers.entry(cell.to_string()).or_insert_with(|| {
                palette.push(cell);
                palette.len() - 1
            });
            cells.push(number);
        }
        let square = cells.len().isqrt().max(1);
        let label = Some(prop(shown, Prop::Label)).filter(|label| !label.is_empty());
        Self {
            label: label.unwrap_or_else(|| words.say("app-tiles")),
            columns: count(shown, Prop::Columns, COLUMNS_MAX)
                .unwrap_or_else(|| u32::try_from(square).unwrap_or(COLUMNS_MAX))
                .max(1),
            palette: Value::Array(palette).to_string(),
            cells: Value::from(cells).to_string(),
            is_clickable: shown.tells.contains(&Happening::Click) && !shown.is(Prop::Disabled),
        }
    }
}

/// A cell with what it has and nothing else, so that equal ones are the same text.
fn cell(item: &Value) -> Value {
    let Value::Object(fields) = item else { return json!({ "text": value::words_of(item) }) };
    let mut cell = Map::new();
    cell.insert("text".to_owned(), fields.get("text").map_or_else(String::new, value::words_of).into());
    let word = |name: &str| fields.get(name).and_then(Value::as_str);
    if let Some(tone) = word("tone").and_then(value::tone) {
        cell.insert("tone".to_owned(), tone.into());
    }
    if let Some(color) = word("color").and_then(value::color) {
        cell.insert("color".to_owned(), color.into());
    }
    if let Some(label) = fields.get("label").map(value::words_of).filter(|label| !label.is_empty()) {
        cell.insert("label".to_owned(), label.into());
    }
    if fields.get("disabled").and_then(Value::as_bool).unwrap_or(false) {
        cell.insert("disabled".to_owned(), true.into());
    }
    Value::Object(cell)
}
