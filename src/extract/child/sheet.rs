//! A sheet that grows row by row: finds the row that names the columns, and hands the others on.

use crate::extract::{
    BATCH_ROWS_MAX, COLUMNS_MAX, Cell, Note,
    child::out::{Found, Out},
};

/// Rows that are looked at to find the one with the columns' names.
const LOOKED_AT: usize = 20;
/// Bytes of cells that are handed on together, about.
const BATCH_BYTES: usize = 128 << 10;
/// Characters of a column's name.
const NAME_CHARS_MAX: usize = 200;

/// A sheet as it is read.
pub(in crate::extract) struct Sheet {
    name: String,
    page: Option<u32>,
    waiting: Vec<Vec<Cell>>,
    waiting_bytes: usize,
    /// Once the columns are known: the number of the sheet, and how many columns there are.
    begun: Option<(u32, usize)>,
    is_full: bool,
}

impl Sheet {
    pub fn new(name: &str, page: Option<u32>) -> Self {
        Self { name: name.to_owned(), page, waiting: Vec::new(), waiting_bytes: 0, begun: None, is_full: false }
    }

    /// Takes the next row in. Answers whether there is room for more.
    pub fn row(&mut self, out: &mut Out<'_>, mut row: Vec<Cell>) -> Found<bool> {
        while row.last() == Some(&Cell::Blank) {
            row.pop();
        }
        if row.is_empty() || self.is_full {
            return Ok(!self.is_full);
        }
        if row.len() > COLUMNS_MAX {
            row.truncate(COLUMNS_MAX);
            out.note(Note::Shortened);
        }
        self.waiting_bytes += row.iter().map(Cell::bytes).sum::<usize>();
        self.waiting.push(row);
        let is_much = self.waiting_bytes >= BATCH_BYTES;
        if self.begun.is_none() && (is_much || self.waiting.len() >= LOOKED_AT) {
            self.begin(out)?;
        }
        if is_much || self.waiting.len() >= BATCH_ROWS_MAX {
            self.flush(out)?;
        }
        Ok(!self.is_full)
    }

    /// The sheet has no more rows. One that never had any leaves no trace.
    pub fn finish(mut self, out: &mut Out<'_>) -> Found {
        if self.begun.is_none() && !self.waiting.is_empty() {
            self.begin(out)?;
        }
        self.flush(out)
    }

    fn begin(&mut self, out: &mut Out<'_>) -> Found {
        let columns = match header(&self.waiting) {
            Some(at) => {
                let header = self.waiting.drain(..=at).next_back().unwrap_or_default();
                let width = self.waiting.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
                named(&header, width)
            }
            None => named(&[], self.waiting.iter().map(Vec::len).max().unwrap_or(0)),
        };
        let width = columns.len();
        match out.sheet(&self.name, self.page, columns)? {
            Some(number) => self.begun = Some((number, width)),
            None => self.is_full = true,
        }
        Ok(())
    }

    fn flush(&mut self, out: &mut Out<'_>) -> Found {
        let Some((number, width)) = self.begun else { return Ok(()) };
        self.waiting_bytes = 0;
        let mut rows = std::mem::take(&mut self.waiting);
        for row in &mut rows {
            row.resize(width, Cell::Blank);
        }
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(BATCH_ROWS_MAX));
            self.is_full |= !out.rows(number, std::mem::replace(&mut rows, rest))?;
        }
        Ok(())
    }
}

/// The row that names the columns: the first that is nearly as wide as the widest, if it holds nothing but texts and
/// others follow it. What stands above it is a title.
fn header(rows: &[Vec<Cell>]) -> Option<usize> {
    let filled = |row: &Vec<Cell>| row.iter().filter(|cell| **cell != Cell::Blank).count();
    let widest = rows.iter().map(filled).max()?;
    let at = rows.iter().position(|row| filled(row) * 3 >= widest * 2)?;
    let is_words = rows[at].iter().all(|cell| match cell {
        Cell::Blank => true,
        Cell::Text(text) => !text.starts_with(|c: char| c.is_ascii_digit()) || text.chars().any(char::is_alphabetic),
        Cell::Bool(_) | Cell::Number(_) => false,
    });
    (is_words && at + 1 < rows.len()).then_some(at)
}

/// Names for `width` columns: those in `header`, made different; where it is blank, letters as on a spreadsheet.
fn named(header: &[Cell], width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    for at in 0..width {
        let said: String = header.get(at).map(ToString::to_string).unwrap_or_default();
        let said =
            said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARS_MAX).collect::<String>();
        let base = if said.is_empty() { letters(at) } else { said };
        let mut name = base.clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{base} {number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// `A` to `Z`, then `AA` and so on.
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    if at < 26 { letter.to_string() } else { format!("{}{letter}", letters(at / 26 - 1)) }
}
