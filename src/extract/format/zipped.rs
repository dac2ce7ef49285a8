//! Files that are a zip of parts: what they are, and whether they unfold into more than they should.

use std::io::{self, BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use crate::extract::{Kind, Refusal};

/// Bytes of all parts together, unpacked: far above any honest file of the size that is taken in.
pub(super) const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Parts of one file: a page or a sheet each, and its pictures.
const PARTS_MAX: usize = 10_000;
/// Honest parts are packed to a hundredth at best; a part of zeros to a thousandth.
const RATIO_MAX: u64 = 200;
/// Below this, how well a part was packed says nothing.
const RATIO_FROM_BYTES: u64 = 8 << 20;

const ODS_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// What the zip is, by the parts that it must have.
pub(in crate::extract) fn kind(file: impl Read + Seek) -> Result<Kind, Refusal> {
    let mut archive = open(BufReader::new(file))?;
    for (part, kind) in [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx)] {
        if archive.by_name(part).is_ok() {
            return Ok(kind);
        }
    }
    let mut said = Vec::new();
    if let Ok(part) = archive.by_name("mimetype") {
        part.take(100).read_to_end(&mut said).map_err(|_| Refusal::Damaged)?;
    }
    if said == ODS_TYPE { Ok(Kind::Ods) } else { Err(Refusal::UnknownKind) }
}

/// Unpacks every part into nothing, as long as there is patience.
pub(in crate::extract) fn check(file: impl Read + Seek, is_enough: impl Fn() -> bool) -> Result<(), Refusal> {
    let mut archive = open(BufReader::new(file))?;
    let mut all_bytes = 0;
    for at in 0..archive.len() {
        if is_enough() {
            return Ok(());
        }
        let mut part = archive.by_index(at).map_err(|_| Refusal::Damaged)?;
        let (packed_bytes, is_xml) = (part.compressed_size(), has_ending(part.name_raw(), b".xml"));
        let mut reader = BufReader::new(part.by_ref().take(UNPACKED_BYTES_MAX));
        if is_xml {
            let beginning = reader.fill_buf().map_err(|_| Refusal::Damaged)?;
            refuse_entities(beginning)?;
        }
        let mut bytes = 0;
        while let Ok(read) = io::copy(&mut reader.by_ref().take(RATIO_FROM_BYTES), &mut io::sink()) {
            bytes += read;
            let is_too_good = bytes > RATIO_FROM_BYTES && bytes / packed_bytes.max(1) > RATIO_MAX;
            if is_too_good || all_bytes + bytes > UNPACKED_BYTES_MAX {
                return Err(Refusal::Bomb);
            }
            if read == 0 || is_enough() {
                break;
            }
        }
        all_bytes += bytes;
    }
    Ok(())
}

pub(super) fn open<R: Read + Seek>(file: R) -> Result<ZipArchive<R>, Refusal> {
    let archive = ZipArchive::new(file).map_err(|_| Refusal::Damaged)?;
    if archive.len() > PARTS_MAX { Err(Refusal::Bomb) } else { Ok(archive) }
}

/// No office program writes a document type; whoever does wants it unfolded.
fn refuse_entities(beginning: &[u8]) -> Result<(), Refusal> {
    let has = |mark: &[u8]| beginning.windows(mark.len()).any(|window| window == mark);
    if has(b"<!DOCTYPE") || has(b"<!ENTITY") { Err(Refusal::Entities) } else { Ok(()) }
}

fn has_ending(name: &[u8], ending: &[u8]) -> bool {
    name.len() >= ending.len() && name[name.len() - ending.len()..].eq_ignore_ascii_case(ending)
}
