use std::collections::BTreeSet;

use super::{
    Added, BadFolder, DocumentId, Error, Folder, Found, Name, NewDocument, Status, Which, add, find, folders, lay_into,
    list, list_in, page, preview, rows, set_archived, set_status, sheets, take_in,
};
use crate::{
    db::{Tx, testing::Bench},
    extract::{Cell, Kind, Note, Piece, Refusal},
    kit::{Ambient, Id, Timestamp},
};

pub(super) const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn id<K: crate::kit::Kind>() -> Id<K> {
    Ambient::system().id()
}

pub(super) fn new(name: &str, hash: &str, bytes: u64) -> NewDocument {
    let name = Name::new(name).unwrap();
    NewDocument { id: id(), name, kind: Kind::Csv, hash: hash.to_owned(), bytes, card: id(), quota_bytes: 3 << 20 }
}

pub(super) fn on_a_desk(test: impl FnOnce(&Tx)) {
    let all = Bench::new().tx(|tx| {
        test(tx);
        Ok::<_, Error>(())
    });
    all.unwrap();
}

fn added(tx: &Tx, name: &str) -> DocumentId {
    let document = new(name, name, 10);
    assert_eq!(add(tx, &document, NOW).unwrap(), Added::New);
    document.id
}

fn numbered(count: usize, from: usize) -> Vec<Vec<Cell>> {
    (from..from + count).map(|row| vec![Cell::Text(row.to_string())]).collect()
}

#[test]
fn the_same_bytes_are_one_document_and_come_back() {
    on_a_desk(|tx| {
        let first = new("a.csv", "h", 10);
        assert_eq!(add(tx, &first, NOW).unwrap(), Added::New);
        set_archived(tx, first.id, Some(NOW)).unwrap();
        assert_eq!(add(tx, &new("b.csv", "h", 10), NOW).unwrap(), Added::Known(first.id));
        let document = find(tx, first.id).unwrap();
        assert_eq!((&*document.name, document.archived_at), ("a.csv", None));
    });
}

#[test]
fn what_is_over_the_quota_is_refused() {
    on_a_desk(|tx| {
        add(tx, &new("a", "1", 2 << 20), NOW).unwrap();
        assert!(matches!(add(tx, &new("b", "2", 2 << 20), NOW), Err(Error::Quota { quota_mib: 3 })));
        add(tx, &new("b", "2", 1 << 20), NOW).unwrap();
    });
}

