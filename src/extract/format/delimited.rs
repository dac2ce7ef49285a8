//! Rows of cells in text, whatever parts them.

use csv::{ReaderBuilder, StringRecord};

use crate::extract::{
    Cell, Kind,
    child::{
        out::{Found, Out},
        sheet::Sheet,
    },
};

/// What is looked at to tell how cells are parted.
const SAMPLE_BYTES: usize = 64 << 10;
const SAMPLE_ROWS: usize = 200;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How cells are parted, and how well that fits.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Shape {
    delimiter: u8,
    quote: u8,
    /// Cells in the usual row.
    width: usize,
    rows: usize,
    /// Rows that are as wide as the usual one.
    regular: usize,
}

/// What kind of columns the text seems to be: nearly every row has to have as many cells as the others.
pub(super) fn guess(beginning: &str) -> Option<Kind> {
    let shape = shape(beginning)?;
    let is_regular = shape.rows >= 3 && shape.regular * 20 >= shape.rows * 19;
    is_regular.then_some(if shape.delimiter == b'\t' { Kind::Tsv } else { Kind::Csv })
}

pub(super) fn read(text: &str, kind: Kind, out: &mut Out<'_>) -> Found {
    let usual = if kind == Kind::Tsv { b'\t' } else { b',' };
    let (text, said) = announced(text);
    let found = shape(text).map(|shape| (shape.delimiter, shape.quote));
    let (delimiter, quote) = found.unwrap_or((usual, b'"'));
    let mut rows = reader(text, said.unwrap_or(delimiter), quote);
    let mut sheet = Sheet::new("", None);
    let mut record = StringRecord::new();
    while rows.read_record(&mut record).unwrap_or(false) {
        if !sheet.row(out, record.iter().map(Cell::read).collect())? {
            break;
        }
    }
    sheet.finish(out)
}

/// Some spreadsheets say in a first line what parts the cells: `sep=;`.
fn announced(text: &str) -> (&str, Option<u8>) {
    let Some(rest) = text.strip_prefix("sep=") else { return (text, None) };
    let delimiter = rest.bytes().next().filter(u8::is_ascii);
    (rest.split_once('\n').map_or("", |(_, rows)| rows), delimiter)
}

fn reader(text: &str, delimiter: u8, quote: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quote(quote);
    builder.from_reader(text.as_bytes())
}

fn shape(text: &str) -> Option<Shape> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    // The last line of a sample may be cut.
    let sample = if sample.len() < text.len() { sample.rsplit_once('\n')?.0 } else { sample };
    // Whoever quotes with apostrophes quotes the first name, too.
    let quote = if sample.starts_with('\'') { b'\'' } else { b'"' };
    let shapes = DELIMITERS.into_iter().filter_map(|delimiter| fitting(sample, delimiter, quote));
    shapes
        // Of equals the first is taken: `max_by_key` would take the last.
        .reduce(|best, next| if next.score() > best.score() { next } else { best })
}

fn fitting(sample: &str, delimiter: u8, quote: u8) -> Option<Shape> {
    let mut widths = Vec::new();
    for record in reader(sample, delimiter, quote).into_records().take(SAMPLE_ROWS) {
        widths.push(record.ok()?.len());
    }
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    let usual = runs.max_by_key(|run| (run.len(), run[0]))?;
    (usual[0] > 1).then_some(Shape { delimiter, quote, width: usual[0], rows: widths.len(), regular: usual.len() })
}

impl Shape {
    /// Regular before wide: a comma inside of numbers parts every row, but not always alike.
    fn score(&self) -> (usize, usize) {
        (self.regular * 100 / self.rows.max(1), self.width)
    }
}
