//! Tables that somebody pasted: CSV, TSV, semicolons, Markdown, with whatever was written above or below.

mod columns;
mod delimited;
mod markdown;
#[cfg(test)]
mod tests;

use serde_json::Value;

/// A table found in a message.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Pasted {
    /// What the message says beside the table, in one line.
    pub beside: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// Text with the records that were found in it, the first perhaps a header.
struct Found {
    beside: String,
    records: Vec<Vec<String>>,
}

impl Pasted {
    /// The table in `text`, if it holds one of at least two columns and two lines.
    pub fn find(text: &str) -> Option<Self> {
        let (outside, inside) = fenced(text);
        let found = markdown::find(inside).or_else(|| delimited::find(inside))?;
        let beside = format!("{outside} {}", found.beside).trim().to_owned();
        let (columns, rows) = columns::typed(found.records)?;
        Some(Self { beside, columns, rows })
    }
}

/// What stands around a fenced block, and what is in it; without one, everything is inside.
fn fenced(text: &str) -> (String, &str) {
    let Some((before, rest)) = text.split_once("```") else { return (String::new(), text) };
    let Some((inside, after)) = rest.split_once("```") else { return (String::new(), text) };
    let content = inside.split_once('\n').map_or(inside, |(_, content)| content);
    (format!("{} {}", before.trim(), after.trim()).trim().to_owned(), content)
}
