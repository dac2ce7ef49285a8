use askama::Template;

use super::{super::upload::Refused, DocumentPage, DocumentsPage, Line, Read, Results, refused, size};
use crate::{
    document::{
        Document, Name, Sheet, Status,
        extraction::{Extraction, Field, Found},
    },
    extract::{Cell, Kind, Note, Refusal},
    kit::Timestamp,
    web::{
        page::Page,
        samples::{EVIL, check_page, for_each_language},
    },
};

const NOW: Timestamp = Timestamp(1_795_269_720_000);

fn document(kind: Kind, status: Status) -> Document {
    Document {
        id: "0197b7a0-8c5e-7cc3-9d4f-0123456789ab".parse().unwrap(),
        name: Name::lossy(EVIL, ""),
        kind,
        hash: String::new(),
        bytes: 1_234_567,
        status,
        refusal: (status == Status::Failed).then_some(Refusal::Locked),
        notes: vec![Note::Shortened, Note::OcrMissing],
        card: None,
        pages: 2,
        sheets: 1,
        created_at: NOW,
        folder: crate::document::Folder::default(),
        archived_at: None,
    }
}

/// One that was found, one that was corrected, one that is none, one that was added.
fn facts() -> Vec<Extraction> {
    let found = |confidence| Some(Found { value: EVIL.to_owned(), page: 2, confidence });
    vec![
        Extraction { field: Field::Vendor, found: found(0.5), corrected: None },
        Extraction { field: Field::Total, found: found(0.95), corrected: Some(EVIL.to_owned()) },
        Extraction { field: Field::Date, found: found(0.7), corrected: Some(String::new()) },
        Extraction { field: Field::Email, found: None, corrected: Some("a@b.example".to_owned()) },
    ]
}

#[test]
fn the_list_is_whole_in_every_language_and_asks_again_while_something_is_read() {
    for_each_language(|page, _| {
        for (status, asks) in [(Status::Processing, true), (Status::Completed, false)] {
            let line = Line::new(&document(Kind::Pdf, status), page.words, NOW);
            let results = Results::new(page, "", false, vec![line]);
            assert_eq!(results.again.is_some(), asks);
            let wrong = Refused { name: Name::lossy(EVIL, ""), why: Refusal::Bomb };
            let refusals = vec![refused(&wrong, page.words)];
            check_page(
                &DocumentsPage { page: page.clone(), query: EVIL.to_owned(), refusals, results }.render().unwrap(),
            );
        }
        let results = Results::new(page, "", true, Vec::new());
        check_page(
            &DocumentsPage { page: page.clone(), query: String::new(), refusals: Vec::new(), results }
                .render()
                .unwrap(),
        );
    });
}

#[test]
fn a_document_is_shown_by_page_and_by_sheet() {
    for_each_language(|page, _| {
        let sheet =
            Sheet { number: 1, name: EVIL.to_owned(), page: None, columns: vec![EVIL.to_owned()], row_count: 300 };
        let document = document(Kind::Pdf, Status::Failed);
        let rows = vec![vec![Cell::Text(EVIL.to_owned())]; 100];
        let table = Some((sheet.clone(), 101, rows));
        let read = Read {
            document: document.clone(),
            sheets: vec![sheet.clone()],
            page: None,
            table,
            facts: facts(),
            folders: Vec::new(),
        };
        let html = DocumentPage::new(page.clone(), &read, NOW).render().unwrap();
        check_page(&html);
        assert_eq!(html.matches("/facts/restore\"").count(), 3, "corrections can be taken back");
        assert!(html.contains("row=1\"") && html.contains("row=201\""), "the ways back and on");

        let read = Read {
            document,
            sheets: vec![sheet],
            page: Some((2, EVIL.to_owned())),
            table: None,
            facts: facts(),
            folders: Vec::new(),
        };
        let html = DocumentPage::new(page.clone(), &read, NOW).render().unwrap();
        check_page(&html);
        assert!(html.contains("page=1\"") && !html.contains("page=3\""), "it is the last");
    });
}

#[test]
fn numbers_stand_right_and_marks_are_shown_as_what_they_mean() {
    let page = Page::default();
    let columns = ["who", "sum", "paid"].map(str::to_owned).into();
    let sheet = Sheet { number: 1, name: "S".to_owned(), page: None, columns, row_count: 1 };
    let document = document(Kind::Docx, Status::Completed);
    let rows = vec![vec![Cell::Text("Acme".to_owned()), Cell::number(12.5), Cell::Bool(true)], vec![Cell::Blank]];
    let table = Some((sheet.clone(), 1, rows));
    let read = Read {
        document: document.clone(),
        sheets: vec![sheet.clone()],
        page: None,
        table,
        facts: facts(),
        folders: Vec::new(),
    };
    let html = DocumentPage::new(page.clone(), &read, NOW).render().unwrap();
    for part in ["<th scope=\"col\" class=\"number\">sum", "<td class=\"number\">12.5", "<td class=\"words\">yes"] {
        assert!(html.contains(part), "{part} in {html}");
    }

    let text = "# Offer\n\nTwo *desks*".to_owned();
    let read = Read {
        document,
        sheets: vec![sheet],
        page: Some((1, text)),
        table: None,
        facts: Vec::new(),
        folders: Vec::new(),
    };
    let html = DocumentPage::new(page, &read, NOW).render().unwrap();
    assert!(html.contains(">Offer</h3>") && html.contains("<em>desks</em>"), "{html}");
}

#[test]
fn every_state_refusal_and_note_has_words() {
    let words = Page::default().words;
    for status in Status::ALL {
        assert_ne!(words.say(super::status_key(status)), super::status_key(status));
    }
    for refusal in Refusal::ALL {
        assert_ne!(words.say(super::refusal_key(refusal)), super::refusal_key(refusal));
    }
    for field in Field::ALL {
        assert_ne!(words.say(super::facts::key(field)), super::facts::key(field));
    }
    for note in Note::ALL {
        assert_ne!(words.say(super::note_key(note)), super::note_key(note));
    }
}

#[test]
fn sizes_read_well() {
    for (bytes, said) in [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_234_567, "1.2 MB"), (104_857_600, "104.8 MB")]
    {
        assert_eq!(size(bytes), said);
    }
}
