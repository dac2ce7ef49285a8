//! Sums by group as a new card, and charts.

use serde_json::{Value, json};

use super::tables;
use crate::assistant::{
    builtin::{
        act::{Act, text, title},
        phrase::folded,
        play::{Pause, Play},
        speech::{Lang, plain},
        understand::{Drawn, Op, Target},
        view::Seen,
    },
    calendar::Per,
};

/// What columns that hold days are called.
const DAYS: [&str; 8] = ["date", "datum", "day", "tag", "month", "monat", "time", "zeit"];

/// The table and the columns that a question is about.
struct Question {
    /// How a tool is told which table is meant.
    table: Value,
    column: Option<String>,
    by: Option<By>,
}

/// What the groups are made of.
#[derive(Clone)]
enum By {
    Column(String),
    /// The days in the column that holds some.
    Per(Per),
}

pub(in super::super) fn compute(
    play: &mut Play<'_>,
    op: Op,
    column: Option<String>,
    by: Option<String>,
    of: &Target,
) -> Act {
    let question = question(play, op, column, by, of)?;
    let sums = ask(play, op, &question)?;
    let label = label(play.lang, op, question.column.as_deref());
    let overall = plain(&text(&sums["overall"]));
    let Some(by) = &question.by else {
        let blocks = json!([{ "type": "stat", "label": label, "value": text(&sums["overall"]) }]);
        let made = play.call("create_card", json!({ "title": label, "size": "small", "blocks": blocks }))?;
        let name = title(&made);
        return Ok(format!("{name}: {overall}.{}", left_out(play.lang, &sums)));
    };

    let by = by.name(play.lang);
    let heading = grouped(play.lang, &label, &by);
    let blocks = json!([{ "type": "table", "columns": [by, label], "rows": sums["rows"] }]);
    let made = play.call("create_card", json!({ "title": heading, "size": "medium", "blocks": blocks }))?;
    let (name, count) = (title(&made), sums["rows"].as_array().map_or(0, Vec::len));
    let overall = if op == Op::Sum { evened(overall, &sums["rows"]) } else { overall };
    let whole = match op {
        Op::Sum | Op::Count => play.lang.pick(format!(", {overall} in all"), format!(", insgesamt {overall}")),
        Op::Mean | Op::Min | Op::Max => {
            play.lang.pick(format!(", {overall} over all"), format!(", {overall} über alle"))
        }
    };
    let said = play.lang.pick(
        format!("I put {name} beside it: {count} groups{whole}."),
        format!("Ich habe {name} dazugelegt: {count} Gruppen{whole}."),
    );
    Ok(said + left_out(play.lang, &sums).as_str())
}

/// The sum with as many digits after the point as the longest of its parts, as the table beside it shows them.
fn evened(overall: String, rows: &Value) -> String {
    let digits = |amount: &str| amount.split_once('.').map_or(0, |(_, digits)| digits.len());
    let parts = rows.as_array().into_iter().flatten().map(|row| digits(&text(&row[1])));
    let missing = parts.max().unwrap_or(0).saturating_sub(digits(&overall));
    let point = if missing > 0 && !overall.contains('.') { "." } else { "" };
    overall + point + "0".repeat(missing).as_str()
}

pub(in super::super) fn chart(play: &mut Play<'_>, kind: Option<&str>, what: Drawn) -> Act {
    let (made, skipped) = match what {
        Drawn::Columns { y, x, of } => {
            let question = question(play, Op::Sum, Some(y), Some(x), &of)?;
            let sums = ask(play, Op::Sum, &question)?;
            (draw(play, kind, &question, &sums)?, left_out(play.lang, &sums))
        }
        Drawn::Card(target) => {
            let mut input = on_a_card(play, &target)?;
            if let Some(kind) = kind {
                input["kind"] = json!(kind);
            }
            (play.call("chart_from_table", input)?, String::new())
        }
    };
    let name = title(&made);
    Ok(play.lang.pick(format!("I drew {name}."), format!("Ich habe {name} gezeichnet.")) + skipped.as_str())
}

/// The table that is meant, which is put on a card when it stands in a document.
fn on_a_card(play: &mut Play<'_>, target: &Target) -> Result<Value, Pause> {
    let found = tables(play, target)?[0];
    let input = found.input();
    if let Seen::Card(..) = found {
        return Ok(input);
    }
    let made = play.call("make_table_from_document", input)?;
    Ok(json!({ "card_id": made["card_id"] }))
}

fn draw(play: &mut Play<'_>, kind: Option<&str>, question: &Question, sums: &Value) -> Result<Value, Pause> {
    let y = question.column.clone().unwrap_or_default();
    let x = question.by.as_ref().map(|by| by.name(play.lang)).unwrap_or_default();
    let rows = sums["rows"].as_array().into_iter().flatten();
    let data: Vec<Value> = rows.map(|row| json!({ x.as_str(): row[0], y.as_str(): row[1] })).collect();
    let block = json!({ "type": "chart", "kind": kind.unwrap_or("bar"), "x": x, "y": [y], "data": data });
    let heading = grouped(play.lang, &y, &x);
    play.call("create_card", json!({ "title": heading, "size": "large", "blocks": [block] }))
}

