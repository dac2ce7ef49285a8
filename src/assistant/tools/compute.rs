//! `compute`.

mod groups;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Result, Scene, Tool, ToolDone, refused, shown, table::CardTable};
use crate::{
    assistant::amount::{self, Style},
    card::{CardId, block::Cell},
};
use groups::{Groups, Tally};

/// Groups that are listed. More can't be read, and a model asks too broadly.
const GROUPS_MAX: usize = 1_000;

/// Digits behind the mark of an average.
const MEAN_DIGITS: u32 = 4;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Compute {
    card_id: CardId,
    /// Which table, when the card has several.
    #[serde(default)]
    block_id: Option<String>,
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
    const DESCRIPTION: &'static str = "Reckons exactly over a column of a card's table: sum, mean, count, min or max, over \
                                       all rows or grouped by another column. Understands currency signs and both decimal \
                                       marks. Answers rows [group, value] and the overall value; it makes no card.";
    const EFFECT: Effect = Effect::Reads;

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone> {
        let found = CardTable::find(scene, self.card_id, self.block_id.as_deref())?;
        let Expression { op, column, by } = self.expression;
        let column = column.map(|name| found.column(&name)).transpose()?;
        let by = by.map(|name| found.column(&name)).transpose()?;

        let amounts = amounts(&found, op, column)?;
        let (mut groups, mut all) = (Groups::default(), Tally::default());
        let mut skipped = 0;
        for (row, amount) in found.table.rows().iter().zip(amounts) {
            match amount {
                Amount::Of(amount) => {
                    let counted = by.is_none_or(|at| groups.add(&row[at], amount)) && all.add(amount);
                    if !counted {
                        return refused("the amounts are too large to be added up exactly");
                    }
                }
                Amount::Unreadable => skipped += 1,
                Amount::Blank => {}
            }
        }

        let names = found.table.columns();
        let overall = all.result(op).map(amount::json);
        let mut output = json!({
            "column": column.map(|at| &names[at]),
            "by": by.map(|at| &names[at]),
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
        let detail = format!("reckoned with {}", shown::quoted(&found.card.title));
        Ok(ToolDone { changes: Vec::new(), output, detail })
    }
}

/// What a row brings to the reckoning.
enum Amount {
    Of(Decimal),
    Blank,
    Unreadable,
}

fn amounts(found: &CardTable, op: Op, column: Option<usize>) -> Result<Vec<Amount>> {
    let Some(at) = column else {
        if op != Op::Count {
            return refused(format!("name the column to reckon with: the table has {}", found.columns()));
        }
        return Ok(found.table.rows().iter().map(|_| Amount::Of(Decimal::ONE)).collect());
    };
    let is_blank = |cell: &Cell| matches!(cell, Cell::Blank) || cell.to_string().trim().is_empty();
    if op == Op::Count {
        let count = |cell| if is_blank(cell) { Amount::Blank } else { Amount::Of(Decimal::ONE) };
        return Ok(found.cells(at).map(count).collect());
    }

    let name = &found.table.columns()[at];
    let style = match Style::of(found.cells(at)) {
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
    let amounts: Vec<Amount> = found.cells(at).map(read).collect();
    if amounts.iter().any(|amount| matches!(amount, Amount::Of(_))) {
        return Ok(amounts);
    }
    refused(format!("the column \"{name}\" holds no numbers: the table has {}", found.columns()))
}
