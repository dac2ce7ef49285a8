//! Word documents: paragraphs and tables in their order.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::zipped;
use crate::extract::{
    Cell, Refusal,
    child::{
        flow::Flow,
        out::{Found, Out},
        sheet::Sheet,
    },
};

/// Tables inside of tables; deeper ones are an attack or an accident.
const TABLES_DEEP_MAX: usize = 16;

pub(super) fn read<R: BufRead + Seek>(file: R, out: &mut Out<'_>) -> Found {
    let mut archive = zipped::open(file)?;
    let part = archive.by_name("word/document.xml").map_err(|_| Refusal::Damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(part.take(zipped::UNPACKED_BYTES_MAX)));
    let mut text = Text { flow: Flow::new(out), tables: Vec::new(), paragraph: Paragraph::default(), tables_found: 0 };
    let (mut buffer, mut is_text, mut is_setting) = (Vec::new(), false, false);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => is_text = true,
                "pPr" => is_setting = true,
                _ => text.open(&tag, is_setting)?,
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "p" => text.end_paragraph()?,
            Event::Empty(tag) => text.open(&tag, is_setting)?,
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => is_text = false,
                "pPr" => is_setting = false,
                other => text.close(other)?,
            },
            Event::Text(words) if is_text => text.paragraph.words.push_str(&words),
            Event::GeneralRef(name) if is_text => text.paragraph.words.push_str(&letter(&name)),
            Event::DocType(_) => return Err(Refusal::Entities.into()),
            Event::Eof => break,
            _ => {}
        }
    }
    text.flow.end_portion()
}

/// The document so far.
struct Text<'o, 'w> {
    flow: Flow<'o, 'w>,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    paragraph: Paragraph,
    tables_found: u32,
}

#[derive(Default)]
struct Paragraph {
    words: String,
    /// What stands before it: marks of a heading or a list.
    mark: &'static str,
    ends_page: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
}

impl Text<'_, '_> {
    fn open(&mut self, tag: &BytesStart<'_>, is_setting: bool) -> Found {
        match tag.local_name().as_ref() {
            "pStyle" => self.paragraph.mark = heading(&value(tag, "val")).unwrap_or(self.paragraph.mark),
            "numPr" if self.paragraph.mark.is_empty() => self.paragraph.mark = "- ",
            "tab" if !is_setting => self.paragraph.words.push('\t'),
            "noBreakHyphen" => self.paragraph.words.push('-'),
            "br" if value(tag, "type") == "page" => self.paragraph.ends_page = true,
            "br" | "cr" => self.paragraph.words.push('\n'),
            "lastRenderedPageBreak" if self.tables.is_empty() => {
                if self.paragraph.words.trim().is_empty() {
                    self.flow.end_portion()?;
                } else {
                    self.paragraph.ends_page = true;
                }
            }
            "tbl" if self.tables.len() >= TABLES_DEEP_MAX => return Err(Refusal::TooDeep.into()),
            "tbl" => self.tables.push(Table::default()),
            "tr" => self.tables.iter_mut().last().into_iter().for_each(|table| table.rows.push(Vec::new())),
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(String::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Found {
        match name {
            "p" => self.end_paragraph(),
            "tbl" => self.end_table(),
            _ => Ok(()),
        }
    }

    fn end_paragraph(&mut self) -> Found {
        let Paragraph { words, mark, ends_page } = std::mem::take(&mut self.paragraph);
        if let Some(cell) = self.cell() {
            if !words.trim().is_empty() {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(words.trim());
            }
            return Ok(());
        }
        if !words.trim().is_empty() {
            let words = format!("{mark}{}", words.trim());
            if mark == "- " { self.flow.line(&words)? } else { self.flow.paragraph(&words)? }
        }
        if ends_page { self.flow.end_portion() } else { Ok(()) }
    }

    /// The cell that is being written.
    fn cell(&mut self) -> Option<&mut String> {
        self.tables.last_mut()?.rows.last_mut()?.last_mut()
    }

    fn end_table(&mut self) -> Found {
        let Some(table) = self.tables.pop() else { return Ok(()) };
        let lines = table.rows.iter().map(|row| row.join("\t").replace('\n', " "));
        if let Some(cell) = self.cell() {
            cell.push_str(&lines.collect::<Vec<_>>().join("\n"));
            return Ok(());
        }
        for (at, line) in lines.enumerate() {
            if at == 0 { self.flow.paragraph(&line)? } else { self.flow.line(&line)? }
        }
        let is_one_cell = table.rows.iter().map(Vec::len).sum::<usize>() < 2;
        if is_one_cell {
            return Ok(());
        }
        self.tables_found += 1;
        let mut sheet = Sheet::new(&format!("Table {}", self.tables_found), Some(self.flow.number()));
        for row in table.rows {
            sheet.row(self.flow.out, row.iter().map(|text| Cell::read(text)).collect())?;
        }
        sheet.finish(self.flow.out)
    }
}

/// The mark of a heading, by the name of its style: `Heading1`, `berschrift2`, `Title`.
fn heading(style: &str) -> Option<&'static str> {
    let style = style.to_ascii_lowercase();
    if style == "title" || style == "titel" {
        return Some("# ");
    }
    let is_heading = ["heading", "berschrift", "titre", "ttulo"].iter().any(|word| style.contains(word));
    match style.chars().last() {
        Some('1') if is_heading => Some("# "),
        Some('2') if is_heading => Some("## "),
        Some('3'..='9') if is_heading => Some("### "),
        _ => None,
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

/// What a reference stands for: one of the five that XML has, or a letter by its number.
fn letter(name: &str) -> String {
    let by_number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(digits), _) => by_number(digits, 16),
            (None, Some(digits)) => by_number(digits, 10),
            (None, None) => None,
        },
    };
    found.map(String::from).unwrap_or_default()
}
