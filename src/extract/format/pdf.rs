//! PDF: the text of each page as it is laid out, its tables, and the pages that are pictures.

mod layout;
mod nesting;
mod scan;
mod table;
mod widths;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform};

use crate::extract::{
    Cell, Note, Piece, Refusal,
    child::{
        out::{Found, Out},
        sheet::Sheet,
    },
};
use layout::{Glyph, Page};
pub(in crate::extract) use nesting::check as check_nesting;
pub(super) use scan::picture;
use table::Table;

/// A page with fewer letters than this says nothing by itself: a page number, a stamp.
const LETTERS_MIN: usize = 16;
/// Glyphs on one page; a map may have more, and they are no text then.
const GLYPHS_MAX: usize = 200_000;

pub(super) fn read(bytes: &[u8], out: &mut Out<'_>) -> Found {
    let document = open(bytes)?;
    let pages = document.get_pages();
    let mut telling = Telling { out, open: None, has_picture: false };
    for number in pages.keys() {
        let mut glyphs = Glyphs::default();
        // What one page does to its reader is no reason to give up the others.
        let read = catch_unwind(AssertUnwindSafe(|| pdf_extract::output_doc_page(&document, &mut glyphs, *number)));
        if !matches!(read, Ok(Ok(()))) {
            telling.out.note(Note::PagesLeftOut);
        }
        let letters = glyphs.found.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        if letters < LETTERS_MIN && scan::is_scanned(&document, *number) {
            telling.scanned(&document, *number)?;
        }
        let page = Page::of(glyphs.found);
        if !telling.page(&page)? {
            break;
        }
    }
    telling.finish()
}

/// The document, unlocked when no password is asked for.
fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut document = Document::load_mem(bytes).map_err(|_| Refusal::Damaged)?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refusal::Locked);
    }
    widths::write_out(&mut document);
    if document.get_pages().is_empty() { Err(Refusal::Damaged) } else { Ok(document) }
}

/// What leaves for the server; a table may go on over the pages.
struct Telling<'o, 'w> {
    out: &'o mut Out<'w>,
    open: Option<(Sheet, Table)>,
    has_picture: bool,
}

impl Telling<'_, '_> {
    /// Answers whether there is room for more.
    fn page(&mut self, page: &Page) -> Found<bool> {
        let number = self.out.pages() + 1;
        let goes_on = self.out.page(&page.text())?;
        let tables = table::find(&page.rows);
        if tables.is_empty() {
            self.close()?;
        }
        for (at, table) in tables.into_iter().enumerate() {
            match self.open.take() {
                Some((mut sheet, before)) if at == 0 && table.continues(&before) => {
                    let repeats = usize::from(table.rows.first() == before.rows.first());
                    rows(self.out, &mut sheet, &table.rows[repeats..])?;
                    self.open = Some((sheet, before));
                }
                before => {
                    self.open = before;
                    self.close()?;
                    let name = if at == 0 { format!("Page {number}") } else { format!("Page {number}, {}", at + 1) };
                    let mut sheet = Sheet::new(&name, Some(number));
                    rows(self.out, &mut sheet, &table.rows)?;
                    self.open = Some((sheet, table));
                }
            }
        }
        Ok(goes_on)
    }

    fn scanned(&mut self, document: &Document, page: u32) -> Found {
        self.out.put(&Piece::Scanned { page: self.out.pages() + 1 })?;
        if !self.has_picture
            && let Some(image) = scan::first(document, page)
        {
            self.has_picture = true;
            self.out.put(&Piece::Picture(super::picture::small(&image)))?;
        }
        Ok(())
    }

    fn close(&mut self) -> Found {
        match self.open.take() {
            Some((sheet, _)) => sheet.finish(self.out),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Found {
        self.close()
    }
}

fn rows(out: &mut Out<'_>, sheet: &mut Sheet, rows: &[Vec<String>]) -> Found {
    for row in rows {
        if !sheet.row(out, row.iter().map(|text| Cell::read(text)).collect())? {
            break;
        }
    }
    Ok(())
}

/// Collects where each letter stands.
#[derive(Default)]
struct Glyphs {
    found: Vec<Glyph>,
    height: f64,
}

impl OutputDev for Glyphs {
    fn begin_page(
        &mut self,
        _: u32,
        media: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> std::result::Result<(), OutputError> {
        self.height = media.ury - media.lly;
        Ok(())
    }

    fn end_page(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> std::result::Result<(), OutputError> {
        let (x, y) = (font_size * (place.m11 + place.m21), font_size * (place.m12 + place.m22));
        let size = (x * y).abs().sqrt();
        let is_seen = size.is_finite() && size > 0.1 && place.m31.is_finite() && place.m32.is_finite();
        if is_seen && self.found.len() < GLYPHS_MAX {
            let (x, y) = (place.m31, self.height - place.m32);
            self.found.push(Glyph { x, y, width: width * size, size, text: text.to_owned() });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }
}
