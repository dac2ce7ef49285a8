//! The floor of reading documents: the libraries alone, in this process and without limits.

use std::{
    hint::black_box,
    io::{Cursor, Read},
};

use calamine::Reader;

/// What the library for files with this ending finds in `bytes`, in bytes or cells.
pub fn parse(ending: &str, bytes: &[u8]) -> usize {
    match ending {
        "csv" => {
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
            reader.records().map(|record| black_box(record.expect("a good row")).len()).sum()
        }
        "pdf" => black_box(pdf_extract::extract_text_from_mem(bytes).expect("a good PDF")).len(),
        "xlsx" => {
            let mut book = calamine::Xlsx::new(Cursor::new(bytes)).expect("a good workbook");
            book.worksheets().iter().map(|(_, sheet)| black_box(sheet.cells().count())).sum()
        }
        "docx" => {
            let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).expect("a good zip");
            let mut xml = String::new();
            parts.by_name("word/document.xml").expect("a text").read_to_string(&mut xml).expect("good UTF-8");
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut bytes = 0;
            loop {
                match reader.read_event().expect("good XML") {
                    quick_xml::events::Event::Text(text) => bytes += black_box(text).len(),
                    quick_xml::events::Event::Eof => return bytes,
                    _ => {}
                }
            }
        }
        other => panic!("no library for {other}"),
    }
}