fn ask(play: &mut Play<'_>, op: Op, question: &Question) -> Result<Value, Pause> {
    let mut expression = json!({ "op": op.word() });
    if let Some(column) = &question.column {
        expression["column"] = json!(column);
    }
    match &question.by {
        Some(By::Column(by)) => expression["by"] = json!(by),
        Some(By::Per(per)) => expression["per"] = json!(per),
        None => {}
    }
    let mut input = question.table.clone();
    input["expression"] = expression;
    play.call("compute", input)
}

/// Finds the table that has the columns: one that is called exactly so, else one that nearly is.
fn question(
    play: &Play<'_>,
    op: Op,
    column: Option<String>,
    by: Option<String>,
    of: &Target,
) -> Result<Question, Pause> {
    let mut found = tables(play, of)?;
    if by.as_deref().is_some_and(|by| per(by).is_some()) {
        // What holds days can't be seen from here, but is mostly called so.
        found.sort_by_key(|seen| !DAYS.iter().any(|name| seen.column(name, false).is_some()));
    }
    for exactly in [true, false] {
        for seen in &found {
            if let Some((column, by)) = columns(*seen, op, column.as_deref(), by.as_deref(), exactly) {
                return Ok(Question { table: seen.input(), column, by });
            }
        }
    }
    let first = found[0];
    let has = |name: &str| first.column(name, false).is_some();
    let missing = column.iter().chain(by.iter().filter(|by| per(by).is_none())).find(|name| !has(name));
    let (card, columns) = (first.title(), first.columns());
    Err(Pause::Say(match missing {
        Some(name) => play.lang.no_column(name, card, columns),
        None => play.lang.which_column(card, columns),
    }))
}

/// The columns in `seen` that were named. "total by vendor" may mean the column called total.
fn columns(
    seen: Seen<'_>,
    op: Op,
    column: Option<&str>,
    by: Option<&str>,
    exactly: bool,
) -> Option<(Option<String>, Option<By>)> {
    let find = |name: &str| seen.column(name, exactly).map(str::to_owned);
    let by = match by {
        Some(by) => Some(find(by).map(By::Column).or_else(|| per(by).map(By::Per))?),
        None => None,
    };
    let column = match column {
        Some(name) => Some(find(name)?),
        None if op == Op::Count => None,
        None => Some(op.names().iter().find_map(|name| find(name))?),
    };
    Some((column, by))
}

impl By {
    fn name(&self, lang: Lang) -> String {
        let name = match self {
            Self::Column(name) => name,
            Self::Per(Per::Day) => lang.pick("Day", "Tag"),
            Self::Per(Per::Month) => lang.pick("Month", "Monat"),
            Self::Per(Per::Quarter) => lang.pick("Quarter", "Quartal"),
            Self::Per(Per::Year) => lang.pick("Year", "Jahr"),
        };
        name.to_owned()
    }
}

/// The stretch of time that a word means.
fn per(word: &str) -> Option<Per> {
    match folded(word).as_str() {
        "day" | "days" | "tag" | "tage" | "tagen" => Some(Per::Day),
        "month" | "months" | "monat" | "monate" | "monaten" => Some(Per::Month),
        "quarter" | "quarters" | "quartal" | "quartale" | "quartalen" => Some(Per::Quarter),
        "year" | "years" | "jahr" | "jahre" | "jahren" => Some(Per::Year),
        _ => None,
    }
}

fn label(lang: Lang, op: Op, column: Option<&str>) -> String {
    let word = match op {
        Op::Sum => lang.pick("Total", "Summe"),
        Op::Mean => lang.pick("Average", "Durchschnitt"),
        Op::Count => lang.pick("Count", "Anzahl"),
        Op::Min => lang.pick("Lowest", "Kleinster Wert"),
        Op::Max => lang.pick("Highest", "Größter Wert"),
    };
    column.map_or_else(|| word.to_owned(), |column| format!("{word} {column}"))
}

fn grouped(lang: Lang, label: &str, by: &str) -> String {
    format!("{label} {} {by}", lang.pick("by", "nach"))
}

/// A sentence about cells that hold something, but no number.
fn left_out(lang: Lang, sums: &Value) -> String {
    match sums["skipped"].as_u64() {
        None | Some(0) => String::new(),
        Some(1) => lang
            .pick(" One cell is no number and was left out.", " Eine Zelle ist keine Zahl und blieb außer Acht.")
            .to_owned(),
        Some(count) => lang.pick(
            format!(" {count} cells are no numbers and were left out."),
            format!(" {count} Zellen sind keine Zahlen und blieben außer Acht."),
        ),
    }
}

impl Op {
    /// The word in the tool's input.
    const fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    /// Columns that are called as the operation is, for a question that names none; else the usual ones for money.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Sum => &["total", "amount", "sum", "summe", "betrag", "gesamt", "price", "preis", "value", "wert"],
            Self::Mean | Self::Count | Self::Min | Self::Max => {
                &["amount", "betrag", "value", "wert", "price", "preis"]
            }
        }
    }
}
