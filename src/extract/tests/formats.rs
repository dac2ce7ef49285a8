use std::fmt::Write as _;

use super::*;

fn rows_of(text: &str, ending: &str) -> Sheet {
    let mut all = taken_in(text.as_bytes(), ending).unwrap();
    assert_eq!(all.sheets.len(), 1, "{all:?}");
    all.sheets.remove(0)
}

#[test]
fn what_parts_the_cells_of_a_csv_is_found_out() {
    for (text, quote) in [
        ("name,amount\nA,1\nB,2\n", ""),
        ("name;amount\nA;1\nB;2\n", ""),
        ("name\tamount\nA\t1\nB\t2\n", ""),
        ("name|amount\nA|1\nB|2\n", ""),
        ("sep=;\nname;amount\nA;1\nB;2\n", ""),
        ("\u{feff}name;amount\r\n\"A\";1\r\n\"B\";2\r\n", "a mark and Windows lines"),
        ("'name','amount'\n'A','1'\n'B','2'\n", "single quotes"),
    ] {
        let sheet = rows_of(text, "csv");
        assert_eq!(sheet.columns, ["name", "amount"], "{text:?} {quote}");
        assert_eq!(sheet.rows, [[self::text("A"), number(1.0)], [self::text("B"), number(2.0)]], "{text:?}");
    }
}

#[test]
fn fifty_thousand_rows_with_quotes_and_semicolons_all_arrive() {
    let mut csv = "Number;Remark;Amount\n".to_owned();
    for row in 0..50_000 {
        _ = writeln!(csv, "{row};\"said \"\"no; {row}\"\"\nand left\";{row}.5");
    }
    let sheet = rows_of(&csv, "csv");
    assert_eq!(sheet.rows.len(), 50_000);
    assert_eq!(sheet.rows[49_999][1], text("said \"no; 49999\"\nand left"));
    assert_eq!(sheet.rows[49_999][2], number(49_999.5));
}

#[test]
fn what_is_no_plain_number_stays_text() {
    let sheet = rows_of("code;price;share\n007;1.234,50;50 %\n008;2,00;1e9\n", "csv");
    assert_eq!(sheet.rows[0], [text("007"), text("1.234,50"), text("50 %")]);
    assert_eq!(sheet.rows[1][2], text("1e9"));
}

#[test]
fn columns_without_a_name_are_called_as_on_a_spreadsheet() {
    assert_eq!(rows_of("1,2,3\n4,5,6\n7,8,9\n", "csv").columns, ["A", "B", "C"]);
    assert_eq!(rows_of("a,,a\n4,5,6\n7,8,9\n", "csv").columns, ["a", "B", "a 2"]);
}

#[test]
fn text_is_read_in_the_encoding_that_it_has() {
    let words = "Grüße aus Köln, fünf Äpfel für 3 Euro.";
    let utf_16 = |big: bool| -> Vec<u8> {
        words.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let latin: Vec<u8> = words.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in
        [words.as_bytes().to_vec(), utf_16(true), utf_16(false), [vec![0xff, 0xfe], utf_16(false)].concat(), latin]
    {
        assert_eq!(taken_in(&bytes, "txt").unwrap().pages, [words], "{bytes:?}");
    }
}

#[test]
fn a_long_text_comes_in_portions_that_end_between_paragraphs() {
    let paragraph = "These are forty letters, more or less. ".repeat(20);
    let long = vec![paragraph.trim_end(); 30].join("\n\n");
    let all = taken_in(long.as_bytes(), "md").unwrap();
    assert_eq!(all.kind, Some(Kind::Markdown));
    assert!(all.pages.len() > 5);
    assert!(all.pages.iter().all(|page| page.len() < 5_000 && page.ends_with("more or less.")));
    assert_eq!(all.pages.join("\n\n"), long);
}

#[test]
fn html_is_what_a_reader_would_see() {
    let html = "<!doctype html><title>Prices</title><style>p{}</style><script>alert('<p>no')</script>\
                <h1>Prices &amp; terms</h1><p>Valid <b>until</b> May.<ul><li>one<li>two</ul>\
                <table><tr><th>Item<th>Price<tr><td>Lamp<td>12.5<tr><td>Desk<td>80</table>";
    let all = taken_in(html.as_bytes(), "").unwrap();
    assert_eq!(all.kind, Some(Kind::Html));
    let expected = "Prices\n\n# Prices & terms\n\nValid until May.\n- one\n- two\n\nItem\tPrice\nLamp\t12.5\nDesk\t80";
    assert_eq!(all.pages, [expected]);
    assert_eq!(all.sheets[0].rows, [[text("Lamp"), number(12.5)], [text("Desk"), number(80.0)]]);
}

#[test]
fn json_is_its_text_and_a_table_of_each_list() {
    let json = r#"{"people": [{"name": "Ada", "born": 1815}, {"name": "Alan", "ill": true}], "count": 2}"#;
    let all = taken_in(json.as_bytes(), "").unwrap();
    assert_eq!((all.kind, all.pages.len()), (Some(Kind::Json), 1));
    assert_eq!(all.sheets[0].name, "people");
    assert_eq!(all.sheets[0].columns, ["name", "born", "ill"]);
    assert_eq!(all.sheets[0].rows[1], [text("Alan"), Cell::Blank, Cell::Bool(true)]);
}

#[test]
fn bytes_say_what_a_file_is_and_not_its_name() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let all = taken_in(&png.into_inner(), "jpg").unwrap();
    assert_eq!((all.kind, all.picture.map(|picture| picture.width)), (Some(Kind::Png), Some(3)));
    assert_eq!(taken_in(b"a,b\n1,2\n3,4\n", "").unwrap().kind, Some(Kind::Csv));
    assert_eq!(taken_in(b"Dear all,\nsee you on Monday, or Tuesday.\n", "").unwrap().kind, Some(Kind::Text));
    assert_eq!(taken_in(b"not json", "json").unwrap().kind, Some(Kind::Text));
}

#[test]
fn pictures_of_each_kind_are_measured() {
    for (format, kind) in [
        (image::ImageFormat::Png, Kind::Png),
        (image::ImageFormat::Jpeg, Kind::Jpeg),
        (image::ImageFormat::Gif, Kind::Gif),
        (image::ImageFormat::WebP, Kind::Webp),
    ] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(30, 20).write_to(&mut bytes, format).unwrap();
        let all = taken_in(&bytes.into_inner(), "").unwrap();
        let picture = all.picture.unwrap();
        assert_eq!((all.kind, picture.width, picture.height), (Some(kind), 30, 20));
    }
}

#[test]
fn an_open_document_sheet_is_read_too() {
    let content = r#"<?xml version="1.0"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
        <table:table table:name="Fruit"><table:table-row>
        <table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Picked</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>Kilos</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>Pear</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2026-09-01"><text:p>1.9.26</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    // Office programs put no blanks between the tags.
    let line = |line: &str| line.trim().replace("xmlns:", " xmlns:");
    let content: String = content.lines().map(line).collect();
    let bytes = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ]);
    let all = taken_in(&bytes, "ods").unwrap();
    assert_eq!((all.kind, all.sheets[0].name.as_str()), (Some(Kind::Ods), "Fruit"));
    assert_eq!(all.sheets[0].rows, [[text("Pear"), text("2026-09-01"), number(12.5)]]);
}

/// A zip of these parts.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
