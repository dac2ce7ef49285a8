//! A card taken along: a table as CSV or JSON, the whole card as Markdown.

use serde::Serialize;

use super::block::{Block, Body, Cell, Chart, Table};

/// Names of files stay readable in every folder view.
const STEM_CHARS_MAX: usize = 60;

/// A file to be handed out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// The file's name without its ending: small letters, digits and hyphens.
    pub stem: String,
    pub bytes: Vec<u8>,
}

/// Why there is nothing to hand out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    #[error("this card has no table to export")]
    NoTable,
    #[error("this card has several tables: name one by its block id")]
    SeveralTables,
    #[error("the card could not be written out")]
    Unwritable,
}

/// A table of the card as CSV (RFC 4180, UTF-8): the one with the id `block_id`, or the only one.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front. Numbers stay as they are.
///
/// # Errors
/// [`Error::NoTable`]; [`Error::SeveralTables`] when none is named and there is a choice.
pub fn csv(title: &str, blocks: &[Block], block_id: Option<&str>) -> Result<Export, Error> {
    let table = table(blocks, block_id)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let head: Vec<String> = table.columns().iter().map(|name| defused(name)).collect();
    writer.write_record(&head).map_err(|_| Error::Unwritable)?;
    for row in table.rows() {
        writer.write_record(row.iter().map(csv_cell)).map_err(|_| Error::Unwritable)?;
    }
    let bytes = writer.into_inner().map_err(|_| Error::Unwritable)?;
    Ok(Export { stem: stem(title), bytes })
}

/// The card as JSON: its title and its blocks as they go over the wire.
///
/// # Errors
/// [`Error::Unwritable`], which no card that was parsed causes.
pub fn json(title: &str, blocks: &[Block]) -> Result<Export, Error> {
    #[derive(Serialize)]
    struct Card<'a> {
        title: &'a str,
        blocks: &'a [Block],
    }

    let mut bytes = serde_json::to_vec_pretty(&Card { title, blocks }).map_err(|_| Error::Unwritable)?;
    bytes.push(b'\n');
    Ok(Export { stem: stem(title), bytes })
}

/// The card as Markdown, with the title as its first heading.
#[must_use]
pub fn markdown(title: &str, blocks: &[Block]) -> Export {
    let mut parts = vec![format!("# {}", inline(title))];
    parts.extend(blocks.iter().map(|block| part(&block.body)));
    let mut text = parts.join("\n\n");
    text.push('\n');
    Export { stem: stem(title), bytes: text.into_bytes() }
}

fn table<'a>(blocks: &'a [Block], block_id: Option<&str>) -> Result<&'a Table, Error> {
    let mut tables = blocks.iter().filter_map(|block| match &block.body {
        Body::Table(table) if block_id.is_none_or(|id| id == block.id.as_str()) => Some(table),
        _ => None,
    });
    let first = tables.next().ok_or(Error::NoTable)?;
    if tables.next().is_some() { Err(Error::SeveralTables) } else { Ok(first) }
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => defused(text),
        Cell::Blank | Cell::Number(_) | Cell::Bool(_) => cell.to_string(),
    }
}

/// The text, unable to be a formula. A plain negative number is none.
fn defused(text: &str) -> String {
    let suspicious = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if suspicious && !is_plain_negative(text) { format!("'{text}") } else { text.to_owned() }
}

/// `-12` or `-12.50`, with `,` for `.` where that is written so.
fn is_plain_negative(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// The title as the name of a file: what is not a letter or a digit becomes a hyphen.
fn stem(title: &str) -> String {
    let mut stem = String::new();
    for c in title.chars().flat_map(char::to_lowercase).take(STEM_CHARS_MAX) {
        if c.is_alphanumeric() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "card".to_owned() } else { stem.to_owned() }
}

fn part(body: &Body) -> String {
    match body {
        Body::Heading { text, subtitle } => match subtitle {
            Some(subtitle) => format!("## {}\n\n{}", inline(text), inline(subtitle)),
            None => format!("## {}", inline(text)),
        },
        Body::Text { content } => content.clone(),
        Body::Stat { value, label, trend } => {
            let trend = trend.as_deref().map(|trend| format!(" ({})", inline(trend))).unwrap_or_default();
            format!("**{}**: {}{trend}", inline(label), inline(value))
        }
        Body::KeyValue { pairs } => {
            list(pairs.iter().map(|pair| format!("- **{}**: {}", inline(&pair.label), inline(&pair.value))))
        }
        Body::Table(table) => grid(table.columns(), table.rows().iter().map(|row| row.iter().collect())),
        Body::Badge { text, .. } => format!("**{}**", inline(text)),
        Body::Progress { value, label } => {
            let label = label.as_deref().map(|label| format!("{}: ", inline(label))).unwrap_or_default();
            format!("{label}{value}%")
        }
        Body::Chart(chart) => chart_grid(chart),
        Body::Image { document_id, alt } => format!("![{}](/documents/{document_id}/content)", inline(alt)),
        Body::Document { document_id, name, .. } => match name {
            Some(name) => format!("[{}](/documents/{document_id})", inline(name)),
            None => format!("</documents/{document_id}>"),
        },
        Body::Code { content, lang } => {
            let fence = fence(content);
            format!("{fence}{}\n{}\n{fence}", lang.as_deref().unwrap_or_default(), content.trim_end_matches('\n'))
        }
        Body::Checklist { items } => {
            list(items.iter().map(|item| format!("- [{}] {}", if item.done { 'x' } else { ' ' }, inline(&item.text))))
        }
        Body::App { instance_id, name } => match name {
            Some(name) => format!("[{}](/apps/run/{instance_id})", inline(name)),
            None => format!("</apps/run/{instance_id}>"),
        },
        Body::Separator => "---".to_owned(),
    }
}

fn list(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn chart_grid(chart: &Chart) -> String {
    let columns: Vec<String> = [&chart.x].into_iter().chain(&chart.y).cloned().collect();
    let rows = chart
        .data
        .iter()
        .map(|record| columns.iter().map(|column| record.get(column).unwrap_or(&Cell::Blank)).collect::<Vec<_>>());
    grid(&columns, rows)
}

fn grid<'a>(columns: &[String], rows: impl Iterator<Item = Vec<&'a Cell>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(columns.iter().map(|name| inline(name)).collect()),
        line(columns.iter().map(|_| "---".to_owned()).collect()),
    ];
    lines.extend(rows.map(|row| line(row.into_iter().map(|cell| inline(&cell.to_string())).collect())));
    lines.join("\n")
}

/// Words that stay words in Markdown: no emphasis, no link, no new line, no new cell.
fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => safe.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '#' => safe.extend(['\\', c]),
            other => safe.push(other),
        }
    }
    safe
}

/// A fence that is longer than every run of backticks inside.
fn fence(content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests;
