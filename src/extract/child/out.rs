//! What leaves the child, within its bounds.

use std::{collections::BTreeSet, io};

use crate::extract::{
    CELLS_BYTES_MAX, Cell, Note, PAGE_BYTES_MAX, PAGES_MAX, Piece, ROWS_MAX, Refusal, SHEETS_MAX, TEXT_BYTES_MAX,
};

/// Where a child writes what it finds.
pub(in crate::extract) struct Out<'w> {
    write: &'w mut dyn FnMut(&Piece) -> io::Result<()>,
    bytes_left: usize,
    cell_bytes_left: usize,
    rows_left: u64,
    pages: u32,
    sheets: u32,
    notes: BTreeSet<Note>,
}

/// Why a child finds nothing more.
pub(in crate::extract) enum Stop {
    Refused(Refusal),
    /// The server does not listen any more.
    Gone(io::Error),
}

pub(in crate::extract) type Found<T = ()> = Result<T, Stop>;

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A file that can't be read to its end is damaged.
impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Refused(Refusal::Damaged)
    }
}

impl<'w> Out<'w> {
    pub fn new(write: &'w mut dyn FnMut(&Piece) -> io::Result<()>) -> Self {
        Self {
            write,
            bytes_left: TEXT_BYTES_MAX,
            cell_bytes_left: CELLS_BYTES_MAX,
            rows_left: ROWS_MAX,
            pages: 0,
            sheets: 0,
            notes: BTreeSet::new(),
        }
    }

    pub fn put(&mut self, piece: &Piece) -> Found {
        (self.write)(piece).map_err(Stop::Gone)
    }

    /// The next page or portion. Answers whether there is room for more.
    pub fn page(&mut self, text: &str) -> Found<bool> {
        if self.pages == PAGES_MAX || self.bytes_left == 0 {
            self.note(Note::Shortened);
            return Ok(false);
        }
        let kept = cut(text.trim_end(), PAGE_BYTES_MAX.min(self.bytes_left));
        if kept.len() < text.trim_end().len() {
            self.note(Note::Shortened);
        }
        self.bytes_left -= kept.len();
        self.pages += 1;
        let text: String = kept.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.put(&Piece::Page { number: self.pages, text })?;
        Ok(true)
    }

    /// How many pages have been found so far.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// Begins a sheet and answers its number; `None` when there are too many.
    pub fn sheet(&mut self, name: &str, page: Option<u32>, columns: Vec<String>) -> Found<Option<u32>> {
        if self.sheets == SHEETS_MAX {
            self.note(Note::Shortened);
            return Ok(None);
        }
        self.sheets += 1;
        let name = name.chars().filter(|c| !c.is_control()).take(200).collect();
        self.put(&Piece::Sheet { number: self.sheets, name, page, columns })?;
        Ok(Some(self.sheets))
    }

    /// Rows of a sheet. Answers whether there is room for more.
    pub fn rows(&mut self, sheet: u32, mut rows: Vec<Vec<Cell>>) -> Found<bool> {
        let count = rows.len() as u64;
        if count > self.rows_left {
            rows.truncate(usize::try_from(self.rows_left).unwrap_or_default());
            self.note(Note::Shortened);
        }
        self.rows_left = self.rows_left.saturating_sub(count);
        let bytes: usize = rows.iter().flatten().map(Cell::bytes).sum();
        if self.cell_bytes_left < bytes {
            self.note(Note::Shortened);
            return Ok(false);
        }
        self.cell_bytes_left -= bytes;
        if !rows.is_empty() {
            self.put(&Piece::Rows { sheet, rows })?;
        }
        Ok(self.rows_left > 0)
    }

    /// Something that a reader should know, said once at the end.
    pub fn note(&mut self, note: Note) {
        self.notes.insert(note);
    }

    /// Says that everything was found.
    pub fn done(self) -> io::Result<()> {
        for note in self.notes {
            (self.write)(&Piece::Note(note))?;
        }
        (self.write)(&Piece::Done)
    }
}

/// The beginning of `text` of at most `bytes_max` bytes, cut between letters.
fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}
