//! Files of every kind, read as the child reads them but in this process; the child itself is tried from outside.

mod formats;
mod harm;
mod samples;

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use super::{
    Cell, Kind, Note, Piece, Refusal,
    child::{
        check::check,
        out::{Found, Out, Stop},
    },
    format,
};

/// What was found in a file, by what it is.
#[derive(Default, Debug)]
struct All {
    kind: Option<Kind>,
    pages: Vec<String>,
    scanned: Vec<u32>,
    sheets: Vec<Sheet>,
    picture: Option<super::Picture>,
    notes: Vec<Note>,
}

#[derive(Default, Debug)]
struct Sheet {
    name: String,
    page: Option<u32>,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

/// Checks the file as if it had a name with this ending, and reads it.
fn taken_in(bytes: &[u8], ending: &str) -> Result<All, Refusal> {
    let file = file(bytes);
    let mut all = All::default();
    within(&mut all, |out| check(&file, ending, out))?;
    let kind = all.kind.expect("a kind");
    within(&mut all, |out| format::read(&file, kind, out))?;
    Ok(all)
}

fn within(all: &mut All, work: impl FnOnce(&mut Out<'_>) -> Found) -> Result<(), Refusal> {
    let mut take = |piece: &Piece| {
        match piece.clone() {
            Piece::Kind(kind) => all.kind = Some(kind),
            Piece::Page { text, .. } => all.pages.push(text),
            Piece::Scanned { page } => all.scanned.push(page),
            Piece::Sheet { name, page, columns, .. } => {
                all.sheets.push(Sheet { name, page, columns, rows: Vec::new() });
            }
            Piece::Rows { sheet, rows } => all.sheets[sheet as usize - 1].rows.extend(rows),
            Piece::Picture(picture) => all.picture = Some(picture),
            Piece::Note(note) => all.notes.push(note),
            Piece::Refused(_) | Piece::Done => {}
        }
        Ok(())
    };
    let mut out = Out::new(&mut take);
    match work(&mut out) {
        Ok(()) => out.done().map_err(|_| Refusal::Damaged),
        Err(Stop::Refused(refusal)) => Err(refusal),
        Err(Stop::Gone(error)) => panic!("nobody is gone: {error}"),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(number: f64) -> Cell {
    Cell::number(number)
}
