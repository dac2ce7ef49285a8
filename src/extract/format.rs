//! The kinds of files, one file each. Everything here runs in the child.

mod delimited;
mod docx;
mod encoding;
mod html;
mod json;
mod pdf;
mod picture;
mod plain;
mod spreadsheet;
mod zipped;

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use image::GrayImage;

use super::{
    Kind, Refusal,
    child::out::{Found, Out},
};

pub(super) use encoding::text_of;
pub(super) use pdf::check_nesting;
pub(super) use picture::size as picture_size;
pub(super) use zipped::{check as check_zip, kind as zipped_kind};

/// Finds everything in the file.
pub(super) fn read(mut file: &File, kind: Kind, out: &mut Out<'_>) -> Found {
    file.seek(SeekFrom::Start(0))?;
    match kind {
        Kind::Pdf => pdf::read(&bytes(file)?, out),
        Kind::Docx => docx::read(BufReader::new(file), out),
        Kind::Xlsx => spreadsheet::read_xlsx(BufReader::new(file), out),
        Kind::Ods => spreadsheet::read_ods(BufReader::new(file), out),
        Kind::Csv | Kind::Tsv => delimited::read(&text(file)?, kind, out),
        Kind::Markdown | Kind::Text => plain::read(&text(file)?, out),
        Kind::Html => html::read(&text(file)?, out),
        Kind::Json => json::read(&text(file)?, out),
        Kind::Png | Kind::Jpeg | Kind::Webp | Kind::Gif => picture::read(BufReader::new(file), out),
    }
}

/// The picture on a page, in shades of grey, for reading by machine.
pub(super) fn picture(mut file: &File, kind: Kind, page: u32) -> Result<GrayImage, Refusal> {
    file.seek(SeekFrom::Start(0)).map_err(|_| Refusal::Damaged)?;
    if kind == Kind::Pdf {
        let bytes = bytes(file).map_err(|_| Refusal::Damaged)?;
        return pdf::picture(&bytes, page).ok_or(Refusal::Damaged);
    }
    Ok(picture::decode(BufReader::new(file))?.into_luma8())
}

/// What kind of columns the text seems to be, judged by its beginning.
pub(super) fn delimited(beginning: &str) -> Option<Kind> {
    delimited::guess(beginning)
}

fn bytes(mut file: &File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The whole file as text; entities of its own making are refused, whoever would unfold them.
fn text(file: &File) -> Found<String> {
    let text = encoding::text_of(&bytes(file)?).ok_or(Refusal::Damaged)?;
    if text.get(..text.floor_char_boundary(4_096)).is_some_and(|head| head.contains("<!ENTITY")) {
        return Err(Refusal::Entities.into());
    }
    Ok(text)
}
