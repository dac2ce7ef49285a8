//! `chart_from_table`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Result, Scene, Tool, ToolDone, refused, shown, table::CardTable};
use crate::{
    assistant::amount::{self, Style},
    card::{
        CardId, NewCard, Size, Title,
        block::{self, Cell, ChartKind, SERIES_MAX},
    },
    desk::Command,
};

/// Series that are drawn when nobody chose any.
const SERIES_CHOSEN_MAX: usize = 3;

/// Names of columns whose numbers count things rather than measure them.
const COUNTERS: [&str; 9] = ["id", "no", "no.", "nr", "nr.", "number", "nummer", "#", "year"];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartFromTable {
    card_id: CardId,
    /// Which table, when the card has several.
    #[serde(default)]
    block_id: Option<String>,
    /// The column of the labels. Without it, the first that holds no numbers.
    #[serde(default)]
    x: Option<String>,
    /// The columns to draw. Without them, the first ones that hold numbers.
    #[serde(default)]
    y: Option<Columns>,
    /// Without it, a line over dates and bars otherwise.
    #[serde(default)]
    kind: Option<Kind>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Columns {
    One(String),
    Several(Vec<String>),
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Line,
    Bar,
    Area,
    Pie,
}

impl Tool for ChartFromTable {
    const NAME: &'static str = "chart_from_table";
    const DESCRIPTION: &'static str =
        "Makes a new card, on the table's stack, with a chart of columns of a card's table, a point for each row.";

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let found = CardTable::find(scene, self.card_id, self.block_id.as_deref())?;
        let x = match &self.x {
            Some(name) => found.column(name)?,
            None => label_column(&found),
        };
        let y = match self.y {
            Some(Columns::One(name)) => vec![found.column(&name)?],
            Some(Columns::Several(names)) => names.iter().map(|name| found.column(name)).collect::<Result<_>>()?,
            None => number_columns(&found, x),
        };
        if y.is_empty() || y.len() > SERIES_MAX {
            let known = found.columns();
            return refused(format!("name 1 to {SERIES_MAX} columns with numbers as y: the table has {known}"));
        }

        let kind = self.kind.map_or_else(|| fitting_kind(&found, x), Into::into);
        let names = found.table.columns();
        let series: Vec<&String> = y.iter().map(|at| &names[*at]).collect();
        let block = json!({ "type": "chart", "kind": kind, "x": names[x], "y": series, "data": data(&found, x, &y)? });
        let blocks = block::parse(&json!([block]))?;

        let id = scene.context.ambient.id();
        let title = Title::lossy(&format!("Chart of {}", found.card.title), "Chart");
        let detail = format!("drew {}", shown::quoted(&title));
        let (stack, place, color) = (found.card.stack, None, None);
        let new = NewCard { id, stack, title, size: Size::Large, color, blocks, place };
        let done = scene.run(Command::CreateCard(new))?;
        let (mut output, _) = shown::card_by_id(scene.tx, id)?;
        output["x"] = json!(names[x]);
        output["y"] = json!(series);
        Ok(ToolDone { changes: done.changes, output, detail })
    }
}

impl From<Kind> for ChartKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Line => Self::Line,
            Kind::Bar => Self::Bar,
            Kind::Area => Self::Area,
            Kind::Pie => Self::Pie,
        }
    }
}

/// One record a row: the label, and the numbers that can be read.
fn data(found: &CardTable, x: usize, y: &[usize]) -> Result<Vec<Value>> {
    let names = found.table.columns();
    let mut styles = Vec::with_capacity(y.len());
    for at in y {
        match Style::of(found.cells(*at)) {
            Ok(style) => styles.push((*at, style)),
            Err(mixed) => return refused(format!("the column \"{}\" can't be drawn: {mixed}", names[*at])),
        }
    }
    let record = |row: &Vec<Cell>| {
        let mut record = Map::from_iter([(names[x].clone(), json!(row[x].to_string()))]);
        for (at, style) in &styles {
            if let Some(amount) = style.read(&row[*at]) {
                record.insert(names[*at].clone(), amount::json(amount));
            }
        }
        Value::Object(record)
    };
    Ok(found.table.rows().iter().map(record).collect())
}

/// Whether most of what the column holds are numbers.
fn holds_numbers(found: &CardTable, at: usize) -> bool {
    let Ok(style) = Style::of(found.cells(at)) else { return false };
    let filled = || found.cells(at).filter(|cell| **cell != Cell::Blank);
    let numbers = filled().filter(|cell| style.read(cell).is_some()).count();
    numbers > 0 && numbers * 2 > filled().count()
}

fn label_column(found: &CardTable) -> usize {
    (0..found.table.columns().len()).find(|at| !holds_numbers(found, *at)).unwrap_or(0)
}

fn number_columns(found: &CardTable, x: usize) -> Vec<usize> {
    let names = found.table.columns();
    let numeric: Vec<usize> = (0..names.len()).filter(|at| *at != x && holds_numbers(found, *at)).collect();
    let counts =
        |at: &usize| names[*at].to_lowercase().split_whitespace().last().is_some_and(|word| COUNTERS.contains(&word));
    let measures: Vec<usize> = numeric.iter().copied().filter(|at| !counts(at)).collect();
    let chosen = if measures.is_empty() { numeric } else { measures };
    chosen.into_iter().take(SERIES_CHOSEN_MAX).collect()
}

/// A line where the labels are days or months, `2026-01` or `31.01.2026`; bars otherwise.
fn fitting_kind(found: &CardTable, x: usize) -> ChartKind {
    let is_date = |cell: &Cell| {
        let text = cell.to_string();
        text.len() >= 7
            && text.contains(['-', '.', '/'])
            && text.chars().all(|c| c.is_ascii_digit() || "-./: T".contains(c))
    };
    let mut cells = found.cells(x).filter(|cell| **cell != Cell::Blank).peekable();
    if cells.peek().is_some() && cells.all(is_date) { ChartKind::Line } else { ChartKind::Bar }
}
