//! Documents are found by their names, their pages and their rows.

use super::*;
use crate::{
    document::{self, NewDocument, Which},
    extract::{Cell, Kind as FileKind, Piece as Part},
};

/// Pages that stand for a thick book.
const BOOK_PAGES: u32 = 300;

impl World {
    fn document(&self, name: &str, parts: Vec<Part>) -> document::DocumentId {
        let new = NewDocument {
            id: self.bench.id(),
            name: document::Name::new(name).unwrap(),
            kind: FileKind::Pdf,
            hash: name.to_owned(),
            bytes: 10,
            card: self.bench.id(),
            quota_bytes: 1 << 20,
        };
        let id = new.id;
        self.bench.tx(|tx| document::add(tx, &new, self.bench.now()).map(drop)).unwrap();
        self.take_in(id, parts);
        id
    }

    fn take_in(&self, id: document::DocumentId, parts: Vec<Part>) {
        let mut found = document::Found::default();
        for part in parts {
            found.add(part);
        }
        self.bench.tx(|tx| document::take_in(tx, id, &found)).unwrap();
    }

    fn place(&self, text: &str) -> Place {
        match self.found(text).hits.into_iter().next().map(|hit| hit.subject) {
            Some(Subject::Document { place, .. }) => place,
            other => panic!("{text}: {other:?}"),
        }
    }
}

fn page(number: u32, text: &str) -> Part {
    Part::Page { number, text: text.to_owned() }
}

fn sheet(number: u32, name: &str, rows: &[[&str; 2]]) -> Vec<Part> {
    let columns = vec!["Vendor".to_owned(), "Sum".to_owned()];
    let rows = rows.iter().map(|row| row.iter().map(|cell| Cell::read(cell)).collect()).collect();
    vec![Part::Sheet { number, name: name.to_owned(), page: None, columns }, Part::Rows { sheet: number, rows }]
}

#[test]
fn a_page_is_found_by_its_words_and_the_document_by_its_name() {
    let world = World::new();
    world.document("lease.pdf", vec![page(1, "Between the parties"), page(2, "Notice: three months")]);
    assert_eq!(world.place("notice"), Place::Page { number: 2, count: 2 });
    assert_eq!(world.place("lease"), Place::Whole);
    assert_eq!(world.place("lease notice"), Place::Page { number: 2, count: 2 }, "name and page together");
    assert_eq!(world.place("arti"), Place::Page { number: 1, count: 2 }, "inside a word");
    assert_eq!(with_marks(&world.found("month").hits[0].passage), "Notice: three [month]s");
    world.check("type:document", &["lease.pdf"]);
    world.check("type:dokument notice", &["lease.pdf"]);
    world.check("type:card notice", &[]);
}

#[test]
fn rows_and_heads_of_sheets_are_found() {
    let world = World::new();
    let rows = [["Acme", "12.5"], ["Umbrella", "99"], ["Initech", "7"]];
    world.document("books.xlsx", sheet(1, "Expenses", &rows));
    assert_eq!(world.place("umbrella"), Place::Sheet { number: 1, name: "Expenses".to_owned(), row: 2 });
    assert_eq!(world.place("12.5"), Place::Sheet { number: 1, name: "Expenses".to_owned(), row: 1 });
    assert_eq!(world.place("vendor"), Place::Sheet { number: 1, name: "Expenses".to_owned(), row: 1 });
    assert_eq!(with_marks(&world.found("umbrella").hits[0].passage), "[Umbrella] · 99");
}

#[test]
fn a_thick_book_is_one_result_and_hides_no_other() {
    let world = World::new();
    world.document("note.txt", vec![page(1, "whale")]);
    let pages = (1..=BOOK_PAGES).map(|number| page(number, "the whale again")).collect();
    world.document("book.pdf", pages);
    world.check("whale", &["note.txt", "book.pdf"]);
    world.check("hale", &["book.pdf"]);
    assert!(!world.found("whale").is_capped);
}

#[test]
fn what_is_read_again_is_found_as_it_is_now() {
    let world = World::new();
    let id = world.document("scan.pdf", vec![page(1, "")]);
    world.check("receipt", &[]);
    world.take_in(id, vec![page(1, "A receipt")]);
    world.take_in(id, vec![page(1, "A receipt")]);
    assert_eq!(world.found("receipt").total, 1);
    world.take_in(id, vec![page(1, "An invoice")]);
    world.take_in(id, sheet(1, "Old", &[["a", "b"]]));
    world.take_in(id, sheet(1, "New", &[["c", "d"]]));
    world.check("receipt", &[]);
    world.check("old", &[]);
    assert_eq!(world.place("new"), Place::Sheet { number: 1, name: "New".to_owned(), row: 1 });
}

#[test]
fn what_was_put_away_is_found_and_said() {
    let world = World::new();
    let id = world.document("lease.pdf", vec![page(1, "Notice")]);
    let now = world.bench.now();
    world.bench.tx(|tx| document::set_archived(tx, id, Some(now))).unwrap();
    assert!(world.found("notice").hits[0].is_archived);
    world.check("notice archived:yes", &["lease.pdf"]);
    world.check("notice archived:no", &[]);
    world.check("notice by:agent", &[]);
    world.check("notice in:elsewhere", &[]);
    assert_eq!(world.bench.tx(|tx| document::list(tx, Which::Archived, "", 9)).unwrap().len(), 1);
}
