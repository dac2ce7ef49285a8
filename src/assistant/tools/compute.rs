//! `compute`.

mod groups;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    Effect, Result, Scene, Tool, ToolDone, refused,
    sheet::DocumentTable,
    shown,
    table::{self, CardTable},
};
use crate::{
    assistant::{
        amount::{self, Style},
        calendar::{Days, Per},
    },
    card::{
        CardId,
        block::{Cell, Table},
    },
    document::DocumentId,
};
use groups::{Groups, Tally};

/// Groups that are listed. More can't be read, and a model asks too broadly.
const GROUPS_MAX: usize = 1_000;

/// Rows of a document's sheet that are reckoned with: they are in memory at once.
const ROWS_MAX: usize = 100_000;

/// Digits behind the mark of an average.
const MEAN_DIGITS: u32 = 4;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Compute {
    /// The card with the table, unless it stands in a document.
    #[serde(default)]
    card_id: Option<CardId>,
    /// Which table, when the card has several.
    #[serde(default)]
    block_id: Option<String>,
    /// The document with the table.
    #[serde(default)]
    document_id: Option<DocumentId>,
    /// Which table, when the document has several.
    #[serde(default)]
    sheet: Option<u32>,
    expression: Expression,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Expression {
    op: Op,
    /// The column to reckon with. Only count can do without.
    #[serde(default)]
    column: Option<String>,
    /// The column whose values make the groups.
    #[serde(default)]
    by: Option<String>,
    /// Puts the days in the column by together; without by, in the only column that holds days.
    #[serde(default)]
    per: Option<Per>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Op {
    Sum,
    Mean,
    /// Without a column: rows. With one: rows in which it is not blank.
    Count,
    Min,
    Max,
}

impl Tool for Compute {
    const NAME: &'static str = "compute";
    const DESCRIPTION: &'static str = "Reckons exactly over a column of a card's or a document's table: sum, mean, count, \
                                       min or max, over all rows or grouped by another column, days also per month, \
                                       quarter or year. Understands currency signs and both decimal \
                                       marks. Answers rows [group, value] and the overall value; it makes no card.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let (title, found) = self.table(scene)?;
        let Expression { op, column, by, per } = self.expression;
        let column = column.map(|name| table::column(&found, &name)).transpose()?;
        let by = by.map(|name| table::column(&found, &name)).transpose()?;
        let by = Grouping::of(&found, by, per)?;

        let amounts = amounts(&found, op, column)?;
        let (mut groups, mut all) = (Groups::default(), Tally::default());
        let mut skipped = 0;
        for (row, amount) in found.rows().iter().zip(amounts) {
            match amount {
                Amount::Of(amount) => {
                    let counted = by.as_ref().is_none_or(|by| groups.add(&by.name(row), amount)) && all.add(amount);
                    if !counted {
                        return refused("the amounts are too large to be added up exactly");
                    }
                }
                Amount::Unreadable => skipped += 1,
                Amount::Blank => {}
            }
        }

        let names = found.columns();
        let overall = all.result(op).map(amount::json);
        let mut output = json!({
            "column": column.map(|at| &names[at]),
            "by": by.as_ref().map(|by| &names[by.column]),
            "overall": overall,
            "skipped": skipped,
        });
        if by.is_some() {
            let rows = groups.results(op);
            if rows.len() > GROUPS_MAX {
                let message = format!(
                    "that makes {} groups; at most {GROUPS_MAX} are listed: group by a column with fewer values",
                    rows.len()
                );
                return refused(message);
            }
            output["rows"] =
                json!(rows.into_iter().map(|(group, value)| (group, amount::json(value))).collect::<Vec<_>>());
        }
        let detail = format!("reckoned with {}", shown::quoted(&title));
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}

impl Compute {
    /// What the table is called, and the table.
    fn table(&self, scene: &Scene<'_>) -> Result<(String, Table)> {
        match (self.card_id, self.document_id) {
            (Some(id), None) => {
                let found = CardTable::find(scene, id, self.block_id.as_deref())?;
                Ok((found.card.title.to_string(), found.table))
            }
            (None, Some(id)) => {
                let found = DocumentTable::find(scene, id, self.sheet, ROWS_MAX)?;
                if found.sheet.row_count as usize > ROWS_MAX {
                    let rows = found.sheet.row_count;
                    return refused(format!("the table has {rows} rows; at most {ROWS_MAX} can be reckoned with"));
                }
                Ok((found.title(), found.table))
            }
            _ => refused("name either the card_id of a table or a document_id"),
        }
    }
}

/// Which rows go together.
struct Grouping {
    column: usize,
    days: Option<(Days, Per)>,
}

impl Grouping {
    fn of(table: &Table, by: Option<usize>, per: Option<Per>) -> Result<Option<Self>> {
        let days = |at: usize| Days::of(table::cells(table, at));
        match (by, per) {
            (None, None) => Ok(None),
            (Some(column), None) => Ok(Some(Self { column, days: None })),
            (Some(column), Some(per)) => match days(column) {
                Some(days) => Ok(Some(Self { column, days: Some((days, per)) })),
                None => refused(format!("the column \"{}\" holds no days", table.columns()[column])),
            },
            (None, Some(per)) => {
                let mut found = (0..table.columns().len()).filter_map(|at| Some((at, days(at)?)));
                match (found.next(), found.next()) {
                    (Some((column, days)), None) => Ok(Some(Self { column, days: Some((days, per)) })),
                    (Some(_), Some(_)) => refused(format!(
                        "several columns hold days: say which as by; the table has {}",
                        table::columns(table)
                    )),
                    (None, _) => refused(format!("no column holds days: the table has {}", table::columns(table))),
                }
            }
        }
    }

    /// The group of a row. A day that can't be read is a group of its own, under what stands there.
    fn name(&self, row: &[Cell]) -> String {
        let cell = &row[self.column];
        let name = self.days.and_then(|(days, per)| Some(per.name(days.read(cell)?)));
        name.unwrap_or_else(|| cell.to_string())
    }
}

/// What a row brings to the reckoning.
enum Amount {
    Of(Decimal),
    Blank,
    Unreadable,
}

fn amounts(found: &Table, op: Op, column: Option<usize>) -> Result<Vec<Amount>> {
    let Some(at) = column else {
        if op != Op::Count {
            return refused(format!("name the column to reckon with: the table has {}", table::columns(found)));
        }
        return Ok(found.rows().iter().map(|_| Amount::Of(Decimal::ONE)).collect());
    };
    let is_blank = |cell: &Cell| matches!(cell, Cell::Blank) || cell.to_string().trim().is_empty();
    if op == Op::Count {
        let count = |cell| if is_blank(cell) { Amount::Blank } else { Amount::Of(Decimal::ONE) };
        return Ok(table::cells(found, at).map(count).collect());
    }

    let name = &found.columns()[at];
    let style = match Style::of(table::cells(found, at)) {
        Ok(style) => style,
        Err(mixed) => {
            return refused(format!("the column \"{name}\" can't be read: {mixed}; correct one of them first"));
        }
    };
    let read = |cell| match style.read(cell) {
        Some(amount) => Amount::Of(amount),
        None if is_blank(cell) => Amount::Blank,
        None => Amount::Unreadable,
    };
    let amounts: Vec<Amount> = table::cells(found, at).map(read).collect();
    if amounts.iter().any(|amount| matches!(amount, Amount::Of(_))) {
        return Ok(amounts);
    }
    refused(format!("the column \"{name}\" holds no numbers: the table has {}", table::columns(found)))
}
