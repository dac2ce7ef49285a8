//! Files that mean harm are refused with the reason.

use super::{formats::zipped, *};

#[track_caller]
fn check_refused(bytes: &[u8], ending: &str, expected: Refusal) {
    match taken_in(bytes, ending) {
        Err(refusal) => assert_eq!(refusal, expected, ".{ending}"),
        Ok(all) => panic!("taken in: {all:?}"),
    }
}

#[test]
fn nothing_noise_and_false_names_are_refused() {
    check_refused(b"", "pdf", Refusal::Empty);
    check_refused(&[7, 0, 1, 254, 3, 0, 9].repeat(50), "", Refusal::UnknownKind);
    check_refused(&[7, 0, 1, 254, 3, 0, 9].repeat(50), "txt", Refusal::Mislabelled);
    check_refused(b"This is a letter and no PDF.", "pdf", Refusal::Mislabelled);
    check_refused(b"MZ\x90\x00\x03\x00\x00\x00", "exe", Refusal::UnknownKind);
    check_refused(&zipped(&[("readme.txt", b"hello")]), "docx", Refusal::UnknownKind);
    check_refused(b"PK\x03\x04 and nothing else", "xlsx", Refusal::Damaged);
    check_refused(b"%PDF-1.7\nnothing else", "pdf", Refusal::Damaged);
    check_refused(b"\x89PNG\r\n\x1a\nnothing else", "png", Refusal::Damaged);
}

#[test]
fn a_zip_that_unfolds_into_far_more_is_refused() {
    let zeros = vec![b' '; 64 << 20];
    let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 200_000);
    check_refused(&bomb, "xlsx", Refusal::Bomb);
    let many: Vec<String> = (0..20_000).map(|at| format!("word/{at}")).collect();
    let mut parts: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    parts.push(("word/document.xml", b"<w:document/>"));
    check_refused(&zipped(&parts), "docx", Refusal::Bomb);
}

#[test]
fn a_picture_that_claims_to_be_vast_is_refused_by_its_header() {
    for side in [100_000_u32, 20_000] {
        check_refused(&png_header(side), "png", Refusal::TooManyPixels);
    }
}

#[test]
fn entities_that_laugh_are_refused_wherever_they_stand() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]><lolz>&lol2;</lolz>";
    check_refused(laughs.as_bytes(), "xml", Refusal::Entities);
    check_refused(laughs.as_bytes(), "html", Refusal::Entities);
    check_refused(&zipped(&[("word/document.xml", laughs.as_bytes())]), "docx", Refusal::Entities);
    let sheet = [("xl/workbook.xml", &b"<workbook/>"[..]), ("xl/sharedStrings.xml", laughs.as_bytes())];
    check_refused(&zipped(&sheet), "xlsx", Refusal::Entities);
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    let deep = format!("%PDF-1.7\n1 0 obj\n{}{}\nendobj\n", "[".repeat(100_000), "]".repeat(100_000));
    check_refused(deep.as_bytes(), "pdf", Refusal::TooDeep);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check_refused(deep.as_bytes(), "json", Refusal::TooDeep);
    let deep = format!("<w:document>{}", "<w:tbl><w:tr><w:tc>".repeat(1_000));
    check_refused(&zipped(&[("word/document.xml", deep.as_bytes())]), "docx", Refusal::TooDeep);
}

#[test]
fn html_may_be_as_deep_as_it_likes() {
    let deep = format!("{}deep{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
    assert_eq!(taken_in(deep.as_bytes(), "html").unwrap().pages, ["deep"]);
}

/// The beginning of a PNG with this many points on each side (PNG specification, 11.2.2).
fn png_header(side: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
    chunk.extend([8, 2, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&chunk);
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    png.extend(chunk);
    png.extend(crc.sum().to_be_bytes());
    png.extend(b"\x00\x00\x00\x00IDAT");
    png
}
