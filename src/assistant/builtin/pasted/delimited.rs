//! Tables whose cells are separated by one character, with quotes as RFC 4180 has them.

use super::Found;

/// Tried in this order; where two fit equally well, the one that finds more columns wins.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// Lines of words that may stand above or below a table.
const LINES_BESIDE_MAX: usize = 4;

/// Of a hundred records, how many must have the usual number of cells for the text to be a table.
const REGULAR_MIN: usize = 60;

struct Reading {
    found: Found,
    columns: usize,
    regular: usize,
}

pub(super) fn find(text: &str) -> Option<Found> {
    let text = opened(text);
    let readings = DELIMITERS.into_iter().filter_map(|delimiter| read(&text, delimiter));
    let best = readings.reduce(|best, next| {
        let better = (next.regular, next.columns) > (best.regular, best.columns);
        if better { next } else { best }
    })?;
    Some(best.found)
}

/// Puts data that follows a colon in the first line on a line of its own: `make a table: a,b`.
fn opened(text: &str) -> String {
    let text = text.trim_matches(['\n', '\r', '\u{feff}']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.split_once(": ") {
        Some((words, data)) if is_command(words) && data.contains([',', ';', '\t', '|']) => {
            format!("{words}:\n{}\n{rest}", data.trim())
        }
        _ => text.to_owned(),
    }
}

fn read(text: &str, delimiter: u8) -> Option<Reading> {
    let mut records = records(text, delimiter);
    let columns = usual_length(&records)?;
    let mut beside = Vec::new();
    while records.len() > 1 && beside.len() < LINES_BESIDE_MAX && is_beside(&records[0], columns) {
        beside.push(records.remove(0));
    }
    let above = beside.len();
    while records.len() > 1 && beside.len() < above + LINES_BESIDE_MAX && is_beside(records.last()?, columns) {
        beside.insert(above, records.pop()?);
    }
    if records.len() < 2 {
        return None;
    }

    let usual = records.iter().filter(|record| record.len() == columns).count();
    let regular = usual * 100 / records.len();
    let mark = char::from(delimiter).to_string();
    let beside = beside.into_iter().map(|record| record.join(&mark).trim().to_owned());
    let found = Found { beside: beside.collect::<Vec<_>>().join(" "), records };
    (regular >= REGULAR_MIN).then_some(Reading { found, columns, regular })
}

/// Every record that has something in it.
fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let cells = |record: csv::StringRecord| record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    records.map(cells).filter(|record| record.iter().any(|cell| !cell.is_empty())).collect()
}

/// The number of cells that most records have, if that is more than one.
fn usual_length(records: &[Vec<String>]) -> Option<usize> {
    let mut lengths: Vec<usize> = records.iter().map(Vec::len).filter(|length| *length > 1).collect();
    lengths.sort_unstable();
    let mut best: Option<(usize, usize)> = None;
    for run in lengths.chunk_by(|a, b| a == b) {
        if best.is_none_or(|(count, _)| run.len() >= count) {
            best = Some((run.len(), run[0]));
        }
    }
    best.map(|(_, length)| length)
}

/// Whether a record at the edge is not part of the table but words about it.
fn is_beside(record: &[String], columns: usize) -> bool {
    match record {
        [] => true,
        [only] => columns > 1 && (is_command(only) || only.contains(' ') || only.ends_with(':')),
        several => several.len() != columns && is_command(&several.join(" ")),
    }
}

fn is_command(words: &str) -> bool {
    let words = words.to_lowercase();
    let about_tables = ["table", "tabelle"].iter().any(|word| words.contains(word));
    about_tables && words.split_whitespace().count() > 1 || words == "table" || words == "tabelle"
}
