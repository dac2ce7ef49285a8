//! The samples in tests/fixtures/documents, made with the usual programs of each kind.

use super::*;

#[track_caller]
fn sample(name: &str) -> All {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents").join(name);
    let ending = name.rsplit('.').next().unwrap();
    taken_in(&std::fs::read(path).unwrap(), ending).unwrap()
}

#[test]
fn a_contract_of_thirty_pages_is_read_page_by_page_with_its_words_whole() {
    let all = sample("contract.pdf");
    assert_eq!((all.kind, all.pages.len(), all.notes.len()), (Some(Kind::Pdf), 30, 0));
    assert!(all.pages[17].starts_with("18. Notice of termination\n18.1 The"), "{}", all.pages[17]);
    let notice =
        "18.2 Either party may end this agreement by giving three months' written notice to the end of a calendar";
    assert!(all.pages[17].contains(notice), "{}", all.pages[17]);
    for heading in ["24. Disputes", "27. Amendments", "28. Counterparts"] {
        assert!(all.pages.iter().any(|page| page.starts_with(heading)), "{heading}");
    }
}

#[test]
fn a_table_on_a_page_is_a_sheet_that_knows_its_page() {
    let all = sample("contract.pdf");
    let [sheet] = &all.sheets[..] else { panic!("{:?}", all.sheets) };
    assert_eq!((sheet.name.as_str(), sheet.page), ("Page 29", Some(29)));
    assert_eq!(sheet.columns, ["Service", "Performed by", "Hours", "Amount"]);
    assert_eq!(sheet.rows.len(), 6);
    assert_eq!(sheet.rows[2], [text("Development"), text("Engineer"), number(80.0), number(8_800.0)]);
}

#[test]
fn pages_that_are_pictures_are_named_and_shown_small() {
    let all = sample("scan.pdf");
    assert_eq!((all.pages.len(), &all.scanned[..]), (2, &[1, 2][..]));
    let picture = all.picture.unwrap();
    assert_eq!((picture.width, picture.height), (1_240, 1_754));
    assert!(picture.thumbnail.starts_with(b"\xff\xd8\xff"), "a JPEG");
}

#[test]
fn a_word_document_keeps_its_headings_and_tables() {
    let all = sample("offer.docx");
    assert_eq!((all.kind, all.pages.len()), (Some(Kind::Docx), 2), "a page break ends a portion");
    assert!(all.pages[0].starts_with("# Offer for the library\n\nDear Ms Ångström,"), "{}", all.pages[0]);
    assert!(all.pages[1].contains("Payment is due within 14 days."));
    assert_eq!(all.sheets.len(), 2);
    assert_eq!(all.sheets[0].columns, ["Item", "Quantity", "Price"]);
    assert_eq!(all.sheets[0].rows[2], [text("Lamp \"Arc\" <LED>"), number(6.0), number(480.0)]);
}

#[test]
fn a_workbook_keeps_its_sheets_numbers_and_days() {
    let all = sample("invoices.xlsx");
    let names: Vec<_> = all.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.rows.len())).collect();
    assert_eq!(names, [("Invoices", 60), ("Vendors", 4), ("Hours", 12)]);
    let invoices = &all.sheets[0];
    assert_eq!(invoices.columns, ["Number", "Date", "Vendor", "Amount", "Paid"], "below the title");
    let first = [text("R-001"), text("2026-01-05"), text("Borealis Ltd"), number(57.25), Cell::Bool(true)];
    assert_eq!(invoices.rows[0], first);
    assert_eq!(all.sheets[1].rows[1][2], text("2021-03-01 09:30:00"));
    assert_eq!(all.sheets[2].rows[0][1], text("31:15:00"));
}

#[test]
fn a_large_picture_is_measured_and_shown_small() {
    let all = sample("poster.png");
    let picture = all.picture.unwrap();
    assert_eq!((picture.width, picture.height), (4_000, 3_000));
    assert_eq!(all.scanned, [1], "there may be writing on it");
    assert!(picture.thumbnail.len() > 1_000 && picture.thumbnail.len() < 60_000);
}