#[test]
fn documents_are_found_by_name_and_can_be_put_away() {
    on_a_desk(|tx| {
        let (one, _) = (added(tx, "Ärger.csv"), added(tx, "Rechnung.csv"));
        let names = |which, text: &str| {
            list(tx, which, text, 10).unwrap().iter().map(|document| document.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(Which::Active, "ärger"), ["Ärger.csv"]);
        set_archived(tx, one, Some(NOW)).unwrap();
        assert_eq!(names(Which::Active, ""), ["Rechnung.csv"]);
        assert_eq!(names(Which::Archived, ""), ["Ärger.csv"]);
    });
}

#[test]
fn what_is_found_twice_is_stored_once() {
    on_a_desk(|tx| {
        let id = added(tx, "a.csv");
        for _ in 0..2 {
            let mut found = Found::default();
            found.add(Piece::Page { number: 1, text: "one two".to_owned() });
            found.add(Piece::Sheet { number: 1, name: "S".to_owned(), page: None, columns: vec!["a".to_owned()] });
            found.add(Piece::Rows { sheet: 1, rows: numbered(200, 1) });
            take_in(tx, id, &found.take()).unwrap();
            found.add(Piece::Rows { sheet: 1, rows: numbered(50, 201) });
            take_in(tx, id, &found.take()).unwrap();
        }
        assert_eq!(page(tx, id, 1).unwrap().as_deref(), Some("one two"));
        assert_eq!(page(tx, id, 2).unwrap(), None);
        assert_eq!(preview(tx, id).unwrap(), "one two");
        assert_eq!(sheets(tx, id).unwrap()[0].row_count, 250);
        assert_eq!(rows(tx, id, 1, 199, 4).unwrap(), numbered(4, 199));
        assert_eq!(rows(tx, id, 1, 249, 10).unwrap(), numbered(2, 249));
        assert_eq!(rows(tx, id, 1, 1_000, 10).unwrap(), numbered(0, 0));
        let document = find(tx, id).unwrap();
        assert_eq!((document.pages, document.sheets), (1, 1));
    });
}

#[test]
fn a_card_shows_the_first_lines_of_a_text_or_of_the_sheets() {
    on_a_desk(|tx| {
        let with = |kind, text: &str| {
            let document = NewDocument { kind, ..new("a", text, 1) };
            add(tx, &document, NOW).unwrap();
            let mut found = Found::default();
            found.add(Piece::Page { number: 1, text: text.to_owned() });
            take_in(tx, document.id, &found).unwrap();
            preview(tx, document.id).unwrap()
        };
        assert_eq!(with(Kind::Docx, "# Offer\n\nDear   Sir,\n## Prices"), "Offer\nDear Sir,\nPrices");
        assert_eq!(with(Kind::Text, "# 1 is a number"), "# 1 is a number");
        assert_eq!(with(Kind::Text, &"long ".repeat(200)).chars().count(), 401);

        let id = added(tx, "books.xlsx");
        let mut found = Found::default();
        for (number, name) in [(1, "Expenses"), (2, "Income")] {
            let columns = vec!["Who".to_owned(), "Sum".to_owned()];
            found.add(Piece::Sheet { number, name: name.to_owned(), page: None, columns });
        }
        let row = |name: &str| vec![Cell::Text(name.to_owned()), Cell::number(12.5)];
        found.add(Piece::Rows { sheet: 1, rows: ["a", "b", "c", "d"].map(row).into() });
        take_in(tx, id, &found).unwrap();
        let shown = "Expenses (4)\nWho · Sum\na · 12.5\nb · 12.5\nc · 12.5\nIncome (0)";
        assert_eq!(preview(tx, id).unwrap(), shown);
    });
}

#[test]
fn a_state_is_kept_with_its_reason_and_notes() {
    on_a_desk(|tx| {
        let id = added(tx, "a.csv");
        let notes = [Note::Shortened, Note::OcrFailed];
        set_status(tx, id, Status::Failed, Some(Refusal::Locked), &notes).unwrap();
        let document = find(tx, id).unwrap();
        assert_eq!((document.status, document.refusal), (Status::Failed, Some(Refusal::Locked)));
        assert_eq!(document.notes, notes);
        assert!(matches!(find(tx, super::tests::id()), Err(Error::NotFound)));
    });
}

#[test]
fn folders_are_there_as_long_as_something_lies_in_them() {
    on_a_desk(|tx| {
        let (rent, power, loose) = (added(tx, "rent.pdf"), added(tx, "power.pdf"), added(tx, "loose.txt"));
        lay_into(tx, rent, &Folder::new(" Taxes / 2026 /").unwrap()).unwrap();
        lay_into(tx, power, &Folder::new("Taxes").unwrap()).unwrap();
        let seen =
            || folders(tx).unwrap().iter().map(|one| (one.folder.to_string(), one.documents)).collect::<Vec<_>>();
        assert_eq!(seen(), [("Taxes".to_owned(), 2), ("Taxes/2026".to_owned(), 1)]);

        let inside = |folder: &str| {
            let folder = Folder::new(folder).unwrap();
            let found = list_in(tx, Which::Active, &folder, "", 9).unwrap();
            // They are added in the same moment, so that chance decides which is the newest.
            found.iter().map(|document| document.id).collect::<BTreeSet<_>>()
        };
        assert_eq!(inside("Taxes/2026"), BTreeSet::from([rent]));
        assert_eq!(inside("Taxes"), BTreeSet::from([power, rent]));
        assert_eq!(inside("Tax"), BTreeSet::new());
        assert_eq!(inside("").len(), 3);
        assert!(find(tx, loose).unwrap().folder.as_str().is_empty());

        set_archived(tx, rent, Some(NOW)).unwrap();
        lay_into(tx, power, &Folder::default()).unwrap();
        assert_eq!(seen(), []);
    });
}

#[test]
fn what_is_no_folder_is_refused() {
    assert_eq!(Folder::new(&"a/".repeat(9)), Err(BadFolder::TooDeep));
    assert!(matches!(Folder::new(&"x".repeat(81)), Err(BadFolder::BadName(_))));
    assert_eq!(Folder::new("a/../b").unwrap().as_str(), "a/../b", "a label, never a path");
    assert_eq!(Folder::new(" // ").unwrap(), Folder::default());
}
