//! From records to a table: names for the columns, numbers where they stay exact.

use serde_json::Value;

use crate::{
    assistant::amount::{Style, exact_number},
    card::block::{COLUMNS_MAX, Cell, LINE_CHARS_MAX},
};

/// Splits the header off, names every column once and gives each row its cells.
pub(super) fn typed(mut records: Vec<Vec<String>>) -> Option<(Vec<String>, Vec<Vec<Value>>)> {
    let width = records.iter().map(|record| used(record)).max().filter(|width| *width > 0)?;
    let header = if is_header(records.first()?) { records.remove(0) } else { Vec::new() };
    let columns = names(header, width);

    let numeric: Vec<bool> = (0..width).map(|at| is_numeric(&records, at)).collect();
    let row = |record: Vec<String>| {
        let cells = record.into_iter().take(width).zip(&numeric);
        cells.map(|(text, numeric)| cell(text, *numeric)).collect()
    };
    Some((columns, records.into_iter().map(row).collect()))
}

/// Cells up to the last that is not blank.
fn used(record: &[String]) -> usize {
    record.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1)
}

/// Words, or words and years: numbers are data.
fn is_header(record: &[String]) -> bool {
    let is_amount = |text: &str| {
        let cell = [Cell::Text(text.to_owned())];
        Style::of(&cell).is_ok_and(|style| style.read(&cell[0]).is_some())
    };
    let is_year = |text: &str| text.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year));
    let is_date = |text: &str| text.len() >= 8 && text.chars().all(|c| c.is_ascii_digit() || "-./:T ".contains(c));
    let words = record.iter().filter(|text| !text.is_empty() && !is_amount(text) && !is_date(text)).count();
    words > 0 && record.iter().all(|text| is_year(text) || (!is_amount(text) && !is_date(text)))
}

/// One name a column: the header's, numbered where it repeats itself, `Column 3` where it says nothing.
fn names(header: Vec<String>, width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    let mut header = header.into_iter();
    // More columns than a card holds are refused anyway; keeping their names apart would take its time.
    if width > COLUMNS_MAX {
        return (1..=width).map(|number| format!("Column {number}")).collect();
    }
    for number in 1..=width {
        let said = header.next().unwrap_or_default();
        let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let base: String = said.chars().take(LINE_CHARS_MAX - 8).collect();
        let base = if base.is_empty() { format!("Column {number}") } else { base };
        let mut name = base.clone();
        let mut again = 2;
        while names.contains(&name) {
            name = format!("{base} {again}");
            again += 1;
        }
        names.push(name);
    }
    names
}

/// Whether every cell of the column is a number that stays exact, and one is there.
fn is_numeric(records: &[Vec<String>], at: usize) -> bool {
    let mut cells = records.iter().filter_map(|record| record.get(at)).filter(|text| !text.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|text| exact_number(text).is_some())
}

fn cell(text: String, numeric: bool) -> Value {
    let number = if numeric { exact_number(&text) } else { None };
    match number {
        Some(number) => Value::Number(number),
        None if text.is_empty() => Value::Null,
        None => Value::String(text),
    }
}
